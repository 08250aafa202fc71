"""Open counts told to people: dimensions and values by their names, and the signs explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.registry import ActionType, Channel
from server.registry import Outcome as Solved
from server.registry.ages import ParticipantAgeGroup
from server.services.tallying import Tally
from server.telling.language import Words, phrase

_DIMENSIONS: Final[Mapping[str, str]] = {
    "MUNICIPALITY": phrase("municipality"),
    "AGE_GROUP": phrase("age"),
    "CHANNEL": phrase("way of alerting"),
    "YEAR": phrase("year"),
    "TYPE": phrase("kind of action"),
    "OUTCOME": phrase("outcome"),
}
_VALUES: Final[Mapping[str, str]] = {
    ParticipantAgeGroup.FROM_16_TO_24: phrase("16 to 24"),
    ParticipantAgeGroup.FROM_25_TO_44: phrase("25 to 44"),
    ParticipantAgeGroup.FROM_45_TO_64: phrase("45 to 64"),
    ParticipantAgeGroup.FROM_65: phrase("65 and older"),
    Channel.SMS: phrase("SMS"),
    Channel.VOICE: phrase("phone call"),
    Channel.EMAIL: phrase("e-mail"),
    ActionType.MISSING_PERSON: phrase("missing person"),
    ActionType.ROBBERY: phrase("robbery"),
    ActionType.THEFT: phrase("theft"),
    ActionType.OTHER: phrase("other"),
    Solved.DIRECT: phrase("solved directly by a participant"),
    Solved.INDIRECT: phrase("helped by a participant"),
    Solved.NONE: phrase("without a participant"),
}
HIDDEN: Final = "•"
"""Stands for a count that is too small to be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """A table of counts, as people read it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Values of the dimensions, then the count."""
    caption: str
    rules: tuple[str, ...]
    """What was done to the counts, and what the signs mean."""


def tallied(tally: Tally, towns: Mapping[str, str], words: Words) -> Tallied:
    """Tell a table; `towns` are names of municipalities by code."""
    participants = tally.unit == "participants"
    counted = words("participants listed") if participants else words("actions")
    return Tallied(
        columns=(*(dimension(words, name) for name in tally.dimensions), counted),
        rows=tuple(
            (
                *(_value(words, key, towns) for key in keys),
                HIDDEN if count is None else words.number(count),
            )
            for keys, count in tally.cells
        ),
        caption=words("Participants listed on {day}.", day=words.date(tally.on))
        if participants
        else words("Actions begun before {day}.", day=words.date(tally.on)),
        rules=(
            *(words(rule) for rule in tally.rules),
            words("{sign} means that a count is not shown, or that there is none.", sign=HIDDEN),
        ),
    )


def dimension(words: Words, name: str) -> str:
    return words(_DIMENSIONS[name])


def _value(words: Words, key: str, towns: Mapping[str, str]) -> str:
    return words(_VALUES[key]) if key in _VALUES else towns.get(key, key)
