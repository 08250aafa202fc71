"""What whoever looks after a register asks of its database."""

import time
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from server.errors import DatabaseRefused
from server.registry import migrations, portable
from server.registry.migrations import HEAD, VERSION_TABLE
from server.registry.postgres import grants, triggers
from server.registry.safekeeping import Finding, whole
from server.registry.tables import Table

# of another role's connections an ordinary one is not told of which type they are
_OTHERS = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
 AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
 AND coalesce(backend_type, 'client backend') = 'client backend'"""
LEAVING = 20
"""How often it is looked, a tenth of a second apart, whether another has gone."""
_UNCHECKED = "SELECT count(*) FROM pg_constraint WHERE NOT convalidated"
_INVALID = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"


def check(engine: Engine) -> list[Finding]:
    """Look at it; nothing is made or changed. Raises DatabaseRefused for no register."""
    with reading(engine).begin() as connection:
        version = connection.exec_driver_sql("SHOW server_version").scalar_one()
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        revision = migrations.revision(connection)
        if revision is None:
            raise DatabaseRefused("has no table in it yet")
        durable = connection.exec_driver_sql("SHOW fsync").scalar_one()
        unchecked = connection.exec_driver_sql(_UNCHECKED).scalar_one()
        invalid = connection.exec_driver_sql(_INVALID).scalar_one()
        others = connection.exec_driver_sql(_OTHERS).scalar_one()
    return [
        Finding("database", f"PostgreSQL {version}, {encoding}", ok=encoding == "UTF8"),
        Finding("schema", f"{revision}, this program's is {HEAD}", ok=revision == HEAD),
        *([triggers.check(engine)] if revision == HEAD else ()),
        Finding("fsync", durable, ok=durable == "on"),
        Finding("checks", "all hold" if not unchecked else f"{unchecked} not", ok=not unchecked),
        Finding("indexes", "all whole" if not invalid else f"{invalid} not", ok=not invalid),
        Finding("connections", f"{others} of others"),
    ]


def save(engine: Engine, to: Path) -> None:
    """Save the register as it is now, whole or not at all."""
    with whole(to) as part, reading(engine).begin() as connection:
        found = migrations.revision(connection)
        if found is None:
            raise DatabaseRefused("has no table in it yet")
        portable.write(connection, part, at=found)


def restore(connection: Connection, file: Path, *, replace: bool) -> None:
    """Make the register what was saved, in the caller's transaction; raises DatabaseRefused.

    Roles keep what they were granted.
    """
    with file.open("rb") as begin:
        if begin.read(2) != portable.GZIP:
            raise DatabaseRefused(
                f"cannot be restored from {file}: it is no portable backup (db backup --portable)"
            )
    granted: list[str] = []
    if migrations.revision(connection) is not None:
        if not replace:
            raise DatabaseRefused("holds a register already: say --replace to have it replaced")
        if _is_used(connection):
            raise DatabaseRefused("is in use: stop whatever is connected to it first")
        granted = grants.given(connection)
        _drop(connection)
    try:
        portable.load(connection, file)
    except DatabaseRefused as refusal:
        raise DatabaseRefused(f"is left as it was, for {file} {refusal}") from None
    for statement in granted:
        connection.exec_driver_sql(statement)


def _is_used(connection: Connection) -> bool:
    """Whether others are connected; whoever is just leaving is waited for."""
    for _ in range(LEAVING):
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        if not connection.exec_driver_sql(_OTHERS).scalar_one():
            return False
        time.sleep(0.1)
    return True


def reading(engine: Engine) -> Engine:
    """See one state of it for as long as a transaction."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _drop(connection: Connection) -> None:
    ours = {*Table.metadata.tables, VERSION_TABLE} & set(inspect(connection).get_table_names())
    quoted = ", ".join(f'"{name}"' for name in sorted(ours))
    connection.execute(text(f"DROP TABLE {quoted}"))
    functions = "draw_stamp(), keep_audit_line(), keep_audit_head(), note_sealing_key()"
    connection.execute(text(f"DROP FUNCTION IF EXISTS {functions}"))
