"""How a table is declared: what is common to all of them."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, Enum, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from server.registry.tables import terms


class UtcDateTime(TypeDecorator[datetime]):
    """SQLite keeps no time zone: stored in UTC, handed back aware, refused when naive."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _text(enum: type[StrEnum]) -> Enum:
    """Store an enum as text, which the database checks too."""
    return Enum(enum, native_enum=False, create_constraint=True, name=enum.__name__.lower())


_TEXT = String().with_variant(String(collation="C"), "postgresql")
"""Ordered by its bytes on both databases, whatever the language of the server."""

_ENUMS = tuple(
    term
    for term in vars(terms).values()
    if isinstance(term, type) and issubclass(term, StrEnum) and term is not StrEnum
)


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: _TEXT,
        datetime: UtcDateTime,
        **{enum: _text(enum) for enum in _ENUMS},
    }
