"""Timing that a busy machine disturbs least: everything in turn, round after round."""

import sys
import time
from collections.abc import Callable, Mapping

from rich.console import Console

Seconds = dict[str, list[float]]


def seconds(jobs: Mapping[str, Callable[[], object]], *, rounds: int) -> Seconds:
    """How long each job takes in each round."""
    took: Seconds = {name: [] for name in jobs}
    for number in range(rounds):
        for name, job in jobs.items():
            tell(f"round {number + 1} of {rounds}: {name}")
            took[name].append(clocked(job))
    return took


def clocked(job: Callable[[], object]) -> float:
    """How long a job takes [s]."""
    begin = time.perf_counter()
    job()
    return time.perf_counter() - begin


def tell(progress: str) -> None:
    """Say to whoever looks on how far we are."""
    if sys.stderr.isatty():
        Console(stderr=True).print(f"{progress:<70}", end="\r", highlight=False)
