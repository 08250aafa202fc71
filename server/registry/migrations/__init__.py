"""Steps of the schema, by Alembic: the same ones on both databases, all in one transaction.

A new table or column goes into `server.registry.tables`, and into a new module `versions/vNNNN_…`
that says the same in words of its own (`op.create_table`, `op.add_column`), for what a step does
must not change when the tables do; then `HEAD` is its number. A step that was never released may
still be edited. A test holds that all steps together make what the tables say, on both databases,
and that a register of every version comes out the same.
"""

from typing import Final

from sqlalchemy import Connection, inspect, text

from server.errors import DatabaseRefused
from server.registry.tables import Table

VERSION_TABLE: Final = "alembic_version"
HEAD: Final = "0008"
SCHEMA_VERSION: Final = int(HEAD)
"""Of the registers that this program works on."""

_FIRST: Final = ("action", "dataset", "inhabitants", "municipality", "participant")
"""Tables of every register, of whatever version."""


def revision(connection: Connection) -> str | None:
    """Step that a register is at; None for a database with no table in it.

    Raises DatabaseRefused, without a name of the database, for anything but a register.
    """
    there = set(inspect(connection).get_table_names())
    if not there:
        return None
    if VERSION_TABLE not in there:
        raise DatabaseRefused("holds tables of another program")
    found = connection.scalars(text(f"SELECT version_num FROM {VERSION_TABLE}")).all()  # noqa: S608  a constant
    if len(found) != 1 or not (found[0].isdecimal() and len(found[0]) == len(HEAD)):
        raise DatabaseRefused("is a database of another program")
    if found[0] > HEAD:
        raise DatabaseRefused(
            f"was made by a newer version: schema {int(found[0])}, this program knows "
            f"{SCHEMA_VERSION}"
        )
    check_whole(connection, found[0])
    return str(found[0])


def check_whole(connection: Connection, revision: str) -> None:
    """Raise DatabaseRefused where a table is missing that a register at this step has."""
    needed = Table.metadata.tables if revision == HEAD else _FIRST
    if missing := sorted(set(needed) - set(inspect(connection).get_table_names())):
        raise DatabaseRefused(f"is damaged: there is no table {missing[0]}")
