"""What computes blocks, behind two verbs: threads of this process, for now.

An executor knows a run by its id and a block by its number and the question's text, so that one
of several machines can stand here too. It forgets everything when it ends; the tables do not.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from server.services.runs import blocks
from server.services.runs.blocks import Played


class Threads:
    def __init__(self, width: int) -> None:
        """`width` is how many blocks are played side by side."""
        self.width = width
        self._pool = ThreadPoolExecutor(width, thread_name_prefix="run")
        self._stops: dict[str, Event] = {}

    def submit(self, run: str, question: str, number: int) -> asyncio.Future[Played]:
        """Play one block; the future raises Stopped where its run was stopped before the end."""
        stop = self._stops.setdefault(run, Event())
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._pool, blocks.play, question, number, stop)

    def stop(self, run: str) -> None:
        """Stop the blocks of a run that are under way; those submitted afterwards are played."""
        stop = self._stops.pop(run, None)
        if stop is not None:
            stop.set()

    def close(self) -> None:
        """Stop everything, and wait for it."""
        for run in list(self._stops):
            self.stop(run)
        self._pool.shutdown(cancel_futures=True)
