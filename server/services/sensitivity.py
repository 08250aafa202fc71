"""Questions about doubt over the register: what is asked is laid out, and refused if too large."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

import simulation
from server.errors import Code, Refused
from server.services import projecting
from server.services.projecting import Opening
from simulation import (
    Alternative,
    Axis,
    Bar,
    Belief,
    Parameter,
    Question,
    Regret,
    Sobol,
    WhatIf,
)
from simulation.sentence import Sentence


def affordable(found: Opening, whatifs: Sequence[WhatIf], *, rows: int, most: int) -> int:
    """Size of `rows` closed forms of each what-if; refuses more than may be computed here."""
    plans = projecting.plans(found, whatifs)
    size = cells(plans, rows)
    if size > most:
        raise Refused(
            Code.TOO_LARGE,
            Sentence(
                "{rows} sets of figures for {scenarios} scenarios over years={years} are work of "
                "size {size}, {most} is the most: ask fewer sets, futures, points, parameters or "
                "years",
                rows=rows,
                scenarios=len(plans),
                years=len(plans[0].years),
                size=size,
                most=most,
            ),
        )
    return size


def cells(plans: Sequence[simulation.Plan], rows: int) -> int:
    """Size of the work: rows × stretches of time × municipalities × classes, over all plans."""
    return sum(
        rows * len(plan.stretches) * len(plan.region.codes) * plan.opening.reachable.shape[-1]
        for plan in plans
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that is found about the doubt in one number."""

    question: Question
    bars: tuple[Bar, ...]
    sobol: Sobol
    price: float
    """Of an action solved directly [euro of 2014]."""
    regrets: tuple[Regret, ...]
    alternatives: tuple[Alternative, ...]
    baseline: WhatIf
    belief: Belief | None


def explore(
    question: Question,
    rivals: Sequence[WhatIf],
    *,
    baseline: WhatIf,
    price: float,
    parameters: Sequence[Parameter] | None,
    axes: tuple[Parameter, Parameter] | None,
    sets: int,
    futures: int,
    seed: int,
    threads: int,
    stop: Event,
) -> Findings:
    """Look into one number from every side; for a worker thread."""
    whatif, region = question.whatif, question.region
    how: dict[str, Any] = {"seed": seed, "threads": threads, "stop": stop}
    belief = None
    if axes is not None:
        x, y = (Axis.of(whatif, parameter) for parameter in axes)
        belief = simulation.belief(whatif, baseline, region, price=price, x=x, y=y, **how)
    return Findings(
        question=question,
        bars=simulation.tornado(question, parameters, stop=stop),
        sobol=simulation.sobol(question, parameters, sets=sets, **how),
        price=price,
        regrets=simulation.regret(rivals, region, price=price, futures=futures, **how),
        alternatives=simulation.structure(whatif, region),
        baseline=baseline,
        belief=belief,
    )
