"""What work costs: points, one of which is what an object of the answer costs.

A point is about three milliseconds of one worker thread. The estimate and the count of what was
done use the same functions, the one with what is asked, the other with what came of it.
"""

from collections.abc import Sequence
from typing import Final

from server.services import projecting
from server.services.projecting import Doubt, Engine, Sampling
from simulation import COHORTS, Plan
from simulation.run import BLOCK

CELLS: Final = 10_000
"""Of a simulation: scenarios × replications × steps × municipalities × classes."""
NUMBERS: Final = 100
"""Of yearly series."""
CASE: Final = 10
"""A scenario laid out over the register, which is counted for it; a closed form is in it."""
LEARNED: Final = 40
"""What the register says of the figures."""
VERIFICATION: Final = 50
STRUCTURE: Final = 20
REPORT: Final = 5
SPLIT: Final = 30
"""Variance of one measure, split."""
BREAK_EVEN: Final = 70
"""Figures at which two cases come out even, at one price."""
TOLD: Final = 2
"""A case told in words."""
CHART: Final = 8
"""A chart drawn up, its picture not included; and for each of its cases:"""
CHARTED: Final = 2
RENDERING: Final = 8
"""A picture; it is drawn in a process of its own, one after another."""
COUNT: Final = 10
"""An open table, counted from all rows."""
RESULT: Final = 20
"""What a run has brought, read and put together."""
LAID: Final = 150
"""Numbers that are laid out as a workbook, a cell of which takes microseconds."""
KEPT: Final = 10
"""A change of what is kept, which waits for its turn to write."""
REFUSED: Final = 20
"""A document that is read and refused, which takes the event loop and no worker."""


def played(*, cases: int, cells: int) -> int:
    """Points of a simulation."""
    return CASE * cases + -(-cells // CELLS)


def chart(*, cases: int, cells: int) -> int:
    """Points of a chart of cases that asks closed forms of so many cells."""
    return CHART + CHARTED * cases + -(-cells // CELLS)


def numbers(count: int) -> int:
    return -(-count // NUMBERS)


def workbook(numbers: int) -> int:
    """Points of a workbook that holds so many numbers."""
    return -(-numbers // LAID)


def cells(*, parts: int, replications: int, places: int, doubt: bool, most: int) -> int:
    """Size of what replications play over parts of time, those of all cases together.

    It does not know that steps are cut where the base changes fast, since nobody does before
    playing; `most` bounds those as well.
    """
    rounded = -(-replications // BLOCK) * BLOCK
    return min(most, parts * rounded * places * len(COHORTS) * (2 if doubt else 1))


def cells_of(plans: Sequence[Plan], sampling: Sampling, *, most: int) -> int:
    """Size of plans that are laid out, their replications settled."""
    if sampling.engine is not Engine.AGGREGATE:
        return min(most, projecting.cells(plans, sampling))
    return cells(
        parts=sum(len(plan.years) * (sampling.step - 1) + len(plan.stretches) for plan in plans),
        replications=sampling.replications,
        places=len(plans[0].region.codes),
        doubt=sampling.doubt is Doubt.FIGURES,
        most=most,
    )
