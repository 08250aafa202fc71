"""A file of past actions: CSV with Dutch headings."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from server.formats import cells, rows, sheets
from server.formats.areas import MOST_LATITUDE, MOST_LONGITUDE, WIDEST, Circle
from server.formats.rejections import Rejected, Unfit
from server.formats.sheets import Heading, Row, Sheet, Synonyms, plain
from server.registry.tables import ActionType, Outcome
from simulation.sentence import Sentence

HEADINGS: Final[Synonyms] = {
    "reference": ("kenmerk", "nummer", "actienummer", "zaaknummer", "id", "reference"),
    "municipality": ("gemeente", "gemeentecode", "gemeentenaam", "municipality"),
    "type": ("soort", "type", "soortactie", "actietype"),
    "started_at": ("begin", "begonnenop", "start", "gestartop", "starttijd", "startedat"),
    "ended_at": ("einde", "geeindigdop", "eind", "beeindigdop", "eindtijd", "endedat"),
    "alerted": ("gealarmeerd", "aantalgealarmeerd", "bereik", "alerted"),
    "reactions": ("reacties", "aantalreacties", "reactions"),
    "outcome": ("uitkomst", "resultaat", "afloop", "outcome"),
    "text": ("bericht", "tekst", "berichttekst", "text"),
    "latitude": ("breedtegraad", "latitude", "lat"),
    "longitude": ("lengtegraad", "longitude", "lng", "lon"),
    "radius": ("straal", "straalm", "radius"),
}
NAMES: Final = {
    "municipality": "gemeente",
    "type": "soort",
    "started_at": "begin",
    "ended_at": "einde",
    "alerted": "gealarmeerd",
    "reactions": "reacties",
    "outcome": "uitkomst",
    "latitude": "breedtegraad",
    "longitude": "lengtegraad",
    "radius": "straal",
}
TYPES: Final = {
    **dict.fromkeys(("vermissing", "vermist", "vermistepersoon"), ActionType.MISSING_PERSON),
    **dict.fromkeys(("overval", "beroving", "straatroof", "roof"), ActionType.ROBBERY),
    **dict.fromkeys(("diefstal", "inbraak"), ActionType.THEFT),
    **dict.fromkeys(("overig", "anders"), ActionType.OTHER),
    **{plain(member): member for member in ActionType},
}
OUTCOMES: Final = {
    **dict.fromkeys(("direct", "directopgelost"), Outcome.DIRECT),
    **dict.fromkeys(("indirect", "geholpen", "indirectgeholpen"), Outcome.INDIRECT),
    **dict.fromkeys(("geen", "nee", "none"), Outcome.NONE),
}
MOST: Final = 20_000_000
"""Alerted or reacting: more than there are inhabitants is a slip."""
LONGEST_MESSAGE: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionEntry:
    row: int
    reference: str | None
    """By which whoever kept the file knows it."""
    municipality: str
    """Its code."""
    type: ActionType
    raw_type: str
    started_at: datetime
    ended_at: datetime | None
    alerted: int
    reactions: int
    outcome: Outcome | None
    text: str | None
    area: Circle | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """A file whose headings are understood; its entries can be read once."""

    ignored: tuple[Heading, ...]
    entries: Iterator[ActionEntry | Rejected]


def read(file: BinaryIO, encoding: str, *, places: Mapping[str, str], until: datetime) -> Actions:
    """Read a file row by row; raises Refused for one that has not the columns it takes.

    `places` are the names of municipalities by their codes; nothing has begun after `until`.
    """
    sheet = sheets.opened(file, encoding, HEADINGS)
    needed = ("municipality", "type", "started_at", "alerted", "reactions")
    sheets.required(sheet, *((field,) for field in needed), names=NAMES)
    place = rows.municipality(places)
    return Actions(
        ignored=sheet.ignored,
        entries=rows.entries(sheet.rows, lambda row: _Reading(sheet, row, place, until).entry()),
    )


class _Reading(rows.Reading):
    def __init__(
        self, sheet: Sheet, row: Row, place: Callable[[str], str], until: datetime
    ) -> None:
        super().__init__(sheet, row, NAMES)
        self._place = place
        self._until = until

    def entry(self) -> ActionEntry | Rejected:
        started_at = self.needed("started_at", self._moment)
        ended_at, outcome = self._ending(started_at)
        alerted = self.needed("alerted", lambda cell: cells.whole(cell, low=0, high=MOST))
        most = MOST if alerted is None else alerted
        reactions = self.needed("reactions", lambda cell: cells.whole(cell, low=0, high=most))
        return self.done(
            ActionEntry(
                row=self.row,
                reference=self.read("reference", cells.text),
                municipality=self.needed("municipality", self._place) or "",
                type=self.needed("type", _type) or ActionType.OTHER,
                raw_type=self.cell("type"),
                started_at=started_at or self._until,
                ended_at=ended_at,
                alerted=alerted or 0,
                reactions=reactions or 0,
                outcome=outcome,
                text=self.read("text", _message),
                area=self._area(),
            )
        )

    def _moment(self, cell: str) -> datetime:
        found = cells.moment(cell)
        return cells.within(found, cells.FIRST_MOMENT, self._until)

    def _ending(self, started_at: datetime | None) -> tuple[datetime | None, Outcome | None]:
        ended_at = self.read("ended_at", self._moment)
        outcome = self.read("outcome", _outcome)
        if started_at and ended_at and ended_at < started_at:
            self.fault("ended_at", Sentence("lies before the beginning"))
        if self.cell("ended_at") and not self.cell("outcome"):
            self.fault("outcome", Sentence("must be given of what has ended"))
        elif self.cell("outcome") and not self.cell("ended_at"):
            self.fault("ended_at", Sentence("must be given where there is an outcome"))
        return ended_at, outcome

    def _area(self) -> Circle | None:
        given = [field for field in _AREA if self.cell(field)]
        if given and len(given) < len(_AREA):
            said = Sentence("latitude, longitude and radius in metres must be given together")
            self.fault("latitude", said)
        latitude, longitude, radius = (self.read(*field) for field in _AREA.items())
        if latitude is None or longitude is None or radius is None:
            return None
        return Circle(latitude=latitude, longitude=longitude, radius=radius)


def _degrees(most: float) -> Callable[[str], float]:
    def read(cell: str) -> float:
        found = cells.number(cell)
        if abs(found) > most:
            raise Unfit(Sentence("must lie in [{low:g}, {high:g}]", low=-most, high=most))
        return found

    return read


def _radius(cell: str) -> float:
    found = cells.number(cell)
    if not 0.0 < found <= WIDEST:
        raise Unfit(Sentence("must be over 0 and at most {most:g} [m]", most=WIDEST))
    return found


_AREA: Final = {
    "latitude": _degrees(MOST_LATITUDE),
    "longitude": _degrees(MOST_LONGITUDE),
    "radius": _radius,
}


def _type(cell: str) -> ActionType:
    return cells.one_of(cell, TYPES, such_as="vermissing|overval|diefstal|overig")


def _outcome(cell: str) -> Outcome:
    return cells.one_of(cell, OUTCOMES, such_as="direct|indirect|geen")


def _message(cell: str) -> str:
    """Lines may be broken in a message."""
    cells.text(" ".join(cell.split()), longest=LONGEST_MESSAGE)
    return cell
