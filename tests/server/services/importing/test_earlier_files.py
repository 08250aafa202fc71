"""What was there before a file: another, or itself, which was not read to its end."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from server.errors import Code, Refused
from server.registry import Channel, Database, Dataset, LeavingReason, Participant, Source, people
from server.registry.people import Home, Newcomer, Reach
from server.registry.reference import Region
from server.services.importing import participants
from tests.server.services.importing.conftest import (
    ANNE,
    AS_OF,
    NOW,
    RING,
    begin,
    counted,
    file_of,
    take,
    written,
)

pytestmark = pytest.mark.anyio

OF_NO_PLACE = (
    ANNE.replace("Almelo", ""),
    ANNE.replace("Almelo", "").replace("0612345678", "0687654321").replace("anne@", "bert@"),
)
LATER = date(2014, 11, 19)


@pytest.fixture
def _row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(participants, "BATCH", 1)


@pytest.mark.usefixtures("_row_by_row")
@pytest.mark.parametrize("otherwise", [{"municipality": "GM0147"}, {"as_of": LATER}])
async def test_a_file_that_was_begun_otherwise_is_read_anew(
    database: Database, region: Region, otherwise: dict[str, Any]
) -> None:
    content = written(*OF_NO_PLACE)
    almelo = {"municipality": "GM0141", "as_of": AS_OF}
    await begin(database, content, region, pieces=1, **almelo)

    await take(database, content, region, **{**almelo, **otherwise})

    async with database.reading() as session:
        homes = (await session.scalars(select(Participant.municipality_code))).all()
        as_of = (await session.scalars(select(Dataset.as_of))).one()
    wanted = {**almelo, **otherwise}
    assert (homes, as_of) == ([wanted["municipality"]] * 2, wanted["as_of"])


@pytest.mark.usefixtures("_row_by_row")
async def test_whoever_registers_and_opts_out_while_a_file_waits_keeps_the_file_out(
    database: Database, region: Region
) -> None:
    await take(database, written(ANNE), region)
    content = file_of(2, region)
    await begin(database, content, region, pieces=1)
    async with database.writing() as session:
        gone = Participant(
            municipality_code="GM0141",
            channel=Channel.SMS,
            birth_year=1980,
            registered_on=AS_OF,
            left_on=AS_OF,
            left_because=LeavingReason.OPTED_OUT,
        )
        session.add(gone)
        await session.flush()
        home = Home(participant_id=gone.id, postcode="7607AB", house_number="1")
        reach = Reach(channel=Channel.SMS, value="+31610000001")  # of the first row
        one = Newcomer(name="B.", source=Source.LETTER, homes=[home], contacts=[reach], consents=[])
        await people.add(session, people.sealed(RING, [one], at=NOW))

    with pytest.raises(Refused) as refused:
        await take(database, content, region)

    assert refused.value.code is Code.CHANGED_MEANWHILE
    assert (await counted(database))[:2] == [2, 2]


async def test_a_second_and_later_file_moves_the_last_day_of_the_register_on(
    database: Database, region: Region
) -> None:
    await take(database, file_of(1, region), region)

    await take(database, written(ANNE), region, as_of=LATER)

    async with database.reading() as session:
        assert (await session.scalars(select(Dataset.as_of))).one() == LATER
