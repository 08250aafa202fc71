"""The few expressions that SQLite and PostgreSQL have different words for."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, extract
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.tables import Table


def year(moment: ColumnElement[Any]) -> ColumnElement[int]:
    """Year of a day or a moment [UTC]; PostgreSQL's own is no whole number."""
    return cast(extract("year", moment), Integer)


def insert(session: AsyncSession, table: type[Table]) -> postgresql.Insert | sqlite.Insert:
    """Insert, with what both databases can do where a row is there already."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
