"""Burgernet's own feed of actions, version 2: known from what others read of it, not described.

So it is read tolerantly: a list or an object that holds one, moments in seconds or milliseconds,
numbers as texts. What an action said is kept as it came, for the values of its types are unknown.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from server.errors import Code, Refused
from server.formats import cells
from server.formats.areas import Circle
from server.formats.rejections import Fault, Rejected, Unfit
from server.formats.sheets import plain
from server.registry.tables import ActionType
from simulation.sentence import Sentence

LARGEST: Final = 64 << 20
"""Of a feed [bytes]; one of all the country's current actions has some thousands."""
LONGEST_ID: Final = 200
MILLISECONDS: Final = 100_000_000_000
"""From here on a number of seconds would lie after the year 5138: it is of milliseconds."""
GRACE: Final = timedelta(days=1)
"""So far ahead another's clock may be."""
FORESEEN: Final = timedelta(days=366)
"""So far ahead an action may be said to end."""
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Signs that PostgreSQL or XML cannot hold."""
_TYPES: Final = {
    ActionType.MISSING_PERSON: ("vermis", "missing", "amber"),
    ActionType.ROBBERY: ("overval", "beroving", "straatroof", "robbery"),
    ActionType.THEFT: ("diefstal", "inbraak", "theft", "burglary"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAction:
    """One action of the feed; what it does not say is None."""

    row: int
    """Its place in the list, from 1."""
    id: str
    municipality: str
    """As it came: a name or a code."""
    type: ActionType
    raw_type: str
    active: bool
    started_at: datetime
    ended_at: datetime | None
    area: Circle | None
    messages: tuple[Message, ...]
    raw: bytes
    """All of it as JSON."""


def read(content: bytes, *, now: datetime) -> Iterator[FeedAction | Rejected]:
    """Read a feed; raises Refused for what is none. No action begins after `now`, but for GRACE."""
    if len(content) > LARGEST:
        said = Sentence("a feed of more than {largest} bytes is none", largest=LARGEST)
        raise Refused(Code.BAD_INPUT, said)
    try:
        told = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise Refused(Code.BAD_INPUT, Sentence("the feed is no JSON")) from None
    actions = told.get("actions") if isinstance(told, dict) else told
    if not isinstance(actions, list):
        said = Sentence("the feed holds no list of actions")
        raise Refused(Code.BAD_INPUT, said)
    return (_action(row, action, now) for row, action in enumerate(actions, start=1))


def _action(row: int, told: Any, now: datetime) -> FeedAction | Rejected:
    if not isinstance(told, dict):
        return Rejected(row, (Fault("", Sentence("is no action")),))
    id_, municipality = _text(told.get("id")), _text(told.get("municipality"))
    started_at, ended_at = (_moment(told.get(f"{name}Timestamp")) for name in ("start", "end"))
    raw_type = _text(told.get("actionType"))
    messages = tuple(_messages(told.get("messages")))
    faults = [*_told_wrong(id_, messages), *_out_of_time(started_at, ended_at, now)]
    if faults or started_at is None:
        return Rejected(row, tuple(faults))
    amber = told.get("amberAlert") in (True, 1, "true")
    return FeedAction(
        row=row,
        id=id_,
        municipality=municipality,
        type=ActionType.MISSING_PERSON if amber else type_of(raw_type),
        raw_type=raw_type,
        active=told.get("active") in (True, 1, "true", "1"),
        started_at=started_at,
        ended_at=ended_at,
        area=_circle(told.get("area")),
        messages=messages,
        raw=orjson.dumps(told),
    )


def type_of(raw: str) -> ActionType:
    """The type that a word of the feed seems to mean; the word is kept beside it."""
    said = plain(raw)
    for type_, words in _TYPES.items():
        if any(word in said for word in words):
            return type_
    return ActionType.OTHER


def _told_wrong(id_: str, messages: Sequence[Message]) -> Iterator[Fault]:
    if not 0 < len(id_) <= LONGEST_ID:
        said = Sentence("must have from 1 to {longest} characters", longest=LONGEST_ID)
        yield Fault("id", said)
    texts = {"id": [id_], "messages": [text for one in messages for text in (one.title, one.body)]}
    for field, found in texts.items():
        if any(_NO_TEXT.search(text) for text in found):
            yield Fault(field, Sentence("holds a character that is no text"))


def _out_of_time(
    started_at: datetime | None, ended_at: datetime | None, now: datetime
) -> Iterator[Fault]:
    if started_at is None:
        yield Fault("startTimestamp", Sentence("is no moment"))
    elif ended_at and ended_at < started_at:
        yield Fault("endTimestamp", Sentence("lies before the beginning"))
    for field, moment, ahead in (("start", started_at, GRACE), ("end", ended_at, FORESEEN)):
        try:
            if moment is not None:
                cells.within(moment, cells.FIRST_MOMENT, now + ahead)
        except Unfit as unfit:
            yield Fault(f"{field}Timestamp", unfit.reason)


def _messages(told: Any) -> Iterator[Message]:
    for message in told if isinstance(told, list) else []:
        if isinstance(message, dict):
            yield _message(message)


def _message(told: Mapping[str, Any]) -> Message:
    return Message(title=_text(told.get("title")), body=_text(told.get("body")))


def _circle(told: Any) -> Circle | None:
    if not isinstance(told, dict):
        return None
    latitude, longitude, radius = (_number(told.get(name)) for name in ("lat", "lng", "radius"))
    if not (latitude and longitude):  # nought and nought is how a place is said to be unknown
        return None
    try:
        return Circle(latitude=latitude, longitude=longitude, radius=radius or math.nan)
    except ValueError:
        return None


def _moment(told: Any) -> datetime | None:
    number = _number(told)
    try:
        if number is None:
            found = datetime.fromisoformat(_text(told))
            return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
        seconds = number / 1000 if abs(number) >= MILLISECONDS else number
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _number(told: Any) -> float | None:
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    try:
        found = float(told)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _text(told: Any) -> str:
    """Texts and numbers as texts; nothing else is one."""
    if isinstance(told, str):
        return told.strip()
    return str(told) if isinstance(told, int | float) and not isinstance(told, bool) else ""
