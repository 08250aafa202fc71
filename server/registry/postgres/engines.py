"""PostgreSQL's connections: how each is opened, and how its transactions begin."""

import re
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.address import Server

CONNECT_WITHIN: Final = 5
"""How long opening a connection may take [s]."""
WRITING: Final = 0x42474E54_01
"""Advisory lock of whoever writes, or changes the schema, until the transaction ends."""
CONDUCTING: Final = 0x42474E54_02
"""Advisory lock of whoever conducts the runs, until its connection ends."""
_ISOLATION: Final = "READ COMMITTED"
"""Whatever a database has by default: what is read behind a lock is of after it was given."""


def readers(server: Server, *, busy_timeout: float, connections: int) -> AsyncEngine:
    return _engine(
        server,
        busy_timeout=busy_timeout,
        connections=connections,
        execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    )


def writer(server: Server, *, busy_timeout: float) -> AsyncEngine:
    """One at a time, whichever process: each statement sees what was committed before it."""
    engine = _engine(server, busy_timeout=busy_timeout, connections=1, execution_options={})
    event.listen(engine.sync_engine, "begin", lock_out_writers)
    return engine


def for_the_schema(server: Server, *, busy_timeout: float) -> Engine:
    """Look at tables or change them, on the thread that asks."""
    return create_engine(
        url(server),
        poolclass=NullPool,
        isolation_level=_ISOLATION,
        hide_parameters=True,
        connect_args=arguments(server, busy_timeout=busy_timeout),
    )


def lock_out_writers(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING})")


def url(server: Server) -> URL:
    return make_url(server.url).set(drivername="postgresql+psycopg")


def arguments(server: Server, *, busy_timeout: float) -> dict[str, Any]:
    """Of every connection, SQLAlchemy's or not; what the URL says goes first."""
    own = url(server).query
    given = {
        "application_name": "burgernet",
        "connect_timeout": CONNECT_WITHIN,
        "options": f"-c lock_timeout={max(1, round(busy_timeout * 1_000))} -c timezone=UTC",
    }
    return {name: value for name, value in given.items() if name not in own}


def said(error: BaseException) -> str:
    """What the server said, in one line."""
    return re.sub(r"\s+", " ", str(error)).strip()


def _engine(
    server: Server, *, busy_timeout: float, connections: int, execution_options: dict[str, Any]
) -> AsyncEngine:
    # hidden: what is asked may name people, and must not reach a log
    return create_async_engine(
        url(server),
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,  # of connections from before the server was started anew
        hide_parameters=True,
        connect_args=arguments(server, busy_timeout=busy_timeout),
        isolation_level=_ISOLATION,
        execution_options=execution_options,
    )
