"""The few expressions that SQLite and PostgreSQL have different words for."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, cast, extract
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from server.registry.tables import Table

_JULIAN_DAY_OF_ORDINAL_0 = 1_721_424.5
"""The day before 1 January of the year 1."""


class ordinal(FunctionElement[int]):  # noqa: N801  named as SQL's functions are
    """`date.toordinal()` of a day."""

    type = Integer()
    inherit_cache = True

    def __init__(self, day: ColumnElement[date]) -> None:
        super().__init__(cast(day, Date) if day.type._type_affinity is not Date else day)


@compiles(ordinal, "sqlite")
def _in_sqlite(element: ordinal, compiler: SQLCompiler, **how: Any) -> str:
    day = compiler.process(element.clauses, **how)
    return f"CAST(julianday({day}) - {_JULIAN_DAY_OF_ORDINAL_0} AS INTEGER)"


@compiles(ordinal, "postgresql")
def _in_postgresql(element: ordinal, compiler: SQLCompiler, **how: Any) -> str:
    return f"({compiler.process(element.clauses, **how)} - DATE '0001-01-01' + 1)"


def year(moment: ColumnElement[Any]) -> ColumnElement[int]:
    """Year of a day or a moment [UTC]; PostgreSQL's own is no whole number."""
    return cast(extract("year", moment), Integer)


def insert(session: AsyncSession, table: type[Table]) -> postgresql.Insert | sqlite.Insert:
    """Insert, with what both databases can do where a row is there already."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
