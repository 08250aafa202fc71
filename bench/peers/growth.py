"""How the time of each contestant grows with the size of the world, in TODAY."""

from dataclasses import dataclass, replace
from functools import partial
from statistics import median

from rich.box import MARKDOWN
from rich.table import Table

from bench import interleaved, workload
from bench.peers.contestants import INDIVIDUAL, MESA, NAIVE, OURS, STARSIM, Contestant
from bench.workload import MUNICIPALITIES, PARTICIPANTS, YEARS
from simulation.horizon import Step

ROUNDS = 3
NATION = 1_700_000
MOST_GROWTH = 1.6
"""Most that 1.7 million participants may cost of what 37,000 do."""
CONTESTANTS = (*OURS.values(), STARSIM[Step.YEAR], INDIVIDUAL, MESA[Step.YEAR], NAIVE[Step.YEAR])
EXTRAPOLATED = {INDIVIDUAL.name, MESA[Step.YEAR].name, NAIVE[Step.YEAR].name}
"""Those for whom 1.7 million participants take minutes, or more memory than there is."""


@dataclass(frozen=True, slots=True)
class Size:
    participants: int = PARTICIPANTS
    municipalities: int = MUNICIPALITIES
    years: int = YEARS
    replications: int = 500
    """Of those who play them at once; the others play one."""


USUAL = Size()
TOWN = replace(USUAL, participants=PARTICIPANTS // 10)
NATIONAL = replace(USUAL, participants=NATION)
LONG = replace(USUAL, years=30)
SCATTERED = replace(USUAL, municipalities=342)
MANY = replace(USUAL, replications=2000)
COLUMNS = {
    "participants 3,700 → 37,000": (TOWN, USUAL),
    "participants 37,000 → 1.7 million": (USUAL, NATIONAL),
    "years 10 → 30": (USUAL, LONG),
    "municipalities 14 → 342": (USUAL, SCATTERED),
    "replications × 4": (USUAL, MANY),
}
Growth = dict[str, dict[str, float]]


def growth() -> Growth:
    """By contestant and column, how many times longer the larger world takes."""
    jobs = {
        f"{one.name} {size}": partial(run, one, size)
        for one in CONTESTANTS
        for size in (TOWN, USUAL, NATIONAL, LONG, SCATTERED, MANY)
        if runs(one, size)
    }
    seconds = interleaved.seconds(jobs, rounds=ROUNDS)

    def times(one: Contestant, small: Size, large: Size) -> float:
        pairs = zip(seconds[f"{one.name} {large}"], seconds[f"{one.name} {small}"], strict=True)
        return median(a / b for a, b in pairs)

    return {
        one.name: {
            name: times(one, small, large)
            for name, (small, large) in COLUMNS.items()
            if runs(one, large)
        }
        for one in CONTESTANTS
    }


def runs(one: Contestant, size: Size) -> bool:
    """Whether a size is measured; what is not, the table says."""
    if size is NATIONAL:
        return one.name not in EXTRAPOLATED
    return size is not MANY or one.at_once


def run(one: Contestant, size: Size) -> None:
    where = workload.region(participants=size.participants, municipalities=size.municipalities)
    today = workload.plans(where, years=size.years)[0]
    one.play(today, size.replications if one.at_once else 1, 1)


def table(found: Growth) -> Table:
    shown = Table("times longer with", *COLUMNS, box=MARKDOWN)
    not_run = {
        "participants 37,000 → 1.7 million": f"{NATION / PARTICIPANTS:.0f}, extrapolated",
        "replications × 4": "4, one by one",
    }
    for name, by_column in found.items():
        cells = [
            f"{by_column[column]:.2f}" if column in by_column else not_run[column]
            for column in COLUMNS
        ]
        shown.add_row(name, *cells)
    return shown


def failures(found: Growth) -> list[str]:
    grown = {
        one.name: found[one.name]["participants 37,000 → 1.7 million"] for one in OURS.values()
    }
    return [
        f"{name}: 1.7 million participants cost {times:.2f} × 37,000; {MOST_GROWTH} is allowed"
        for name, times in grown.items()
        if times > MOST_GROWTH
    ]
