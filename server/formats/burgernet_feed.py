"""Burgernet's own feed of actions, version 2: known from what others read of it, not described.

So it is read tolerantly: a list or an object that holds one, moments in seconds or milliseconds,
numbers as texts. What an action said is kept as it came, for the values of its types are unknown.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from server.errors import Code, Refused
from server.formats.areas import Circle
from server.formats.rejections import Fault, Rejected
from server.formats.sheets import plain
from server.registry.tables import ActionType
from simulation.sentence import Sentence

LARGEST: Final = 64 << 20
"""Of a feed [bytes]; one of all the country's current actions has some thousands."""
LONGEST_ID: Final = 200
MILLISECONDS: Final = 100_000_000_000
"""From here on a number of seconds would lie after the year 5138: it is of milliseconds."""
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


def read(content: bytes) -> Iterator[FeedAction | Rejected]:
    """Read a feed; raises Refused for what is none."""
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
    return (_action(row, action) for row, action in enumerate(actions, start=1))


def _action(row: int, told: Any) -> FeedAction | Rejected:
    if not isinstance(told, dict):
        return Rejected(row, (Fault("", Sentence("is no action")),))
    id_, municipality = _text(told.get("id")), _text(told.get("municipality"))
    started_at, ended_at = (_moment(told.get(f"{name}Timestamp")) for name in ("start", "end"))
    raw_type = _text(told.get("actionType"))
    faults = []
    if not 0 < len(id_) <= LONGEST_ID:
        said = Sentence("must have from 1 to {longest} characters", longest=LONGEST_ID)
        faults.append(Fault("id", said))
    if started_at is None:
        faults.append(Fault("startTimestamp", Sentence("is no moment")))
    elif ended_at and ended_at < started_at:
        faults.append(Fault("endTimestamp", Sentence("lies before the beginning")))
    if faults or started_at is None:
        return Rejected(row, tuple(faults))
    amber = told.get("amberAlert") in (True, 1, "true")
    messages = told.get("messages")
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
        messages=tuple(
            _message(message)
            for message in (messages if isinstance(messages, list) else [])
            if isinstance(message, dict)
        ),
        raw=orjson.dumps(told),
    )


def type_of(raw: str) -> ActionType:
    """The type that a word of the feed seems to mean; the word is kept beside it."""
    said = plain(raw)
    for type_, words in _TYPES.items():
        if any(word in said for word in words):
            return type_
    return ActionType.OTHER


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
