"""The same model in our engines and in other frameworks, in one go; fails where we do."""

import sys

from rich.console import Console

from bench import machine
from bench.peers import contest, growth, reported


def main() -> int:
    """Print three tables in Markdown; 1 if a contestant is wrong or one of ours too slow."""
    console = Console(width=240, highlight=False, markup=False)  # [s] is a unit
    console.print(machine.described("numpy", "simpy", "mesa", "starsim"))

    tallies = contest.contest()
    console.print(contest.table(tallies))
    grown = growth.growth()
    console.print(growth.table(grown))
    console.print(reported.table())

    failures = contest.failures(tallies) + growth.failures(grown)
    for failure in failures:
        console.print(f"FAILED: {failure}")
    if not failures:
        console.print("All are right, and ours as fast as is required.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
