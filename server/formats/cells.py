"""What stands in one cell, read as people write it; raises Unfit, which never says what stood."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import email_validator
import phonenumbers
from stdnum.exceptions import ValidationError
from stdnum.nl import postcode as postcodes

from server.formats.rejections import Unfit
from server.formats.sheets import plain
from simulation.sentence import Listing, Sentence

HERE: Final = "NL"
"""Numbers without a country are read as dialled here."""
AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
LONGEST_TEXT: Final = 200
EARLIEST: Final = date(2004, 1, 1)
"""The year of the first trial; before it nobody can have registered, and no action was."""
FIRST_MOMENT: Final = datetime.combine(EARLIEST, time(), tzinfo=UTC)
OLDEST: Final = 120

_DEARER: Final = (
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.TOLL_FREE,
)
_MOBILE: Final = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
)
_MONTHS: Final = {
    name[:3]: number
    for number, name in enumerate(
        (
            *("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus"),
            *("september", "oktober", "november", "december"),
        ),
        start=1,
    )
} | {"mrt": 3}
_DAY: Final = re.compile(
    r"(?P<iso>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?P<y2>\d{4})"
    r"|(?P<d3>\d{1,2})\s+(?P<word>[a-z]{3,9})\.?\s+(?P<y3>\d{4})",
    re.ASCII | re.IGNORECASE,
)
_SHORT: Final = re.compile(
    r"\d{1,2}(?:[-/.]\d{1,2}[-/.]|\s+[a-z]{3,9}\.?\s+)\d{2}(?!\d)", re.ASCII | re.IGNORECASE
)
"""A date of which nobody knows the century."""
_CLOCK: Final = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?:uur)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)
_HOUSE: Final = re.compile(r"(?P<number>[1-9]\d{0,4})(?:\s*[-/ ]?\s*(?P<rest>\w[\w\s./-]{0,19}))?")

T = TypeVar("T")


def text(cell: str, *, longest: int = LONGEST_TEXT) -> str:
    """A text of one line."""
    if len(cell) > longest:
        raise Unfit(Sentence("longer than {longest} characters", longest=longest))
    if "\N{REPLACEMENT CHARACTER}" in cell or not cell.isprintable():
        raise Unfit(Sentence("holds a character that is no text"))
    return cell


def name(cell: str) -> str:
    """A name of a person."""
    if not any(letter.isalpha() for letter in text(cell)):
        raise Unfit(Sentence("holds no letter"))
    return " ".join(cell.split())


def telephone(cell: str) -> tuple[str, bool]:
    """A number as E.164 has it, and whether it is a mobile one."""
    try:
        number = phonenumbers.parse(text(cell), HERE)
    except phonenumbers.NumberParseException:
        raise Unfit(Sentence("is no telephone number")) from None
    kind = phonenumbers.number_type(number)
    if kind == phonenumbers.PhoneNumberType.UNKNOWN or number.extension:
        raise Unfit(Sentence("is no telephone number that exists"))
    if kind in _DEARER:
        raise Unfit(Sentence("is the number of a service, not of a person"))
    format_ = phonenumbers.PhoneNumberFormat.E164
    return phonenumbers.format_number(number, format_), kind in _MOBILE


def email(cell: str) -> str:
    """An address of e-mail, normalised; whether it takes mail nobody is asked."""
    try:
        found = email_validator.validate_email(text(cell), check_deliverability=False)
    except email_validator.EmailNotValidError:
        raise Unfit(Sentence("is no address of e-mail")) from None
    return found.normalized.lower()


def postcode(cell: str) -> str:
    """Four digits and two letters, without a space."""
    try:
        return str(postcodes.validate(text(cell))).replace(" ", "")
    except ValidationError:
        raise Unfit(Sentence("is no Dutch postcode, such as 7511 AB")) from None


def house(cell: str) -> tuple[int, str | None]:
    """Number of a house, and what is added to it."""
    found = _HOUSE.fullmatch(text(cell))
    if found is None:
        raise Unfit(Sentence("is no number of a house, from 1 to 99999"))
    return int(found["number"]), found["rest"]


@lru_cache(maxsize=10_000)
def day(cell: str) -> date:
    """A date as Dutch or ISO 8601 writes it; a time behind it is left out."""
    return _on_and_at(cell)[0]


def _on_and_at(cell: str) -> tuple[date, re.Match[str] | None]:
    """A date, and the time of day behind it if there is one."""
    found = _DAY.match(cell)
    rest = cell[found.end() :].strip().removeprefix("T") if found else ""
    clock = _CLOCK.fullmatch(rest)
    if found is None and _SHORT.match(cell):
        raise Unfit(Sentence("the year takes four digits, such as 18-11-2014"))
    if found is None or (rest and not clock):
        raise Unfit(Sentence("is no date, such as 18-11-2014 or 2014-11-18"))
    month = found["m"] or found["m2"] or _MONTHS.get((found["word"] or "")[:3].lower(), 0)
    try:
        on = date(
            int(found["iso"] or found["y2"] or found["y3"]),
            int(month),
            int(found["d"] or found["d2"] or found["d3"]),
        )
    except ValueError:
        raise Unfit(Sentence("is no day of the calendar")) from None
    return on, clock


def day_until(cell: str, last: date) -> date:
    """A date from the first trial to a last day."""
    found = day(cell)
    if not EARLIEST <= found <= last:
        raise Unfit(Sentence("must lie in [{first}, {last}]", first=EARLIEST, last=last))
    return found


def moment(cell: str) -> datetime:
    """A date with a time, of Amsterdam unless it says its zone, in UTC."""
    on, found = _on_and_at(cell)
    if found is None:
        raise Unfit(Sentence("has no time of day, such as 18-11-2014 13:45"))
    try:
        at = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        raise Unfit(Sentence("is no time of day")) from None
    try:
        return _in_utc(datetime.combine(on, at), found["zone"])
    except OverflowError:  # of the first and the last days
        raise Unfit(Sentence("is no day of the calendar")) from None


def _in_utc(naive: datetime, zone: str | None) -> datetime:
    """A moment of a zone, of Amsterdam where none is given."""
    if zone is None:
        return naive.replace(tzinfo=AMSTERDAM).astimezone(UTC)
    if zone in "Zz":
        return naive.replace(tzinfo=UTC)
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return (naive - offset if zone[0] == "+" else naive + offset).replace(tzinfo=UTC)


def within(found: datetime, first: datetime, last: datetime) -> datetime:
    """A moment that does not lie before or after others."""
    if not first <= found <= last:
        said = Sentence("must lie in [{first}, {last}]", first=first.date(), last=last.date())
        raise Unfit(said)
    return found


def whole(cell: str, *, low: int, high: int) -> int:
    """A whole number, with or without Dutch points between thousands."""
    digits = cell.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", cell, re.ASCII) else cell
    found = int(digits) if re.fullmatch(r"\d{1,12}", digits, re.ASCII) else None
    if found is None or not low <= found <= high:
        raise Unfit(Sentence("must be a whole number in [{low}, {high}]", low=low, high=high))
    return found


def number(cell: str) -> float:
    """A decimal number, with a comma or a point."""
    if not re.fullmatch(r"-?\d{1,9}([.,]\d{1,12})?", cell, re.ASCII):
        raise Unfit(Sentence("is no number"))
    return float(cell.replace(",", "."))


def one_of(cell: str, words: Mapping[str, T], *, such_as: str) -> T:
    """What a word stands for; `such_as` names some that do."""
    found = words.get(plain(cell))
    if found is None:
        raise Unfit(Sentence("is none of {words}", words=Listing(such_as.split("|"))))
    return found
