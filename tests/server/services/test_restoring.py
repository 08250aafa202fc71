"""What is set back brings back nobody who was erased, and no credential that was revoked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from server.address import Address
from server.errors import DatabaseRefused
from server.registry import (
    AuditLine,
    Credential,
    Database,
    Dataset,
    Origin,
    Person,
    credentials,
    erasures,
)
from server.services import erasing, register, safekeeping
from server.services.safekeeping import Restoring
from server.settings import Settings
from tests.server.conftest import ONLY_SQLITE, copied
from tests.server.persons import NOW, errand, put

pytestmark = pytest.mark.anyio

HOW = Restoring(by="operator:test", now=NOW, replace=True)


class Killed(BaseException):
    """What no program catches."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A register of one person, saved; then the person was erased and the credential revoked."""

    settings: Settings
    file: Path
    person: str

    async def holds(self) -> tuple[int, bool]:
        """How many credentials hold, and whether the person is there."""
        database = Database(self.settings.database)
        async with database.reading() as session:
            good = await credentials.count(session, credentials.holds(NOW))
            there = await session.get(Person, self.person) is not None
        await database.close()
        return good, there


@pytest.fixture
async def saved(database: Database, tmp_path: Path) -> Saved:
    settings = Settings(database=database.address, erasures=tmp_path / "erasures")
    async with database.writing() as session:
        person, registrations = await put(session)
        await put(session, telephone="+31687654321", email="b@example.nl")
        session.add(credential())
    await database.save(tmp_path / "saved", portably=True)
    await erasing.erase(database, settings.listed, registrations[0], errand())
    async with database.writing() as session:
        await credentials.revoke(session, "c1", at=NOW)
    await database.close()
    return Saved(settings, tmp_path / "saved", person)


def credential() -> Credential:
    return Credential(
        id="c1",
        name="Desk",
        digest=b"d",
        roles="policy",
        municipalities="",
        created_at=NOW,
        created_by="operator:test",
        expires_at=NOW + timedelta(days=30),
    )


async def test_who_was_erased_and_what_was_revoked_since_stays_so(saved: Saved) -> None:
    ended = await safekeeping.restore(saved.settings, saved.file, HOW)

    assert (ended, await saved.holds()) == (1, (0, False))
    async with register.existing(saved.settings) as database, database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Person)) == 1
        told = (await session.scalars(select(AuditLine.deed).order_by(AuditLine.number))).all()
    assert told == ["ERASED", "CREDENTIAL_REVOKED"]


ANYWHERE = [
    "server.registry.erasures.read",
    "server.registry.portable.load",
    "server.services.replaying.erase_again",
    "server.services.credentialing.revoke_all",
    "server.services.register.prepared",
]
IN_FILES = [
    "server.registry.sqlite.keeping.draw_up",
    "server.registry.sqlite.file.File._settle",
    "server.registry.sqlite.keeping.check",
    "server.registry.sqlite.backup.set_in_place",
    "server.registry.sqlite.backup.os.link",
    "server.registry.sqlite.backup.os.replace",
    "server.registry.sqlite.backup.synced",
]


