from datetime import date

import pytest
from sqlalchemy import select

from server.registry import AuditLine, Database, Dataset, Origin
from server.services import exporting
from tests.server.persons import NOW

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("origin", Origin)
async def test_an_export_is_in_the_trail_unless_nothing_in_it_ever_happened(
    database: Database, origin: Origin
) -> None:
    seed = 1 if origin is Origin.SYNTHETIC else None
    async with database.writing() as session:
        session.add(Dataset(region="twente", origin=origin, as_of=date(2015, 1, 1), seed=seed))

    await exporting.noted(database, who="c1", now=NOW)

    async with database.reading() as session:
        deeds = (await session.scalars(select(AuditLine.deed))).all()
    assert deeds == ([] if origin is Origin.SYNTHETIC else ["EXPORTED"])
