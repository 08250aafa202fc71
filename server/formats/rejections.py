from dataclasses import dataclass

from simulation.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be used; the reason never holds what stands in it."""

    column: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be had, with all that is wrong with it.

    Rows are numbered as a spreadsheet shows them: that of the headings is 1.
    """

    row: int
    faults: tuple[Fault, ...]


class Unfit(ValueError):
    """A value cannot be used; the reason may be shown, for it does not hold the value."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason)
        self.reason = reason
