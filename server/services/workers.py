"""Where simulations are played: threads beside the event loop, a bounded number of them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Event
from time import monotonic
from typing import Final, TypeVar

from server.errors import Code, Refused
from server.telemetry import span
from simulation import Stopped
from simulation.sentence import Sentence

T = TypeVar("T")

SMALL: Final = 500_000
"""Cells that are played in a sixth of a second: such work waits for nothing that takes longer."""


class Workers:
    """Plays what it is handed, some side by side, some waiting, and refuses the rest.

    Work is told to stop by an event, which it must look at; on its deadline, or when everything
    closes, the event is set.
    """

    def __init__(self, *, side_by_side: int, waiting: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(side_by_side, thread_name_prefix="simulation")
        self._small = ThreadPoolExecutor(2, thread_name_prefix="small")
        self._quick = ThreadPoolExecutor(2, thread_name_prefix="quick")
        self._side_by_side = side_by_side
        self._most = side_by_side + waiting
        self._seconds = seconds
        self._stops: set[Event] = set()

    async def run(self, work: Callable[[Event], T], *, cells: int | None = None) -> T:
        """Play something that may take seconds; raises Refused when busy or too slow.

        What is known to be small, by its cells, does not wait behind what is not: whoever moves a
        lever sees the expected course while others have luck drawn.
        """
        if len(self._stops) >= self._most:
            raise Refused(
                Code.BUSY,
                Sentence("{count} simulations are under way; try again later", count=self._most),
            )
        stop = Event()
        self._stops.add(stop)
        asked, began = monotonic(), list[float]()

        def play() -> T:
            began.append(monotonic())
            if stop.is_set():  # nobody waits for it any more
                raise Stopped
            with span("simulation"):
                return work(stop)

        # an executor, unlike asyncio.to_thread, leaves behind whose work it is
        whose = copy_context()
        pool = self._pool if cells is None or cells > SMALL else self._small
        playing = asyncio.get_running_loop().run_in_executor(pool, whose.run, play)

        def settle(done: asyncio.Future[T]) -> None:
            # one that was told to stop holds its place until it has
            self._stops.discard(stop)
            if not done.cancelled():
                done.exception()

        playing.add_done_callback(settle)
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.shield(playing)
        except TimeoutError:
            if not began or began[0] - asked > self._seconds / 2:  # others are slow, not this one
                said = Sentence(
                    "it waited its turn for too long, as others were under way; try again later"
                )
                raise Refused(Code.BUSY, said) from None
            raise Refused(
                Code.TOO_SLOW,
                Sentence(
                    "no answer within {seconds:g} s: ask fewer replications, years or steps",
                    seconds=self._seconds,
                ),
            ) from None
        finally:
            stop.set()

    async def quick(self, work: Callable[[], T]) -> T:
        """Do something that takes milliseconds, yet too many for the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._quick, work)

    @property
    def playing(self) -> int:
        """Simulations under way, those told to stop that have not yet included."""
        return min(len(self._stops), self._side_by_side)

    @property
    def waiting(self) -> int:
        """Simulations that wait for their turn."""
        return len(self._stops) - self.playing

    def close(self) -> None:
        """Stop what is under way and wait for it."""
        for stop in list(self._stops):
            stop.set()
        self._pool.shutdown(cancel_futures=True)
        self._small.shutdown(cancel_futures=True)
        self._quick.shutdown()
