import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from server.errors import Code, Refused
from server.registry import AuditLine, Database, audit
from server.services import handing_over
from server.services.handing_over import FORMAT, VERSION
from tests.server.persons import ALMELO, BORNE, NOW, errand, put, registrar, towns

pytestmark = pytest.mark.anyio


async def test_the_file_holds_all_that_is_held_and_who_looked(database: Database) -> None:
    async with database.writing() as session:
        await put(session, telephone="+31687654321", email="b@example.nl", name="Another")
        _, registrations = await put(session, places=(ALMELO, BORNE))
        file = await handing_over.hand_over(session, registrations[0], errand())

    told = json.loads(json.dumps(file))

    assert (told["format"], told["version"]) == (FORMAT, VERSION)
    assert told["person"]["name"] == "Jansen"
    assert [one["municipality"]["name"] for one in told["registrations"]] == ["Almelo", "Borne"]
    assert {one["postcode"] + " " + one["houseNumber"] for one in told["registrations"]} == {
        "7607AB 12 A"
    }
    assert {one["value"]: len(one["deliveries"]) for one in told["contacts"]} == {
        "jansen@example.nl": 1,
        "+31612345678": 1,
    }
    assert told["consents"] == [
        {
            "purpose": "ALERTS",
            "source": "WEBSITE",
            "givenOn": "2012-03-04",
            "withdrawnOn": None,
        }
    ]
    assert [(line["deed"], line["who"], line["purpose"]) for line in told["audit"]] == [
        ("HANDED_OVER", "c1", "REQUEST")
    ]
    assert "Another" not in json.dumps(file)


async def test_handing_over_is_told_in_the_trail_by_a_pseudonym(database: Database) -> None:
    async with database.writing() as session:
        person, registrations = await put(session)
        await handing_over.hand_over(session, registrations[0], errand())

    async with database.reading() as session:
        (line,) = (await session.scalars(select(AuditLine))).all()
        assert line.subject not in (None, person)
        assert await audit.broken(session) is None


@pytest.mark.parametrize("municipalities", [(ALMELO,), (BORNE,), ()])
async def test_who_keeps_not_all_of_somebody_gets_no_file(
    database: Database, municipalities: tuple[str, ...]
) -> None:
    async with database.writing() as session:
        _, registrations = await put(session, places=(ALMELO, BORNE))

        with pytest.raises(Refused) as refused:
            await handing_over.hand_over(
                session, registrations[0], errand(registrar(*municipalities))
            )

    assert refused.value.code in (Code.FORBIDDEN, Code.UNKNOWN_PARTICIPANT)


async def test_there_is_no_file_of_nobody(database: Database) -> None:
    async with database.writing() as session:
        await towns(session)

        with pytest.raises(Refused) as refused:
            await handing_over.hand_over(session, 1, errand(now=datetime(2026, 1, 1, tzinfo=UTC)))

    assert refused.value.code is Code.UNKNOWN_PARTICIPANT
    assert NOW.year == 2026
