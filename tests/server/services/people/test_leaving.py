from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.registry import (
    Consent,
    ConsentPurpose,
    Database,
    Participant,
    Source,
    consents,
)
from server.services import correcting, leaving
from server.services.correcting import Correction
from tests.server.services.people.conftest import ERRAND, NOW, TODAY, enrol, held

pytestmark = pytest.mark.anyio

TOMORROW = TODAY + timedelta(days=1)
BOTH = [ConsentPurpose.ALERTS, ConsentPurpose.NEWS]


async def agreed(register: Database, person: str) -> dict[ConsentPurpose, date | None]:
    """Until when each purpose is agreed to."""
    async with register.reading() as session:
        latest = (await consents.of_people(session, [person]))[person]
    return {row.purpose: row.withdrawn_on for row in latest}


async def test_a_registration_that_is_still_to_come_ends_on_the_day_it_would_begin(
    register: Database,
) -> None:
    async with register.writing() as session:
        (id_,) = await enrol(session)
        (await session.get_one(Participant, id_)).registered_on = TOMORROW

    async with register.writing() as session:
        await leaving.opt_out(session, id_, ERRAND)

    found = await held(register)
    assert found.participants[0].left_on == TOMORROW
    assert await agreed(register, found.people[0].id) == {ConsentPurpose.ALERTS: TOMORROW}


async def test_whoever_leaves_withdrew_a_consent_on_the_day_it_was_withdrawn(
    register: Database,
) -> None:
    async with register.writing() as session:
        (id_,) = await enrol(session, consents=BOTH)
        asked = Correction(seen=NOW, consents=BOTH[:1])
        await correcting.correct(session, id_, asked, ERRAND)

        await leaving.opt_out(session, id_, replace(ERRAND, today=TOMORROW))

    (person,) = (await held(register)).people
    assert await agreed(register, person.id) == dict(zip(BOTH, (TOMORROW, TODAY), strict=True))


@pytest.mark.parametrize("ids", ["ab", "ba"])
async def test_a_consent_withdrawn_and_given_again_on_one_day_holds(
    register: Database, ids: str
) -> None:
    async with register.writing() as session:
        await enrol(session)
    (person,) = (await held(register)).people
    async with register.writing() as session:
        session.add_all(
            Consent(
                id=id_,
                person_id=person.id,
                purpose=ConsentPurpose.NEWS,
                source=Source.LETTER,
                given_on=TODAY,
                withdrawn_on=withdrawn_on,
            )
            for id_, withdrawn_on in zip(ids, (TODAY, None), strict=True)
        )

    assert (await agreed(register, person.id))[ConsentPurpose.NEWS] is None
