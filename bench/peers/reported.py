"""Large questions, in seconds: reported beside a bearing, which depends on the machine."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from rich.box import MARKDOWN
from rich.table import Table

from bench import figures, interleaved, workload
from bench.workload import THREADS
from simulation.horizon import Step
from simulation.replications import simulate

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    bearing: float
    """[s]"""
    ask: Callable[[], object]


def nation() -> None:
    where = workload.region(participants=1_700_000, municipalities=342)
    simulate(workload.plans(where), replications=100, step=Step.QUARTER, threads=THREADS)


QUESTIONS = (
    Question(
        "342 municipalities, 1.7 million participants, 4 scenarios × 100 replications, quarterly",
        8.0,
        nation,
    ),
    Question(
        f"{figures.SETS:,} sets of figures, actions solved in ten years", 0.15, figures.many_sets
    ),
    Question("Sobol indices of ten figures, 1,024 sets each", 1.0, figures.ten_indices),
)


def table() -> Table:
    """Ask each of them, in turn."""
    seconds = interleaved.seconds({one.name: one.ask for one in QUESTIONS}, rounds=ROUNDS)
    shown = Table("question", "median [s]", "bearing [s]", box=MARKDOWN)
    for one in QUESTIONS:
        shown.add_row(one.name, f"{median(seconds[one.name]):.2f}", f"{one.bearing:g}")
    return shown
