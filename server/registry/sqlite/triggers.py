"""Whether the triggers of a file are those that the steps of the schema make."""

from sqlalchemy import Connection, create_engine

from server.registry.safekeeping import Finding, guards

_THERE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


def check(connection: Connection) -> Finding:
    """Hold those of a register at the last step against those of one that is new, in memory."""
    from server.registry.migrations import steps  # late: Alembic takes a while to import

    with create_engine("sqlite://").begin() as new:
        steps.upgrade(new)
        made = _found(new)
    return guards(_found(connection), made)


def _found(connection: Connection) -> dict[str, str]:
    return {str(name): str(sql) for name, sql in connection.exec_driver_sql(_THERE)}
