"""What the register says of the figures of the ledger, and what-ifs that rest on it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import simulation
from server.graphql.assumption import Assumption
from server.graphql.context import Info
from server.graphql.limits import work
from server.graphql.whatif import CaseInput
from server.services import learning, projecting
from server.services.headcount import Headcount
from server.services.learning import Basis
from simulation import WhatIf
from simulation.bounds import within
from simulation.whatif import STARTS


async def learned(info: Info, start: int) -> list[Assumption]:
    within("start", start, *STARTS)
    return [Assumption.of(figure) for figure in await _figures(info, start)]


async def supposed(
    info: Info,
    cases: Sequence[CaseInput],
    *,
    start: int,
    years: int,
    opening: Headcount = Headcount.PUBLISHED,
) -> list[WhatIf]:
    """What-ifs of cases, each on the basis that it asks for; raises Refused and OutOfBounds."""
    whatifs = [case.to_whatif(start=start, years=years) for case in cases]
    if all(case.basis is Basis.LEDGER for case in cases):
        return whatifs
    figures = await _figures(info, start, opening)
    return [
        replace(whatif, figures=figures) if case.basis is Basis.REGISTRY else whatif
        for case, whatif in zip(cases, whatifs, strict=True)
    ]


async def _figures(
    info: Info, start: int, opening: Headcount = Headcount.PUBLISHED
) -> tuple[simulation.Assumption, ...]:
    context = info.context
    async with context.turn:
        if (start, opening) not in context.learned:
            context.budget.work(work.LEARNED)
            async with context.database.reading() as session:
                found = await projecting.opening(
                    session, start=start, today=context.today, headcount=opening
                )
                observed = await learning.observed(session, today=context.today)
            learn = partial(learning.figures, observed, found)
            context.learned[start, opening] = await context.workers.quick(learn)
    return context.learned[start, opening]
