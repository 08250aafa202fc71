"""Whether the triggers of a database are those that the steps of the schema make."""

from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import ProgrammingError

from server.registry.safekeeping import Finding, guards

ASIDE: Final = "burgernet_checking"
"""Schema in which the steps are gone once more; it is never committed."""
_THERE: Final = """SELECT tgname, pg_get_triggerdef(trigger.oid, true), tgenabled::text, prosrc
 FROM pg_trigger AS trigger
 JOIN pg_class AS place ON place.oid = tgrelid
 JOIN pg_proc AS function ON function.oid = tgfoid
 WHERE NOT tgisinternal AND place.relnamespace = current_schema()::regnamespace"""


def check(engine: Engine) -> Finding:
    """Hold those of a register at the last step against those of one that is new."""
    with engine.connect() as connection, connection.begin() as undone:
        there = _found(connection)
        try:
            made = _made(connection)
        except ProgrammingError:  # one that only works on the tables may make none
            return Finding("triggers", "seen by the owner of the tables alone: check as that role")
        finally:
            undone.rollback()
    return guards(there, made)


def _made(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Go all steps aside; the caller undoes it."""
    from server.registry.migrations import steps  # late: Alembic takes a while to import

    connection.exec_driver_sql(f"CREATE SCHEMA {ASIDE}")
    connection.exec_driver_sql(f"SET LOCAL search_path TO {ASIDE}")
    steps.upgrade(connection)
    return _found(connection)


def _found(connection: Connection) -> dict[str, tuple[str, ...]]:
    """What there is in the schema that names lead to, by name."""
    return {str(name): tuple(rest) for name, *rest in connection.exec_driver_sql(_THERE)}
