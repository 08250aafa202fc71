"""What a run has brought so far, as an outlook like any other."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Final, Protocol, TypeVar

from server import registry
from server.errors import Code, Refused
from server.registry import Database
from server.registry.runs import Standing
from server.services.runs import blocks
from simulation import MODEL_VERSION, Samples

T = TypeVar("T")
REMEMBERED: Final = 2
"""Results kept unpacked: who asks once asks again, for another measure."""


class Run(Protocol):
    """Does work beside the event loop."""

    async def __call__(self, work: Callable[[Event], T]) -> T: ...


class Results:
    def __init__(self) -> None:
        self._unpacked: OrderedDict[tuple[str, int], tuple[Samples, ...]] = OrderedDict()
        self._unpacking = asyncio.Lock()
        """One result at a time: each may be hundreds of megabytes, and many ask for the same."""

    async def of(self, database: Database, told: Standing, run: Run) -> tuple[Samples, ...]:
        """All plans of a run over its first blocks without a gap; none before the first.

        Raises Refused where the model has become another one since.
        """
        if _model(told.run.model_version) != _model(MODEL_VERSION):
            raise Refused(
                Code.MODEL_CHANGED,
                f"it was played by model {told.run.model_version}, this is {MODEL_VERSION}: start "
                "it again",
            )
        key = told.run.id, told.blocks
        async with self._unpacking:
            if key not in self._unpacked:
                async with database.reading() as session:
                    found = await registry.runs.results(
                        session, told.run.id, before=told.run.blocks
                    )
                if not found:
                    return ()
                work = partial(blocks.joined, told.run.question, found)
                self._unpacked[key] = await run(lambda _: work())
                while len(self._unpacked) > REMEMBERED:
                    self._unpacked.popitem(last=False)
            self._unpacked.move_to_end(key)
            return self._unpacked[key]


def _model(version: str) -> str:
    """Without numpy's: that decides what is drawn, not how it is read."""
    return version.partition("/")[0]
