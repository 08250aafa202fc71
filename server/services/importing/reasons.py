"""Why rows of a file cannot be had, as it is told and written."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Final, NamedTuple

from server.errors import Code, Refused
from simulation.sentence import Sentence

MOST_TOLD: Final = 20
"""Reasons that are told where nothing is taken in."""


class Reason(NamedTuple):
    row: int
    column: str
    reason: str
    """As it is told; never what stood there."""


Reasons = AsyncIterator[Reason]
Reject = Callable[[Reasons], Awaitable[None]]
"""Is given all reasons, before what can be had goes in."""


class RowsRejected(Refused):
    """Some rows cannot be had, so none was taken in; `first` are some of the reasons."""

    def __init__(self, count: int, first: Sequence[Reason]) -> None:
        said = Sentence("rows that cannot be had: {count}; nothing was taken in", count=count)
        super().__init__(Code.BAD_INPUT, said)
        self.first = first
