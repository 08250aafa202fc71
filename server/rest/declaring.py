"""A resource: what it takes, what it tells and how it is described, stated once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from server import registry
from server.credentials import ANONYMOUS, Principal
from server.rest.parameters import Asked
from server.rest.tabular import Cell, Row, Said
from server.sealing import KeyRing
from server.services.runs.conducting import Runs
from server.services.workers import Workers
from server.settings import Settings
from server.telling.language import Words

API_VERSION: Final = "1.0.0"
"""By the rules of semantic versioning; the first number is the one in the path."""
ROOT: Final = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a resource may reach."""

    database: registry.Database
    workers: Workers
    runs: Runs
    settings: Settings
    ring: KeyRing | None
    """Keys of what is sealed."""
    today: date
    principal: Principal = ANONYMOUS
    """Who asks; what it may, `services.access` says."""
    closing: asyncio.Event
    """Set when the server is to stop; what stays open must end then."""


@dataclass(frozen=True, slots=True)
class Table:
    """The long form of an answer, for all formats but JSON."""

    columns: Sequence[str]
    rows: Iterable[Row]


class Part(BaseModel):
    """Part of an answer: names in camelCase, every one described."""

    model_config = ConfigDict(
        use_attribute_docstrings=True,
        extra="forbid",
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
    )


P = TypeVar("P", bound=Part)


def flat(kind: type[P], parts: Sequence[P]) -> Table:
    """A table of parts that hold nothing but single values, a column a name."""
    names = {name: field.alias or name for name, field in kind.model_fields.items()}
    return Table(
        tuple(names.values()),
        (tuple(_cell(getattr(part, name)) for name in names) for part in parts),
    )


def _cell(value: Cell | Enum) -> Cell:
    return value.name if isinstance(value, Enum) else value


class Told(Part):
    """An answer, in both of its forms."""

    def table(self) -> Table:
        raise NotImplementedError  # each answer has columns of its own

    def provenance(self, words: Words) -> Said:  # noqa: ARG002  those who have some need them
        """Where its numbers come from, line by line, for the second sheet of a workbook."""
        return ()


A = TypeVar("A", bound=Asked)
T = TypeVar("T", bound=Told)


@dataclass(frozen=True, slots=True)
class Ready(Generic[T]):
    """All that it takes to answer; nothing that takes long is done yet."""

    tell: Callable[[], Awaitable[T]]
    version: tuple[str, ...] | None = None
    """Says when the answer is another one; None: only the answer itself does."""
    points: int = 0
    """What telling takes of its client's share; see `limits.work`."""
    numbers: int = 0
    """How many numbers it tells, where they may be many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Generic[A, T]):
    path: str
    """Below `ROOT`; what stands in braces is a parameter as well."""
    name: str
    """Id of the operation, for code that is generated."""
    file: str
    """Name of its files, in Dutch."""
    summary: str
    description: str
    asked: type[A]
    told: type[T]
    example: T
    ready: Callable[[Reach, A], Awaitable[Ready[T]]]


AnyResource = Resource[Any, Any]