@pytest.mark.parametrize("step", ANYWHERE)
async def test_whatever_step_fails_no_moment_has_what_was_revoked_or_erased(
    saved: Saved, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fail_at(step, saved, monkeypatch)

    assert await saved.holds() == (0, False)


@ONLY_SQLITE
@pytest.mark.slow
@pytest.mark.parametrize("step", IN_FILES)
async def test_whatever_step_of_a_file_fails_likewise(
    saved: Saved, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fail_at(step, saved, monkeypatch)

    assert await saved.holds() == (0, False)


async def fail_at(step: str, saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(step, killed)
        with pytest.raises(Killed):
            await safekeeping.restore(saved.settings, saved.file, HOW)


async def test_a_list_that_is_gone_or_damaged_leaves_the_register_as_it_was(saved: Saved) -> None:
    listed = saved.settings.listed
    assert listed is not None
    content = listed.read_bytes()
    for spoilt in (None, content.replace(b"erased", b"gerased")):
        listed.unlink() if spoilt is None else listed.write_bytes(spoilt)

        with pytest.raises(DatabaseRefused, match="list"):
            await safekeeping.restore(saved.settings, saved.file, HOW)

        assert await saved.holds() == (0, False)


@pytest.fixture
async def elsewhere(
    kind: str, empty: Callable[[str], Address], tmp_path: Path
) -> AsyncIterator[Settings]:
    """Where a register is restored whose list was left behind."""
    with copied(empty(kind), tmp_path / "elsewhere.sqlite") as address:
        yield Settings(database=address, erasures=tmp_path / "list")


async def test_people_are_not_set_back_where_nothing_tells_who_was_erased(
    saved: Saved, elsewhere: Settings
) -> None:
    with pytest.raises(DatabaseRefused, match="--nobody-was-erased"):
        await safekeeping.restore(elsewhere, saved.file, HOW)

    assert elsewhere.listed is not None
    assert not elsewhere.listed.exists()
    assert await replace(saved, settings=elsewhere).holds() == (0, False)


async def test_whoever_says_that_nobody_was_erased_has_a_list_begun(
    saved: Saved, elsewhere: Settings
) -> None:
    await safekeeping.restore(elsewhere, saved.file, replace(HOW, nobody_was_erased=True))

    assert elsewhere.listed is not None
    assert await asyncio.to_thread(erasures.read, elsewhere.listed) == []
    assert await replace(saved, settings=elsewhere).holds() == (0, True)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_beside_a_server_the_list_must_be_named(saved: Saved, elsewhere: Settings) -> None:
    nameless = elsewhere.model_copy(update={"erasures": None})

    with pytest.raises(DatabaseRefused, match="no list of erasures is named"):
        await safekeeping.restore(nameless, saved.file, replace(HOW, nobody_was_erased=True))


async def test_nobody_can_say_so_of_a_register_that_tells_otherwise(
    database: Database, elsewhere: Settings, saved: Saved, tmp_path: Path
) -> None:
    await database.save(tmp_path / "after", portably=True)
    await database.close()

    with pytest.raises(DatabaseRefused, match="tells of people who were erased"):
        await safekeeping.restore(
            elsewhere, tmp_path / "after", replace(HOW, nobody_was_erased=True)
        )

    assert await replace(saved, settings=elsewhere).holds() == (0, False)


@ONLY_SQLITE
async def test_a_whole_copy_of_an_earlier_day_is_held_to_the_same(
    saved: Saved, tmp_path: Path
) -> None:
    listed, address = saved.settings.listed, saved.settings.database
    assert listed is not None
    assert isinstance(address, Path)
    again = Database(address)
    await again.restore(saved.file, replace=True, settle=untouched)
    await again.save(tmp_path / "whole", portably=False)
    await again.close()
    there = replace(saved, settings=Settings(database=tmp_path / "new.sqlite"))

    with pytest.raises(DatabaseRefused, match="--nobody-was-erased"):
        await safekeeping.restore(there.settings, tmp_path / "whole", HOW)
    assert not (tmp_path / "new.sqlite").exists()
    there = replace(there, settings=Settings(database=tmp_path / "new.sqlite", erasures=listed))
    await safekeeping.restore(there.settings, tmp_path / "whole", HOW)
    assert await there.holds() == (0, False)


@ONLY_SQLITE
async def test_what_was_replaced_is_kept_unless_somebody_erased_is_in_it(saved: Saved) -> None:
    address = saved.settings.database
    assert isinstance(address, Path)
    kept = address.with_name(f"{address.name}.before-restore")

    await safekeeping.restore(saved.settings, saved.file, HOW)
    clean = kept.exists()
    await Database(address).restore(saved.file, replace=True, settle=untouched)
    assert (await saved.holds())[1]
    await safekeeping.restore(saved.settings, saved.file, HOW)

    assert (clean, kept.exists()) == (True, False)


async def untouched(_session: object) -> None: ...


async def test_a_register_of_no_real_people_needs_no_list(
    database: Database, elsewhere: Settings, tmp_path: Path
) -> None:
    await database.save(tmp_path / "empty", portably=True)

    await safekeeping.restore(elsewhere, tmp_path / "empty", HOW)

    async with register.existing(elsewhere):
        assert elsewhere.listed is not None
        assert not elsewhere.listed.exists()


async def test_real_people_are_told_by_their_origin_even_where_all_are_gone(
    database: Database, elsewhere: Settings, tmp_path: Path
) -> None:
    async with database.writing() as session:
        await put(session)
        await session.execute(text("DELETE FROM person"))
        await session.execute(update(Dataset).values(origin=Origin.IMPORTED))
    await database.save(tmp_path / "saved", portably=True)

    with pytest.raises(DatabaseRefused, match="--nobody-was-erased"):
        await safekeeping.restore(elsewhere, tmp_path / "saved", HOW)
