"""The database itself writes down which keys anything is sealed with, whoever seals it."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.address import Address
from server.registry import Action, ActionReport, ActionType, Credential, Database, sealing_keys
from server.registry.sealings import SEALED, Column
from server.registry.tables import Contact, Person, SealingKey
from tests import postgres
from tests.server import persons
from tests.server.conftest import copied
from tests.server.registry.test_keeping import as_it_is
from tests.server.registry.test_migrations import engine, made_at, prepare

pytestmark = pytest.mark.anyio

OTHER = b"\xab\xcd"
SEALED_WITH_IT = b"\x01" + OTHER + bytes(30)
NOW = datetime(2015, 1, 1, tzinfo=UTC)
COLUMNS = [
    *(column for table in SEALED for column in table.columns),
    Contact.blind,
    Credential.seal,
]


async def fill(session: AsyncSession) -> None:
    """One row in each table with anything sealed."""
    await persons.put(session)
    action = Action(
        municipality_code=persons.ALMELO,
        type=ActionType.OTHER,
        started_at=NOW,
        alerted=1,
        reactions=0,
    )
    session.add(action)
    await session.flush()
    session.add(ActionReport(action_id=action.id))
    session.add(
        Credential(
            id="c",
            name="c",
            digest=bytes(32),
            roles="policy",
            municipalities="",
            created_at=NOW,
            created_by="t",
            expires_at=NOW + timedelta(days=1),
        )
    )
    await session.flush()


async def used(database: Database) -> frozenset[bytes]:
    async with database.reading() as session:
        return await sealing_keys.used(session)


@pytest.mark.parametrize("column", COLUMNS, ids=str)
async def test_whatever_is_sealed_the_key_is_written_down(
    database: Database, column: Column
) -> None:
    async with database.writing() as session:
        await fill(session)
    assert await used(database) == {persons.KEY.id}

    async with database.writing() as session:
        await session.execute(update(column.class_).values({column.key: SEALED_WITH_IT}))

    assert await used(database) == {persons.KEY.id, OTHER}
    async with database.reading() as session:
        assert await sealing_keys.needed(session, {OTHER, b"\xff\xff"}) == [OTHER]


@pytest.mark.parametrize("spoilt", [b"", b"\x01", b"\x01\xab", b"\x02\xab\xcd" + bytes(30)])
async def test_what_is_no_seal_names_no_key(database: Database, spoilt: bytes) -> None:
    async with database.writing() as session:
        await persons.put(session)
        await session.execute(update(Person).values(name=spoilt))

    assert await used(database) == {persons.KEY.id}


async def test_a_key_that_was_forgotten_is_written_down_again(database: Database) -> None:
    async with database.writing() as session:
        await persons.put(session)
        await sealing_keys.forget(session, [persons.KEY.id])
    assert await used(database) == frozenset()

    async with database.writing() as session:
        await persons.put(session)

    assert await used(database) == {persons.KEY.id}


async def test_what_is_undone_writes_down_no_key(database: Database) -> None:
    async def fail() -> None:
        async with database.writing() as session:
            await persons.put(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert await used(database) == frozenset()


async def test_a_portable_backup_that_is_set_back_needs_the_keys_that_are_in_it(
    database: Database, empty: Callable[[str], Address], kind: str, tmp_path: Path
) -> None:
    async with database.writing() as session:
        await persons.put(session)
        await session.execute(delete(SealingKey))
        await session.execute(insert(SealingKey).values(id=OTHER))
    await database.save(tmp_path / "saved", portably=True)

    with copied(empty(kind), tmp_path / "restored.sqlite") as address:
        restored = Database(address)
        await restored.restore(tmp_path / "saved", replace=True, settle=as_it_is)

        assert await used(restored) == {persons.KEY.id}
        await restored.close()


async def test_of_a_register_from_before_keys_were_written_down_they_are_found(
    kind: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        old: Address = tmp_path / "old.sqlite"
        if kind == "postgresql":
            old = stack.enter_context(postgres.database())
        made_at(old, 4)
        with engine(old).begin() as connection:
            for id_, name in (("a", SEALED_WITH_IT), ("b", SEALED_WITH_IT), ("c", b"\x01x")):
                told = {"subject": id_, "name": name, "source": "IMPORT", "changed_at": NOW}
                connection.execute(insert(Person).values(id=id_, **told))

        prepare(old)

        found = Database(old)
        assert await used(found) == {OTHER}
        await found.close()
