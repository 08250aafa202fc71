"""Where the time of our server goes, by what it does for a request."""

import os
import pstats
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from rich.box import MARKDOWN
from rich.table import Table

from bench.serving import servers
from bench.serving.questions import QUESTIONS, Question
from bench.serving.servers import Running, running

REQUESTS: Final = 300
WARMING: Final = 50

PARTS: Final = {
    "HTTP: uvicorn, h11": ("/uvicorn/", "/h11/"),
    "Starlette": ("/starlette/",),
    "event loop": ("/asyncio/", "/selectors.py", "/concurrent/"),
    "logs, metrics, traces": ("/logging/", "/server/telemetry", "/prometheus", "/opentelemetry"),
    "reading, wording, caching": ("/server/transport/", "/orjson/"),
    "limits, rates, cost": (
        *("/server/graphql/limits", "/server/graphql/cost", "/server/transport/rates", "/limits/"),
        *("/graphql/language/", "/server/graphql/operations"),
    ),
    "validation": ("/graphql/validation/", "/graphql/utilities/"),
    "execution": ("/graphql/", "/strawberry/", "/server/graphql/execution.py"),
    "SQL": ("/sqlalchemy/", "/aiosqlite/", "/server/registry/", "/greenlet/"),
    "simulation": ("/simulation/", "/numpy/", "/scipy/", "/server/services/"),
    "resolvers": ("/server/graphql/",),
}
"""By what is in the path of a module; of two, the longer."""
OTHER: Final = "Python's library, unassigned"
ELSEWHERE: Final = "other threads: SQLite's driver, workers"


def table(register: Path) -> Table:
    """Milliseconds of CPU of a request by part."""
    spent = {question.name: _spent(register, question) for question in QUESTIONS}
    shown = Table("ours: CPU per request [ms]", *spent, box=MARKDOWN)
    for part in (*PARTS, OTHER, ELSEWHERE):
        shown.add_row(part, *(f"{of[part]:.2f}" for of in spent.values()))
    shown.add_row("together", *(f"{sum(of.values()):.2f}" for of in spent.values()))
    return shown


def _spent(register: Path, question: Question) -> dict[str, float]:
    """Shares from a profile, which slows calls, laid over what is spent without one."""
    with running(servers.ours(register)) as plain:
        _ask(plain, question, WARMING)
        before, main_before = plain.cpu(), _main_thread(plain.pid)
        _ask(plain, question, REQUESTS)
        whole = (plain.cpu() - before) / 1e6 / REQUESTS
        main = (_main_thread(plain.pid) - main_before) * 1000 / REQUESTS
    written = register.with_name("profile")
    with running(servers.profiled(register, written)) as slowed:
        _ask(slowed, question, WARMING)
        os.kill(slowed.pid, signal.SIGUSR1)
        _ask(slowed, question, REQUESTS)
        os.kill(slowed.pid, signal.SIGUSR1)
        time.sleep(0.1)
    by_part = _by_part(pstats.Stats(str(written)).stats)  # type: ignore[attr-defined]  # undocumented
    scale = min(main, whole) / sum(by_part.values())
    return {part: by_part[part] * scale for part in (*PARTS, OTHER)} | {
        ELSEWHERE: max(whole - main, 0.0)
    }


def _ask(one: Running, question: Question, times: int) -> None:
    one.reconnect()
    for _ in range(times):
        one.ask(question.sent())


def _main_thread(pid: int) -> float:
    """CPU of the thread of the event loop [s]."""
    told = Path(f"/proc/{pid}/task/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _by_part(stats: dict[Any, Any]) -> Counter[str]:
    """Own time of functions; those of Python's library count for who calls them."""
    spent: Counter[str] = Counter()
    for (path, _, name), (_, _, own, _, callers) in stats.items():
        if name in ("<method 'poll' of 'select.epoll' objects>",):
            continue  # waiting
        part = _part(path)
        if part is not None:
            spent[part] += own
            continue
        for (caller, _, _), (_, _, by_caller, _) in callers.items():
            spent[_part(caller) or OTHER] += by_caller
    return spent


def _part(path: str) -> str | None:
    fits = [(len(mark), part) for part, marks in PARTS.items() for mark in marks if mark in path]
    return max(fits)[1] if fits else None
