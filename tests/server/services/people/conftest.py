"""A register of Twente that nobody is in yet, and who keeps its people."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Principal, Role
from server.registry import (
    AuditLine,
    Channel,
    ConsentPurpose,
    Contact,
    Database,
    Dataset,
    Municipality,
    Origin,
    Participant,
    Person,
    Source,
)
from server.registry.audit import Purpose
from server.sealing import KeyRing, drawn
from server.services import enrolment
from server.services.enrolment import Address, Application
from server.services.errand import Errand

ALMELO, HENGELO, ENSCHEDE = "GM0141", "GM0164", "GM0153"
TODAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
KEY = drawn()

REGISTRAR = Principal(
    roles=frozenset({Role.REGISTRAR}), municipalities=frozenset({ALMELO, HENGELO}), id="c1"
)
ERRAND = Errand(
    principal=REGISTRAR,
    purpose=Purpose.KEEPING,
    now=NOW,
    today=TODAY,
    ring=KeyRing({KEY.id: KEY}),
)
HOME = Address(municipality=ALMELO, postcode="7607 ab", house_number="12a")
JAN = Application(
    name="  Jan   Jansen ",
    birth_year=1970,
    addresses=[HOME],
    contacts=[(Channel.SMS, "06 12345678"), (Channel.EMAIL, "Jan@Example.nl")],
    consents=[ConsentPurpose.ALERTS],
    source=Source.LETTER,
)


@dataclass(frozen=True, slots=True)
class Held:
    """All that a register holds of people."""

    people: list[Person]
    participants: list[Participant]
    contacts: list[Contact]
    lines: list[AuditLine]


@pytest.fixture
async def register(database: Database) -> Database:
    async with database.writing() as session:
        as_of = date(2015, 1, 1)
        session.add(Dataset(region="twente", origin=Origin.EMPTY, as_of=as_of, seed=None))
        session.add_all(
            Municipality(code=code, name=code, land_ha=1, urbanity=1, households=1)
            for code in (ALMELO, HENGELO, ENSCHEDE)
        )
    return database


async def held(database: Database) -> Held:
    async with database.reading() as session:
        return Held(
            people=[*await session.scalars(select(Person).order_by(Person.id))],
            participants=[*await session.scalars(select(Participant).order_by(Participant.id))],
            contacts=[*await session.scalars(select(Contact).order_by(Contact.channel))],
            lines=[*await session.scalars(select(AuditLine).order_by(AuditLine.number))],
        )


async def enrol(session: AsyncSession, **otherwise: Any) -> list[int]:
    """Register Jan, in other words where they are given."""
    return await enrolment.register(session, replace(JAN, **otherwise), ERRAND)
