"""What a run has brought so far, as an outlook like any other."""

import asyncio
from collections import OrderedDict
from typing import Final

from server import registry
from server.errors import Code, Refused
from server.registry import Database, Run, RunState
from server.registry.runs import Standing
from server.services.runs import blocks, question
from simulation import MODEL_VERSION, QUANTILES, Measure, Samples

REMEMBERED: Final = 2
"""Results kept unpacked: who asks once asks again, for another measure."""
MOST_NUMBERS: Final = 500_000
"""Of all series of a run that one download holds."""


class Results:
    def __init__(self) -> None:
        self._unpacked: OrderedDict[tuple[str, int], tuple[Samples, ...]] = OrderedDict()
        self._unpacking = asyncio.Lock()
        """One result at a time: each may be hundreds of megabytes, and many ask for the same."""

    async def of(self, database: Database, told: Standing) -> tuple[Samples, ...]:
        """All plans of a run over its first blocks without a gap; none before the first.

        Raises Refused where the model has become another one since.
        """
        check_model(told.run)
        key = told.run.id, told.blocks
        if key not in self._unpacked:
            async with self._unpacking:
                if key not in self._unpacked:
                    self._unpacked[key] = await _unpacked(database, told.run)
                while len(self._unpacked) > REMEMBERED:
                    self._unpacked.popitem(last=False)
        self._unpacked.move_to_end(key)
        return self._unpacked[key]


async def _unpacked(database: Database, run: Run) -> tuple[Samples, ...]:
    async with database.reading() as session:
        found = await registry.runs.results(session, run.id, before=run.blocks)
    return await asyncio.to_thread(blocks.joined, run.question, found) if found else ()


def check_model(run: Run) -> None:
    """Raise Refused where the model has become another one since a run was played."""
    if not _readable(run):
        raise Refused(
            Code.MODEL_CHANGED,
            f"it was played by model {run.model_version}, this is {MODEL_VERSION}: start it again",
        )


def downloadable(run: Run) -> bool:
    """Whether all series of a run, for the region and each municipality, are one download."""
    if run.state is not RunState.SUCCEEDED or not _readable(run):
        return False
    asked = question.read(run.question)
    places = 1 + len(asked.opening.region.municipalities)
    series = len(asked.whatifs) * places * len(Measure)
    return series * asked.whatifs[0].years * (5 + len(QUANTILES)) <= MOST_NUMBERS


def _readable(run: Run) -> bool:
    """Numpy's version decides what is drawn, not how it is read."""
    return run.model_version.partition("/")[0] == MODEL_VERSION.partition("/")[0]
