"""How far some work is, told beside its result: a bar on a terminal, else lines of JSON."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.text import Text

SHORT: Final = 2.0
"""Work that takes no longer is not told of in lines [s]."""
PACE: Final = 1.0
"""Between two lines at least [s]."""


class Shown(Protocol):
    def reached(
        self,
        done: int,
        *,
        words: str | None = None,
        rate: float | None = None,
        end: datetime | None = None,
    ) -> None:
        """Tell how many of them are there; `rate` and `end` where they are known better."""


@contextmanager
def shown(
    total: int, words: str, *, of: str = "replications", quiet: bool = False
) -> Iterator[Shown]:
    """Tell how far some work is on stderr for as long as the block lasts, unless `quiet`.

    `of` is what the total counts.
    """
    console = Console(stderr=True)
    if quiet:
        yield _Silence()
    elif not console.is_terminal:
        yield _Lines(total, of, time.monotonic())
    else:
        columns = (
            *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()),
            ExpectedEnd(),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            yield _Bar(progress, progress.add_task(words, total=total, end=None))


class _Silence:
    def reached(
        self,
        done: int,
        *,
        words: str | None = None,
        rate: float | None = None,
        end: datetime | None = None,
    ) -> None:
        pass


@dataclass(slots=True)
class _Lines:
    """At most one a second, `{"replicationsDone": …}`: of runs, the names are those of the API."""

    total: int
    of: str
    begin: float
    told: float = 0.0

    def reached(
        self,
        done: int,
        *,
        words: str | None = None,  # noqa: ARG002  for people
        rate: float | None = None,
        end: datetime | None = None,
    ) -> None:
        now = time.monotonic()
        if now - self.begin < SHORT or now - self.told < PACE:
            return
        self.told = now
        if rate is None and done:
            rate = done / (now - self.begin)
        if end is None and rate:
            end = datetime.now(UTC) + timedelta(seconds=(self.total - done) / rate)
        told = {
            f"{self.of}Done": done,
            self.of: self.total,
            "rate": rate,
            "expectedEnd": None if end is None else end.isoformat(timespec="seconds"),
        }
        sys.stderr.write(json.dumps(told) + "\n")
        sys.stderr.flush()


@dataclass(frozen=True, slots=True)
class _Bar:
    progress: Progress
    task: TaskID

    def reached(
        self,
        done: int,
        *,
        words: str | None = None,
        rate: float | None = None,  # noqa: ARG002  the bar shows the end alone
        end: datetime | None = None,
    ) -> None:
        self.progress.update(self.task, completed=done, description=words, end=end)


class ExpectedEnd(ProgressColumn):
    """How long it will take yet, and the time of day when it will be done."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        now = datetime.now().astimezone()
        end: datetime | None = task.fields["end"]
        seconds = task.time_remaining if end is None else max(0.0, (end - now).total_seconds())
        if seconds is None:
            return Text("end not known yet", style="progress.remaining")
        left = timedelta(seconds=round(seconds))
        return Text(f"{left} left, ends {now + left:%H:%M:%S}", style="progress.remaining")
