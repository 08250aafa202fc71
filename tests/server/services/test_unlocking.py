"""A register is worked on with its own keys, or with none; without any nobody real is served."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, update

from server.app import build
from server.errors import DatabaseRefused
from server.registry import Database, Dataset, Origin, Person, sealing_keys
from server.sealing import KeyRing, drawn
from server.services import register, resealing
from server.settings import Settings
from tests.server import persons

pytestmark = pytest.mark.anyio

OLD, NEW = persons.KEY, drawn()
BOTH = KeyRing({OLD.id: OLD, NEW.id: NEW})
Opened = Callable[[Settings], AbstractAsyncContextManager[Database]]
OPENED: dict[str, Opened] = {
    "by a command": register.existing,
    "by an import": register.unlocked,
    "by a what-if": lambda settings: register.opened(settings, tell=print),
    "by a server": lambda settings: register.served(settings, tell=print),
}


@pytest.fixture
async def lived_in(database: Database) -> Database:
    """A register of real people, sealed with the old key."""
    async with database.writing() as session:
        await persons.put(session)
        await session.execute(update(Dataset).values(origin=Origin.IMPORTED))
    return database


def keyed(database: Database, *lines: str) -> Settings:
    keys = SecretStr(",".join(lines)) if lines else None
    return Settings(database=database.address, keys=keys)


async def entered(opened: AbstractAsyncContextManager[object]) -> None:
    async with opened:
        pass


@pytest.mark.parametrize("way", OPENED)
async def test_a_register_is_not_opened_with_other_keys_than_its_own(
    lived_in: Database, way: str
) -> None:
    with pytest.raises(DatabaseRefused, match=f"sealed with the key {OLD.id.hex()}") as refused:
        await entered(OPENED[way](keyed(lived_in, NEW.line)))

    said = str(refused.value)
    assert f"given ({NEW.id.hex()}): name the file that has it" in said
    assert "\n" not in said
    assert not any(key.line.split()[1] in said for key in (OLD, NEW))


@pytest.mark.parametrize("way", OPENED)
async def test_with_its_keys_it_is_opened_before_and_after_a_rotation(
    lived_in: Database, way: str
) -> None:
    for lines in ((OLD.line,), (OLD.line, NEW.line), (NEW.line, OLD.line)):
        await entered(OPENED[way](keyed(lived_in, *lines)))
    await resealing.reseal(lived_in, BOTH, who="t", now=datetime.now(UTC))

    await entered(OPENED[way](keyed(lived_in, NEW.line)))

    with pytest.raises(DatabaseRefused, match=f"sealed with the key {NEW.id.hex()}"):
        await entered(OPENED[way](keyed(lived_in, OLD.line)))


async def test_a_key_that_sealed_only_what_is_gone_is_not_needed(lived_in: Database) -> None:
    async with lived_in.writing() as session:
        await session.execute(delete(Person))
    async with lived_in.reading() as session:
        assert await sealing_keys.used(session) == {OLD.id}

    await entered(register.existing(keyed(lived_in, NEW.line)))


async def test_real_people_are_not_served_without_keys_and_are_counted(
    lived_in: Database,
) -> None:
    settings = keyed(lived_in)
    app = build(settings)

    for serving in (OPENED["by a server"](settings), app.router.lifespan_context(app)):
        with pytest.raises(DatabaseRefused, match="not served without keys") as refused:
            await entered(serving)
        assert "\n" not in str(refused.value)

    for way in ("by a command", "by an import", "by a what-if"):
        await entered(OPENED[way](settings))


@pytest.mark.parametrize("origin", [Origin.SYNTHETIC, Origin.EMPTY])
async def test_where_nobody_real_is_kept_no_keys_are_needed(
    database: Database, origin: Origin
) -> None:
    async with database.writing() as session:
        await persons.towns(session)
        seed = 1 if origin is Origin.SYNTHETIC else None
        await session.execute(update(Dataset).values(origin=origin, seed=seed))

    await entered(register.served(keyed(database), tell=print))
