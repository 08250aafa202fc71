"""/participant-counts and /action-counts: open data, small cells hidden."""

from datetime import date
from typing import Annotated

from pydantic import Field
from pydantic.alias_generators import to_camel

from server.graphql.limits import work
from server.registry import Origin
from server.registry.actions import Dimension as ActionDimension
from server.registry.participants import Dimension as ParticipantDimension
from server.rest.declaring import Part, Reach, Ready, Resource, Table, Told
from server.rest.parameters import BY_NAME, IS_DAY, SPLIT, Asked
from server.rest.tabular import Said
from server.services import disclosure, tallying
from server.services.tallying import Tally
from server.telling.language import Words


class AskedOfParticipants(Asked):
    by: Annotated[
        tuple[Annotated[ParticipantDimension, BY_NAME], ...],
        Field(min_length=1, max_length=len(ParticipantDimension), examples=[["MUNICIPALITY"]]),
        SPLIT,
    ]
    """What to count by."""
    on: Annotated[date, Field(examples=["2014-01-01"]), IS_DAY] | None = None
    """A 1 January that is counted; absent: the last."""


class AskedOfActions(Asked):
    by: Annotated[
        tuple[Annotated[ActionDimension, BY_NAME], ...],
        Field(min_length=1, max_length=1, examples=[["OUTCOME"]]),
        SPLIT,
    ]
    """What to count by, one of them: YEAR, or by whole periods of five years MUNICIPALITY, TYPE or
    OUTCOME."""


class Cell(Part):
    """One cell of a table of counts."""

    keys: tuple[str, ...]
    """A value for each of the table's dimensions."""
    count: int | None
    """How many, by the table's rules; null: too few to show."""


class Counts(Told):
    """A table of open counts."""

    dimensions: tuple[str, ...]
    """What is counted by, in order."""
    unit: str
    """What is counted."""
    on: date
    """Date to which the register is counted."""
    origin: Annotated[Origin, BY_NAME]
    """Where what is counted comes from."""
    synthetic: bool
    """True: drawn by chance, no real person in it."""
    rules: tuple[str, ...]
    """How the counts are protected."""
    cells: tuple[Cell, ...]
    """Cells, in the order of their keys."""

    @classmethod
    def of(cls, tally: Tally) -> "Counts":
        return cls(
            dimensions=tally.dimensions,
            unit=tally.unit,
            on=tally.on,
            origin=tally.origin,
            synthetic=tally.origin is Origin.SYNTHETIC,
            rules=tally.rules,
            cells=tuple(Cell(keys=keys, count=count) for keys, count in tally.cells),
        )

    def table(self) -> Table:
        names = (to_camel(name.lower()) for name in self.dimensions)
        told = (self.unit, self.on, self.origin.name)
        return Table(
            (*names, "count", "unit", "on", "origin"),
            ((*cell.keys, cell.count, *told) for cell in self.cells),
        )

    def provenance(self, words: Words) -> Said:
        return (
            (words("Register"), self.origin.name),
            (words("Counted on"), self.on),
            *((words("How the counts are protected"), words(rule)) for rule in self.rules),
        )


async def _participants(reach: Reach, asked: AskedOfParticipants) -> Ready[Counts]:
    async def tell() -> Counts:
        async with reach.database.reading() as session:
            by = tuple(dict.fromkeys(asked.by))
            return Counts.of(
                await tallying.participants(session, by=by, on=asked.on, today=reach.today)
            )

    return Ready(tell, points=work.COUNT)


async def _actions(reach: Reach, asked: AskedOfActions) -> Ready[Counts]:
    async def tell() -> Counts:
        async with reach.database.reading() as session:
            by = tuple(dict.fromkeys(asked.by))
            return Counts.of(await tallying.actions(session, by=by, today=reach.today))

    return Ready(tell, points=work.COUNT)


PARTICIPANT_COUNTS = Resource(
    path="/participant-counts",
    name="participantCounts",
    file="deelnemers",
    summary="How many participants are listed",
    description="Open data: counts are rounded and small ones hidden, as `rules` says.",
    asked=AskedOfParticipants,
    told=Counts,
    example=Counts(
        dimensions=("MUNICIPALITY",),
        unit="participants",
        on=date(2014, 1, 1),
        origin=Origin.SYNTHETIC,
        synthetic=True,
        rules=disclosure.RULES,
        cells=(Cell(keys=("GM0001",), count=8430),),
    ),
    ready=_participants,
)
ACTION_COUNTS = Resource(
    path="/action-counts",
    name="actionCounts",
    file="acties",
    summary="How many actions there were",
    description="Open data: counts are rounded and small ones hidden, as `rules` says.",
    asked=AskedOfActions,
    told=Counts,
    example=Counts(
        dimensions=("OUTCOME",),
        unit="actions",
        on=date(2015, 1, 1),
        origin=Origin.SYNTHETIC,
        synthetic=True,
        rules=disclosure.RULES,
        cells=(Cell(keys=("DIRECT",), count=55), Cell(keys=("NONE",), count=None)),
    ),
    ready=_actions,
)
