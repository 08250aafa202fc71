"""A file of participants, as a municipality or the police keep it: CSV with Dutch headings."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Final

from server.formats import cells, rows, sheets
from server.formats.participants_words import CHANNELS, HEADINGS, NAMES, REASONS, SOURCES
from server.formats.rejections import Rejected, Unfit
from server.formats.sheets import Heading, Row, Sheet
from server.registry.tables import MINIMUM_AGE, Channel, LeavingReason, Source
from simulation.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One participant, as the file has them; of whoever has left, nothing that tells who it was."""

    row: int
    municipality: str
    """Its code."""
    birth_year: int
    channel: Channel
    """By which they are alerted first."""
    registered_on: date
    left_on: date | None
    left_because: LeavingReason | None
    identity: "Identity | None"
    """None of whoever has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    name: str
    contacts: tuple[tuple[Channel, str], ...]
    """Numbers as E.164; at least one, the first channel first."""
    postcode: str
    house_number: int
    house_addition: str | None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """A file whose headings are understood; its entries can be read once."""

    ignored: tuple[Heading, ...]
    entries: Iterator[Entry | Rejected]


def read(
    file: BinaryIO,
    encoding: str,
    *,
    places: Mapping[str, str],
    as_of: date,
    municipality: str | None = None,
    after: int = 1,
) -> Participants:
    """Read a file row by row; raises Refused for one that has not the columns it takes.

    `places` are the names of municipalities by their codes; `municipality` is the code of those
    who have none in the file; nobody has registered or left after `as_of`. Rows up to `after` are
    passed over.
    """
    sheet = sheets.opened(file, encoding, HEADINGS)
    needed = [("name", "last"), ("telephone", "mobile", "email"), ("postcode",), ("house",)]
    needed += [("birth_year",), ("registered_on",)]
    needed += [] if municipality else [("municipality",)]
    sheets.required(sheet, *needed, names=NAMES)
    place = rows.municipality(places)

    def entry(row: Row) -> Entry | Rejected:
        return _Reading(sheet, row, place=place, as_of=as_of, municipality=municipality).entry()

    return Participants(ignored=sheet.ignored, entries=rows.entries(sheet.rows, entry, after=after))


_REACHED_BY: Final = ("mobile", "telephone", "email")
_MISSING: Final = {
    Channel.SMS: Sentence("SMS takes a mobile number"),
    Channel.VOICE: Sentence("speech takes a telephone number"),
    Channel.EMAIL: Sentence("e-mail takes an address of e-mail"),
}


class _Reading(rows.Reading):
    def __init__(
        self,
        sheet: Sheet,
        row: Row,
        *,
        place: Callable[[str], str],
        as_of: date,
        municipality: str | None,
    ) -> None:
        super().__init__(sheet, row, NAMES)
        self._place = place
        self._as_of = as_of
        self._municipality = municipality

    def entry(self) -> Entry | Rejected:
        registered_on = self.needed("registered_on", self._day)
        left_on, left_because = self._leaving(registered_on)
        if self.cell("left_on"):
            channel, identity = self._channel_of_old(), None
        else:
            contacts = self._contacts()
            channel = contacts[0][0] if contacts else Channel.SMS
            identity = self._identity(contacts)
        return self.done(
            Entry(
                row=self.row,
                municipality=self._home(),
                birth_year=self._birth_year(registered_on),
                channel=channel,
                registered_on=registered_on or date.min,
                left_on=left_on,
                left_because=left_because,
                identity=identity,
            )
        )

    def _identity(self, contacts: tuple[tuple[Channel, str], ...]) -> Identity:
        number, addition = self.needed("house", cells.house) or (0, None)
        return Identity(
            name=self._name(),
            contacts=contacts,
            postcode=self.needed("postcode", cells.postcode) or "",
            house_number=number,
            house_addition=self.read("addition", cells.text) or addition,
            source=self.read("source", _source) or Source.IMPORT,
        )

    def _day(self, cell: str) -> date:
        return cells.day_until(cell, self._as_of)

    def _name(self) -> str:
        if self.cell("name"):
            return self.read("name", cells.name) or ""
        parts = [self.read(field, cells.text) for field in ("first", "infix")]
        last = self.needed("last" if "last" in self._columns else "name", cells.name)
        return " ".join(part for part in (*parts, last) if part)

    def _birth_year(self, registered_on: date | None) -> int:
        year = (registered_on or self._as_of).year
        oldest, youngest = year - cells.OLDEST, year - MINIMUM_AGE
        found = self.needed("birth_year", lambda cell: cells.whole(cell, low=oldest, high=youngest))
        return found or 0

    def _contacts(self) -> tuple[tuple[Channel, str], ...]:
        """Of the channels named, what each of them uses; where none is named, all there is."""
        if not any(self.cell(field) for field in _REACHED_BY):
            self.fault("telephone", Sentence("a telephone number or e-mail must be given"))
            return ()
        before = self.faults
        numbers = [self.read(field, cells.telephone) for field in ("mobile", "telephone")]
        mobile = next((number for number, mobile in filter(None, numbers) if mobile), None)
        fixed = next((number for number, mobile in filter(None, numbers) if not mobile), None)
        email = self.read("email", cells.email)
        named = self.read("channels", _channels)
        reached: dict[Channel, str | None] = {Channel.SMS: mobile, Channel.VOICE: fixed}
        reached[Channel.EMAIL] = email
        if named and Channel.VOICE in named:
            reached[Channel.VOICE] = fixed or mobile
        for channel in named or ():
            if reached[channel] is None and self.faults == before:
                self.fault("channels", _MISSING[channel])
        return tuple(
            (channel, value) for channel in named or Channel if (value := reached[channel])
        )

    def _channel_of_old(self) -> Channel:
        """By which somebody was alerted who has left; whether it still works nobody asks."""
        named = self.read("channels", _channels)
        if named:
            return named[0]
        if self.cell("mobile") or _is_mobile(self.cell("telephone")):
            return Channel.SMS
        if not (self.cell("telephone") or self.cell("email") or self.cell("channels")):
            self.fault("channels", Sentence("must be given"))
        return Channel.VOICE if self.cell("telephone") else Channel.EMAIL

    def _leaving(self, registered_on: date | None) -> tuple[date | None, LeavingReason | None]:
        left_on = self.read("left_on", self._day)
        if left_on and registered_on and left_on < registered_on:
            self.fault("left_on", Sentence("lies before the day of registration"))
        because = self.read("left_because", _reason)
        if self.cell("left_on") and not self.cell("left_because"):
            self.fault("left_because", Sentence("must be given of whoever has left"))
        elif self.cell("left_because") and not self.cell("left_on"):
            self.fault("left_on", Sentence("must be given where there is a reason for it"))
        return left_on, because

    def _home(self) -> str:
        if self._municipality and not self.cell("municipality"):
            return self._municipality
        return self.needed("municipality", self._place) or ""


def _channels(cell: str) -> tuple[Channel, ...]:
    words = cell.replace(" en ", ",").replace("/", ",").replace("+", ",").replace("|", ",")
    named = [word for word in words.split(",") if word.strip()] or [""]
    such_as = "sms|spraak|e-mail"
    return tuple(dict.fromkeys(cells.one_of(word, CHANNELS, such_as=such_as) for word in named))


def _is_mobile(cell: str) -> bool:
    try:
        return cells.telephone(cell)[1]
    except Unfit:
        return False


def _reason(cell: str) -> LeavingReason:
    such_as = "afgemeld|verhuisd|overleden|nummer gewijzigd|verwijderd"
    return cells.one_of(cell, REASONS, such_as=such_as)


def _source(cell: str) -> Source:
    such_as = "website|brief|telefoon|evenement|gemeente|import"
    return cells.one_of(cell, SOURCES, such_as=such_as)
