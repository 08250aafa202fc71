"""Time of one replication, ours against theirs: a round for each scenario of the workload."""

from dataclasses import dataclass, field
from statistics import median

from rich.box import MARKDOWN
from rich.table import Table

from bench import workload
from bench.interleaved import clocked, tell
from bench.peers.check import LIMIT, Outcome, scores, together
from bench.peers.contestants import INDIVIDUAL, MESA, NAIVE, OURS, STARSIM, Contestant
from bench.workload import REPLICATIONS, SCENARIOS
from simulation.horizon import Step
from simulation.measures import Measure
from simulation.plan import Plan

CONTESTANTS = (
    OURS[Step.MONTH], OURS[Step.YEAR], INDIVIDUAL, STARSIM[Step.MONTH], STARSIM[Step.YEAR],
    MESA[Step.MONTH], MESA[Step.YEAR], NAIVE[Step.MONTH],
)  # fmt: skip  # ours, then theirs from fast to slow
REQUIRED = {
    (STARSIM[Step.MONTH], OURS[Step.MONTH]): 100,
    (STARSIM[Step.YEAR], OURS[Step.YEAR]): 100,
    (MESA[Step.MONTH], OURS[Step.MONTH]): 500,
    (MESA[Step.YEAR], OURS[Step.YEAR]): 500,
    (NAIVE[Step.MONTH], OURS[Step.MONTH]): 5000,
}
"""How many times faster we must be, at the same step."""


@dataclass(slots=True)
class Tally:
    """What the rounds have shown of one contestant."""

    seconds: list[float] = field(default_factory=list)
    """For one replication, round by round."""
    scores: list[dict[Measure, float]] = field(default_factory=list)


Contest = dict[str, Tally]


def contest() -> Contest:
    """Play all contestants in turn, after a round among few participants to warm up."""
    for plan in workload.plans(workload.region(participants=1000), years=2)[:1]:
        for one in CONTESTANTS:
            one.play(plan, 1, 1)
    tallies = {one.name: Tally() for one in CONTESTANTS}
    for number, plan in enumerate(workload.plans(workload.region())):
        for place, one in enumerate(CONTESTANTS):
            tell(f"round {number + 1} of {len(SCENARIOS)}: {one.name}")
            each, found = timed(one, plan, seed=1 + 100 * number + place)
            tallies[one.name].seconds.append(each)
            tallies[one.name].scores.append(found)
    return tallies


def timed(one: Contestant, plan: Plan, *, seed: int) -> tuple[float, dict[Measure, float]]:
    """Seconds for one replication, and how far the answers are from the closed form."""
    replications = REPLICATIONS if one.at_once else 1
    outcomes: list[Outcome] = []
    elapsed = clocked(lambda: outcomes.append(one.play(plan, replications, seed)))
    return elapsed / replications, scores(plan, outcomes[0])


def ratio(tallies: Contest, one: Contestant, other: Contestant) -> float:
    """How many times longer one replication takes in `one` than in `other`."""
    pairs = zip(tallies[one.name].seconds, tallies[other.name].seconds, strict=True)
    return median(a / b for a, b in pairs)


def table(tallies: Contest) -> Table:
    """Times, ratios and z-scores."""
    shown = Table(
        "one replication", "median [s]", "× aggregate, monthly", "× aggregate, yearly",
        "z reachable", "z unreachable", "z solved", box=MARKDOWN,
    )  # fmt: skip
    for one in CONTESTANTS:
        shown.add_row(
            one.name,
            three_digits(median(tallies[one.name].seconds)),
            *(three_digits(ratio(tallies, one, us)) for us in OURS.values()),
            *(f"{z:+.1f}" for z in together(tallies[one.name].scores)),
        )
    return shown


def three_digits(value: float) -> str:
    """As many as are worth reading."""
    return f"{float(f'{value:.3g}'):,.10g}"


def failures(tallies: Contest) -> list[str]:
    """Who is wrong, and who is not beaten as must be."""
    wrong = [
        f"{name} is wrong: {z:+.1f} standard errors from the closed form"
        for name, tally in tallies.items()
        for z in (*together(tally.scores), *(z for one in tally.scores for z in one.values()))
        if abs(z) > LIMIT
    ]
    slow = [
        f"{them.name} takes {ratio(tallies, them, us):.0f} × {us.name}; {least} is required"
        for (them, us), least in REQUIRED.items()
        if ratio(tallies, them, us) < least
    ]
    return wrong + slow
