"""Markdown: tables that a reader, or a program, can take apart again."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from typing import Final

NONE: Final = "–"


def table(heading: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay out a table under a heading of its own; without rows it says so."""
    lines = [_row(cell(value) for value in row) for row in rows] or [_row([NONE] * len(columns))]
    rule = _row(["---"] * len(columns))
    return "\n".join([f"#### {heading}", "", _row(columns), rule, *lines])


def cell(value: object) -> str:
    """Write a value so that it can be read back: numbers to the last bit, places as codes."""
    match value:
        case None | "":
            return NONE
        case bool():
            return "yes" if value else "no"
        case Enum():
            return str(value.value) if isinstance(value, str) else value.name
        case float():
            return repr(value)
        case date():
            return value.isoformat()
        case _:
            return " ".join(str(value).split()).replace("|", "\\|")


def places(codes: frozenset[str] | None) -> str:
    """Where something holds."""
    return "all" if codes is None else ", ".join(sorted(codes)) or "nowhere"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
