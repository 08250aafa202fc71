"""What fields cost that play the model, or ask many closed forms of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from server.graphql.limits import work
from server.graphql.limits.prices import Arguments, Around, Price, length, number
from simulation import COHORTS, LEDGER
from simulation.app import COUNTED
from simulation.belief import DRAWS
from simulation.horizon import Step
from simulation.replications import REPLICATIONS
from simulation.whatif import YEARS

MOST_ALTERNATIVES: Final = 12
"""That are compared with one baseline."""


def _input(given: Arguments) -> Mapping[str, Any]:
    asked = given.get("input")
    return asked if isinstance(asked, dict) else {}


def _cases(told: object) -> list[Any]:
    """Cases beside another; more than there may be are refused before they are played."""
    return told[:MOST_ALTERNATIVES] if isinstance(told, list) else [told]


def _dates(case: object) -> int:
    """Dates on which something begins or ends in a case, at most."""
    if not isinstance(case, dict):
        return 0
    begun = sum(length(case.get(name), 0) for name in ("changes", "later", "campaigns"))
    ended = length(case.get("campaigns"), 0)
    bends = len(COUNTED) if case.get("app") == "WITH" else 0
    return begun + ended + bends + (1 if case.get("adoptedOn") else 0)


def _classes(case: object) -> int:
    apart = isinstance(case, dict) and case.get("channels") == "APART"
    return len(COHORTS) * (2 if apart else 1)


def _learned(cases: list[Any]) -> int:
    teaches = any(isinstance(case, dict) and case.get("basis") == "REGISTRY" for case in cases)
    return work.LEARNED if teaches else 0


def _played(asked: Mapping[str, Any], cases: list[Any], around: Around) -> Price:
    """A simulation of cases, over the horizon that is asked."""
    years = number(asked.get("years"), YEARS[1])
    steps = Step.__members__.get(str(asked.get("step")), Step.YEAR)
    replications = number(asked.get("replications"), REPLICATIONS[1])
    if asked.get("precision") is not None:
        replications = REPLICATIONS[1]  # nobody knows before it is laid out
    match asked.get("engine"):
        case "ANALYTIC":
            cells = 0
        case "AGGREGATE":
            cells = work.cells(
                parts=sum(years * steps + _dates(case) for case in cases),
                replications=replications,
                places=around.extent.municipalities,
                doubt=asked.get("doubt") == "FIGURES",
                most=around.most_cells,
            )
        case _:
            cells = around.most_cells  # nor how many lives are played
    points = work.played(cases=len(cases), cells=cells) + _learned(cases)
    inside = replace(
        around,
        years=years,
        stretches=years + max(_dates(case) for case in cases),
        classes=max(_classes(case) for case in cases),
    )
    return Price(around=inside, points=points)


def projection(given: Arguments, around: Around) -> Price:
    return _played(_input(given), [_input(given)], around)


def comparison(given: Arguments, around: Around) -> Price:
    asked = _input(given)
    alternatives = _cases(asked.get("alternatives"))
    price = _played(asked, [asked.get("baseline"), *alternatives], around)
    return replace(price, around=replace(price.around, rows=len(alternatives)))


def start(given: Arguments, around: Around) -> Price:
    """Lay out what a run plays; playing it is no part of the request."""
    asked = _input(given)
    single, several = asked.get("projection"), asked.get("comparison")
    cases = [single]
    if isinstance(several, dict):
        cases += [several.get("baseline"), *_cases(several.get("alternatives"))]
    return Price(around=around, points=work.CASE * len(cases) + _learned(cases))


def run(_: Arguments, around: Around) -> Price:
    """What a run has brought, which does not say here how much it played."""
    return Price(around=replace(around, rows=MOST_ALTERNATIVES), points=work.RESULT)


def sensitivity(given: Arguments, around: Around) -> Price:
    asked = _input(given)
    years = number(asked.get("years"), YEARS[1])
    inside = replace(
        around,
        years=years,
        stretches=years + _dates(asked),
        classes=_classes(asked),
        figures=length(asked.get("parameters"), len(LEDGER)),
    )
    return Price(around=inside, points=work.CASE + _learned([asked]))


def _closed(around: Around, *, rows: int, others: list[Any] | None = None) -> int:
    """Points of closed forms under so many sets of figures, of the case and others beside it."""
    years, cases = around.years, others or []
    parts = around.stretches * around.classes
    parts += sum((years + _dates(case)) * 2 * len(COHORTS) for case in cases)
    cells = min(around.most_cells, rows * parts * around.extent.municipalities)
    return work.played(cases=0, cells=cells) + _learned(cases)


def tornado(_: Arguments, around: Around) -> Price:
    points = _closed(around, rows=1 + 2 * around.figures)
    return Price(around=around, objects=around.figures, points=points)


def sobol(given: Arguments, around: Around) -> Price:
    sets = number(given.get("sets"), 0)
    inside = replace(around, rows=around.figures)
    return Price(around=inside, points=_closed(around, rows=sets * (2 + around.figures)))


def regret(given: Arguments, around: Around) -> Price:
    against = _cases(given.get("against"))
    points = _closed(around, rows=number(given.get("futures"), 0), others=against)
    return Price(around=around, objects=1 + len(against), points=points)


def belief(given: Arguments, around: Around) -> Price:
    points = number(given.get("points"), 0)
    beside = [given.get("baseline") or {}]
    inside = replace(around, rows=2 * points * max(0, points - 1))
    return Price(around=inside, points=_closed(around, rows=points**2 + DRAWS, others=beside))
