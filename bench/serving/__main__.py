"""Our server and others, asked the same in turn: what a request costs them [ms of CPU]."""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, Final

import orjson
from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from bench import machine
from bench.interleaved import tell
from bench.serving import parts, register, servers
from bench.serving.questions import QUESTIONS, TOWNS, Question
from bench.serving.servers import Running, running

ROUNDS: Final = 15
WARMING: Final = 150
"""Requests before the first round: Node compiles what is asked often."""
A_ROUND: Final = 20
"""Requests to each server in a round."""
STOCK: Final = "stock strawberry"
MOST: Final = {"ours": 0.85, "ours, rows in memory": 0.7}
"""What the list of towns may cost, × stock strawberry."""

Costs = dict[str, list[float]]


def main() -> int:
    """Print two tables in Markdown; 1 if ours costs more than it may."""
    console = Console(width=160, highlight=False, markup=False)
    console.print(machine.described("strawberry-graphql", "graphql-core", "uvicorn", "orjson"))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        tell("drawing a register")
        register.make(folder / "register.sqlite")
        costs, sizes = compared(folder)
        console.print(table(costs, sizes))
        console.print(parts.table(folder / "register.sqlite"))
    ratios = {name: ratio(costs[TOWNS.name], name) for name in MOST}
    dear = [name for name, most in MOST.items() if ratios[name] > most]
    for name in dear:
        console.print(f"FAILED: {name}: {ratios[name]:.2f} × stock, {MOST[name]} is the most")
    return 1 if dear else 0


def compared(folder: Path) -> tuple[dict[str, Costs], dict[str, int]]:
    """What each question costs each server, and how large its answer is [bytes]."""
    with ExitStack() as stack:
        own = stack.enter_context(running(servers.ours(folder / "register.sqlite")))
        kept = folder / "kept.json"
        told = {question.name: own.ask(question.sent()) for question in QUESTIONS}
        kept.write_bytes(orjson.dumps(_together(told)))
        others = [stack.enter_context(running(one)) for one in servers.others(kept)]
        costs = {one.name: measured([own, *others], one, told[one.name]) for one in QUESTIONS}
    return costs, {name: len(answer) for name, answer in told.items()}


def _together(told: dict[str, bytes]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for answer in told.values():
        data |= orjson.loads(answer)["data"]
    return data


def measured(all_: list[Running], question: Question, expected: bytes) -> Costs:
    """What one request costs each server in each round; all must answer the same."""
    sent, data = question.sent(), orjson.loads(expected)["data"]
    for one in all_:
        tell(f"{question.name}: {one.name} warms up")
        one.reconnect()
        for _ in range(WARMING):
            answer = one.ask(sent)
        if orjson.loads(answer)["data"] != data:
            raise RuntimeError(f"{one.name} answers otherwise than ours: {answer[:300]!r}")
    costs: Costs = {one.name: [] for one in all_}
    for number in range(ROUNDS):
        for one in all_:
            tell(f"{question.name}: round {number + 1} of {ROUNDS}, {one.name}")
            one.reconnect()
            one.ask(sent)
            before = one.cpu()
            for _ in range(A_ROUND):
                one.ask(sent)
            costs[one.name].append((one.cpu() - before) / A_ROUND / 1e6)
    return costs


def ratio(costs: Costs, server: str) -> float:
    """Median over the rounds: a busy machine slows both of one round."""
    return median(a / b for a, b in zip(costs[server], costs[STOCK], strict=True))


def table(costs: dict[str, Costs], sizes: dict[str, int]) -> Table:
    shown = Table("CPU of a request", box=MARKDOWN)
    for name, size in sizes.items():
        shown.add_column(f"{name}, {size / 1000:.1f} KB [ms]")
        shown.add_column("× stock")
    for server in next(iter(costs.values())):
        cells = ((f"{median(of[server]):.2f}", f"{ratio(of, server):.2f}") for of in costs.values())
        shown.add_row(server, *(text for pair in cells for text in pair))
    return shown


if __name__ == "__main__":
    sys.exit(main())
