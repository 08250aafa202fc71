"""What is known of a region: its municipalities, inhabitants, and the figures of its demo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable

from server.errors import Code, Refused, RegionRefused
from server.registry import figures, layouts
from server.registry.ages import ParticipantAgeGroup
from server.registry.apportionment import largest_remainder
from server.registry.figures import Basis, Figure, Price, Source
from server.registry.handwork import Columns, Csv, Toml
from server.registry.layouts import Tile
from server.registry.tables import ActionType, AgeGroup, Channel, Outcome

A_DAY = timedelta(days=1)
AGE_GROUPS = tuple(group for group in AgeGroup if group is not AgeGroup.ALL)

_MUNICIPALITIES: Columns = {
    "code": r"GM[0-9]{4}",
    "name": r"\S.{0,79}",
    "land_ha": (1, 1_000_000),
    "urbanity": (1, 5),
    "households": (1, 1_000_000),
}
_COUNTED: Columns = {"code": r"GM[0-9]{4}", "year": (1900, 2100)}
_SOURCED: Columns = {"confidence": figures.CONFIDENCE, "source": r"\w+"}
_INHABITANTS: Columns = {**_COUNTED, "inhabitants": (1, 2_000_000), **_SOURCED}
_AGES: Columns = {**_COUNTED, **{group.lower(): (0, 100) for group in AGE_GROUPS}, **_SOURCED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A municipality; `inhabitants` by year and age group, counted on 1 January.

    CBS publishes ages in whole percentages that need not sum to 100. The counts of the age groups
    are apportioned by largest remainder, so that they sum to ALL; they are derived, not counted,
    and there for the years with percentages only.
    """

    code: str
    name: str
    land_ha: int
    urbanity: int
    households: int
    inhabitants: Mapping[int, Mapping[AgeGroup, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What a synthetic register is drawn from; hazards in [1/year], shares in [0, 1]."""

    as_of: date
    start: date
    participants: int
    age_shares: Mapping[ParticipantAgeGroup, Decimal]
    oldest_birth_year: int
    channel_shares: Mapping[Channel, Decimal]
    opt_out: Decimal
    going_stale: Decimal
    removal: Decimal
    first_action: date
    actions_per_year: Decimal
    type_shares: Mapping[ActionType, Decimal]
    outcome_shares: Mapping[Outcome, Decimal]
    reaction_share: Decimal
    shortest_minutes: int
    longest_minutes: int

    @property
    def spread_by(self) -> int:
        """The year on whose 1 January inhabitants and ages are counted: the first after as_of."""
        return self.as_of.year + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """`basis` has the grounds of every figure, by name: participants, demo.start and so on."""

    name: str
    label: str
    figures: Sequence[Figure]
    benchmark: Price | None
    places: Sequence[Place]
    tiles: Mapping[str, Tile]
    """A tile for each place, by code; no two on one."""
    demo: Demo | None
    sources: Mapping[str, Source]
    basis: Mapping[str, Basis]


def regions() -> list[str]:
    """List the regions that come with the program, by name."""
    return sorted(folder.name for folder in _home().iterdir() if folder.is_dir())


def load(region: str) -> Region:
    """Read a region that comes with the program; raises Refused or RegionRefused."""
    if region not in regions():
        raise Refused(Code.UNKNOWN_REGION, f"region={region!r} is none of {', '.join(regions())}")
    return read(_home() / region)


def read(folder: Traversable) -> Region:
    """Read a region from a folder of one's own; raises RegionRefused."""
    toml = Toml(folder, "region.toml")
    name = toml.text("name", pattern=r"[a-z][a-z0-9_]*")
    if name != folder.name:
        said = f"name is {name!r}, must be {folder.name!r}, as the folder is called"
        raise RegionRefused(f"{folder.name}/region.toml: {said}")
    sources = figures.sources(toml)
    places = _places(folder, sources)
    demo = _demo(toml) if toml.names("demo") else None
    if demo and demo.spread_by not in places[0].inhabitants:
        raise RegionRefused(
            f"{folder.name}/inhabitants.csv: nothing of {demo.spread_by}, the year by which the "
            f"demo's participants are spread"
        )
    return Region(
        name=name,
        label=toml.text("label"),
        figures=figures.figures(toml, sources),
        benchmark=figures.benchmark(toml),
        places=places,
        tiles=layouts.read(folder, [place.code for place in places]),
        demo=demo,
        sources=sources,
        basis=figures.basis(toml, sources),
    )


def _home() -> Traversable:
    return files("server.registry") / "regions"


def _demo(toml: Toml) -> Demo:
    start = toml.day("demo", "start", low=date(2000, 1, 1), high=date(2100, 1, 1))
    as_of = toml.day("demo", "as_of", low=start + A_DAY, high=date(2100, 1, 1))
    shortest = toml.whole("demo", "shortest_minutes", low=1, high=1440)
    return Demo(
        as_of=as_of,
        start=start,
        participants=toml.whole("demo", "participants", low=1, high=2_000_000),
        age_shares=toml.shares("demo", "age_shares", enum=ParticipantAgeGroup),
        oldest_birth_year=toml.whole(
            "demo", "oldest_birth_year", low=as_of.year - 120, high=as_of.year - 65
        ),
        channel_shares=toml.shares("demo", "channel_shares", enum=Channel),
        opt_out=toml.number("demo", "opt_out", low=0, high=1),
        going_stale=toml.number("demo", "going_stale", low=0, high=1),
        removal=toml.number("demo", "removal", low=0, high=10),
        first_action=toml.day("demo", "first_action", low=start, high=as_of - A_DAY),
        actions_per_year=toml.number("demo", "actions_per_year", low=0, high=10_000),
        type_shares=toml.shares("demo", "type_shares", enum=ActionType),
        outcome_shares=toml.shares("demo", "outcome_shares", enum=Outcome),
        reaction_share=toml.number("demo", "reaction_share", low=0, high=1),
        shortest_minutes=shortest,
        longest_minutes=toml.whole("demo", "longest_minutes", low=shortest, high=1440),
    )


def _places(folder: Traversable, sources: Mapping[str, Source]) -> tuple[Place, ...]:
    towns = Csv(folder, "municipalities.csv", _MUNICIPALITIES, key=("code",))
    totals = Csv(folder, "inhabitants.csv", _INHABITANTS, key=("code", "year"))
    ages = Csv(folder, "ages.csv", _AGES, key=("code", "year"))
    years = sorted({row.whole("year") for row in totals.rows})
    for table in (totals, ages):
        for row in table.rows:
            row.among("code", [town.text("code") for town in towns.rows])
            row.among("year", [str(year) for year in years])
            row.among("source", list(sources))
    split = {
        (row.text("code"), row.whole("year")): [row.whole(group.lower()) for group in AGE_GROUPS]
        for row in ages.rows
    }
    for row in ages.rows:
        percentages = split[row.text("code"), row.whole("year")]
        # Five percentages, each rounded by a half at most.
        if not 98 <= sum(percentages) <= 102:
            raise RegionRefused(
                f"{row.where}: the percentages sum to {sum(percentages)}, must be 98 to 102"
            )
    counted = {
        (row.text("code"), row.whole("year")): row.whole("inhabitants") for row in totals.rows
    }
    for town in towns.rows:
        for year in years:
            if (town.text("code"), year) not in counted:
                raise RegionRefused(f"{town.where}: no row for {year} in {totals.name}")
    return tuple(
        Place(
            code=town.text("code"),
            name=town.text("name"),
            land_ha=town.whole("land_ha"),
            urbanity=town.whole("urbanity"),
            households=town.whole("households"),
            inhabitants={
                year: _by_age(
                    counted[town.text("code"), year], split.get((town.text("code"), year))
                )
                for year in years
            },
        )
        for town in towns.rows
    )


def _by_age(total: int, percentages: Sequence[int] | None) -> Mapping[AgeGroup, int]:
    if percentages is None:
        return {AgeGroup.ALL: total}
    parts = largest_remainder(total, percentages)
    return {AgeGroup.ALL: total, **dict(zip(AGE_GROUPS, parts, strict=True))}
