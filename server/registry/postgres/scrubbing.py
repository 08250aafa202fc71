"""Having what was deleted leave the files of a database as well."""

import logging

from psycopg.errors import Diagnostic
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from server.registry.holdings import TABLES
from server.telemetry import kind

log = logging.getLogger("server")


def scrub(engine: Engine) -> bool:
    """Write the tables of people anew; whether all were.

    It blocks, and keeps others from them meanwhile.

    A plain VACUUM frees the room of what was deleted, but leaves the bytes in it. The log of
    changes goes when the server recycles it, which none but it can do. What cannot be done now is
    logged, and done the next time.
    """
    names = ", ".join(f'"{table.__tablename__}"' for table in TABLES)
    told: list[str | None] = []

    def heed(notice: Diagnostic) -> None:
        told.append(notice.sqlstate)

    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101  it was opened just now
            driver.add_notice_handler(heed)
            connection.exec_driver_sql(f"VACUUM (FULL) {names}")
    except SQLAlchemyError as error:
        log.warning("what was erased may still be in the database's files: %s", kind(error))
        return False
    else:
        if told:  # whoever does not own a table is warned, and it is skipped
            codes = ", ".join(sorted({code or "?" for code in told}))
            log.warning("what was erased may still be in the database's files: warned %s", codes)
        return not told
