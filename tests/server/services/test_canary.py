"""One person, followed through the files of a register until nothing is left."""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from server.address import Server
from server.registry import Address, Channel, ConsentPurpose, Contact, Database, Source
from server.services import correcting, enrolment, erasing, reachability, register, restricting
from server.services.correcting import Correction
from server.services.enrolment import Application
from server.services.reachability import Report
from server.settings import Settings
from tests import postgres
from tests.server import canary, persons
from tests.server.persons import KEY, NOW, errand

pytestmark = pytest.mark.anyio

LATER = NOW + timedelta(hours=1)


def contacts(given: list[dict[str, str]]) -> list[tuple[Channel, str]]:
    return [(Channel(one["channel"]), one["value"]) for one in given]


async def enrol(database: Database) -> int:
    given = canary.INPUT
    place = given["addresses"][0]
    asked = Application(
        name=given["name"],
        birth_year=given["birthYear"],
        addresses=[
            enrolment.Address(
                municipality=place["municipality"],
                postcode=place["postcode"],
                house_number=place["houseNumber"],
            )
        ],
        contacts=contacts(given["contacts"]),
        consents=[ConsentPurpose.ALERTS],
        source=Source.LETTER,
    )
    async with database.writing() as session:
        (id_,) = await enrolment.register(session, asked, errand())
    return id_


async def correct(database: Database, id_: int) -> None:
    given = canary.CORRECTED
    asked = Correction(
        seen=NOW,
        name=given["name"],
        postcode=given["postcode"],
        house_number=given["houseNumber"],
        contacts=contacts(given["contacts"]),
    )
    async with database.writing() as session:
        await correcting.correct(session, id_, asked, errand(now=LATER))


async def fail_a_delivery(database: Database, person: str) -> None:
    async with database.writing() as session:
        contact = await session.scalar(select(Contact.id).where(Contact.person_id == person)) or ""
        report = Report(contact=contact, at=NOW, failure="5.1.1")
        await reachability.report(session, report, errand(now=LATER))


async def sealed(database: Database, person: str) -> set[bytes]:
    async with database.reading() as session:
        return await canary.sealed(session, person)


def back_up(path: Path, to: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


async def lived(database: Database) -> tuple[int, str, set[bytes]]:
    """Have the canary live among forty others: registration, person, and all that was sealed."""
    await database.prepare()
    async with database.writing() as session:
        await persons.towns(session)
        for number in range(40):
            await persons.put(session, telephone=f"+316{number:08}", email=f"a{number}@b.nl")
    id_ = await enrol(database)
    async with database.reading() as session:
        whose = select(Address.person_id).where(Address.participant_id == id_)
        person = await session.scalar(whose) or ""
    was = await sealed(database, person)
    await correct(database, id_)
    await fail_a_delivery(database, person)
    async with database.writing() as session:
        await restricting.restrict(session, id_, errand())
        await restricting.release(session, id_, errand())
    was |= await sealed(database, person)
    assert len(was) == 14
    return id_, person, was


async def test_after_an_erasure_nothing_of_a_person_is_left_in_any_file(tmp_path: Path) -> None:
    here, away = tmp_path / "here", tmp_path / "away"
    for folder in (here, away):
        folder.mkdir()
    file = here / "register.sqlite"
    settings = Settings(database=file, keys=SecretStr(KEY.line))
    database = Database(file)
    id_, person, was = await lived(database)
    await asyncio.to_thread(back_up, file, away / "backup.sqlite")
    copy = here / "register.sqlite.before-0001"
    await asyncio.to_thread(back_up, file, copy)
    os.utime(copy, (NOW.timestamp() - 60, NOW.timestamp() - 60))
    assert set(canary.holding(canary.files(tmp_path), was)) >= {
        *("register.sqlite-wal", "backup.sqlite", "register.sqlite.before-0001")
    }

    await erasing.erase(database, settings.listed, id_, errand())

    only_the_list = {"register.sqlite.erasures": 1}
    assert canary.holding(canary.files(here), was) == {}
    assert [name for name, content in canary.files(tmp_path).items() if canary.marks(content)] == []
    assert canary.holding(canary.files(here), [person.encode()]) == only_the_list
    await database.close()
    # an older backup, set back
    for name in ("register.sqlite-wal", "register.sqlite-shm"):
        (here / name).unlink(missing_ok=True)
    shutil.copy(away / "backup.sqlite", file)
    assert canary.holding(canary.files(here), was) == {"register.sqlite": 7}
    async with register.existing(settings) as restored, restored.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM person")) == 40
        assert canary.holding(canary.files(here), was) == {}
        assert canary.holding(canary.files(here), [person.encode()]) == only_the_list


@pytest.mark.slow
async def test_after_an_erasure_a_server_of_postgresql_keeps_a_person_in_its_log_alone(
    tmp_path: Path,
) -> None:
    cluster = postgres.Cluster()
    database = Database(Server(cluster.url("postgres")))
    id_, person, was = await lived(database)
    await asyncio.to_thread(checkpoint, cluster)
    before = canary.holding(canary.files(cluster.data), was)

    await erasing.erase(database, tmp_path / "erasures", id_, errand())
    await asyncio.to_thread(checkpoint, cluster)

    log = {path.name for path in (cluster.data / "pg_wal").iterdir()}
    left = canary.files(cluster.data)

    assert before.keys() - log
    assert canary.holding(left, was).keys() <= log
    assert canary.holding(left, [person.encode()]).keys() <= log
    assert [name for name, content in left.items() if canary.marks(content)] == []
    await database.close()
    cluster.remove()


def checkpoint(cluster: postgres.Cluster) -> None:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("CHECKPOINT")


@pytest.mark.parametrize(
    "leak",
    [
        "by Aurelia Kwikstaart-Ottervanger",
        "OTTERVANGER",
        b"\x00".join(bytes([byte]) for byte in b"zwaluwstaart"),
        "tel=%2B31681726354",
        b"kwikstaart@ottervanger.example".hex(),
        "KWIKSTAART".encode("utf-16-be").hex().upper(),
        "%4b%77%69%6b%73%74%61%61%72%74",
        "eyJuYW1lIjoiQXVyZWxpYSBLd2lrc3RhYXJ0In0",
        "7607%20zx",
    ],
)
def test_the_canary_is_found_however_it_is_spelled(leak: str | bytes) -> None:
    content = b"noise \xff\x00 " + (leak.encode() if isinstance(leak, str) else leak) + b" noise"

    assert canary.marks(content) != []
    assert canary.marks(b"noise \xff\x00 noise") == []


def test_a_piece_of_something_sealed_is_found_and_its_head_is_none() -> None:
    value = bytes(range(60))

    assert canary.holding({"a": b"-" + value[20:40] + b"-"}, [value]) == {"a": 1}
    assert canary.holding({"a": b"-" + value.hex().encode()}, [value]) == {"a": 1}
    assert canary.holding({"a": value[:8]}, [value]) == {}
