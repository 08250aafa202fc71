from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Refused
from server.registry import Database, audit
from server.registry.audit import Deed, Entry, Head
from server.registry.tables import AuditHead, AuditLine

pytestmark = pytest.mark.anyio

NOW = datetime(2014, 11, 18, 9, 30, tzinfo=UTC)


def entry(subject: str | None = "p1", *, deed: Deed = Deed.READ) -> Entry:
    return Entry(
        at=NOW,
        who="c1",
        purpose="a question of the person",
        deed=deed,
        subject=subject,
        fields=("name", "telephone"),
    )


@pytest.fixture
async def trail(database: Database) -> Database:
    """Ten lines, in four transactions."""
    for size in (1, 2, 3, 4):
        async with database.writing() as session:
            await audit.append(session, [entry(f"p{number}") for number in range(size)])
    return database


async def unguarded(session: AsyncSession) -> None:
    """Take away what keeps lines from being changed, as an intruder with all rights would."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("DROP TRIGGER keep_audit_line ON audit_line"))
    else:
        for change in ("update", "delete", "insert"):
            await session.execute(text(f"DROP TRIGGER keep_audit_line_{change}"))


async def beheaded(session: AsyncSession) -> None:
    """Take the head away, likewise."""
    either = "ON audit_head" if session.get_bind().dialect.name == "postgresql" else ""
    name = "keep_audit_head" if either else "keep_audit_head_delete"
    await session.execute(text(f"DROP TRIGGER {name} {either}"))
    await session.execute(delete(AuditHead))


async def broken(database: Database, *known: Head) -> audit.Broken | None:
    async with database.reading() as session:
        return await audit.broken(session, known=known)


async def test_an_untouched_trail_holds(trail: Database) -> None:
    assert await broken(trail) is None
    async with trail.reading() as session:
        assert (await audit.head(session)).number == 10
        assert len(await audit.about(session, "p0")) == 4
        assert [line.number for line in await audit.last(session, most=3, before=6)] == [5, 4, 3]


async def test_a_trail_without_a_line_holds(database: Database) -> None:
    assert await broken(database) is None


FORGED = "INTO audit_line SELECT 5, at, 'c2', purpose, deed, subject, fields, digest"
TAMPERING = {
    "UPDATE audit_line SET who = 'c2' WHERE number = 5": "audit_line is only added to",
    "DELETE FROM audit_line": "audit_line is only added to",
    "DELETE FROM audit_head": "audit_head stays",
}
ON_SQLITE = {
    f"INSERT OR REPLACE {FORGED} FROM audit_line WHERE number = 5": "audit_line is only added to",
    f"REPLACE {FORGED} FROM audit_line WHERE number = 6": "audit_line is only added to",
    f"INSERT OR IGNORE {FORGED} FROM audit_line WHERE number = 5": "audit_line is only added to",
    "REPLACE INTO audit_line (rowid, at, who, purpose, deed, fields, digest) "
    "VALUES (5, '2015-01-01', '', '', '', '', '')": "audit_line is only added to",
    "REPLACE INTO audit_head SELECT id, 0, digest, scrubbed FROM audit_head": "audit_head stays",
    "INSERT INTO audit_head SELECT 2, number, digest, scrubbed FROM audit_head": "audit_head stays",
}
ON_POSTGRESQL = {
    "TRUNCATE audit_line": "audit_line is only added to",
    "TRUNCATE audit_head": "audit_head stays",
    f"INSERT {FORGED} FROM audit_line WHERE number = 5 "
    "ON CONFLICT (number) DO UPDATE SET who = 'c2'": "audit_line is only added to",
    "INSERT INTO audit_head SELECT 2, number, digest, scrubbed FROM audit_head": "ck_audit_head",
}


@pytest.mark.parametrize(
    ("kind", "statement", "refused"),
    [
        (kind, statement, refused)
        for kind, own in (("sqlite", ON_SQLITE), ("postgresql", ON_POSTGRESQL))
        for statement, refused in (TAMPERING | own).items()
    ],
    indirect=["kind"],
)
async def test_the_database_itself_keeps_every_line_and_the_head_as_they_are(
    trail: Database, statement: str, refused: str
) -> None:
    async def tamper() -> None:
        async with trail.writing() as session:
            await session.execute(text(statement))

    with pytest.raises(DBAPIError, match=refused):
        await tamper()

    assert await broken(trail) is None


async def test_a_head_that_is_gone_is_told_and_nothing_is_added_without_it(
    trail: Database,
) -> None:
    async def add() -> None:
        async with trail.writing() as session:
            await audit.append(session, [entry()])

    async with trail.writing() as session:
        await beheaded(session)

    found = await broken(trail)
    with pytest.raises(Refused, match="the head of the audit trail is gone") as refused:
        await add()

    assert found is not None
    assert (found.number, "the head is gone" in found.why) == (11, True)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "change",
    [
        {"who": "c2"},
        {"purpose": "another"},
        {"deed": "CORRECTED"},
        {"subject": None},
        {"fields": "name"},
        {"at": datetime(2014, 11, 18, 9, 31, tzinfo=UTC)},
        {"digest": bytes(32)},
    ],
)
async def test_a_changed_line_is_found(trail: Database, change: dict[str, object]) -> None:
    async with trail.writing() as session:
        await unguarded(session)
        await session.execute(update(AuditLine).where(AuditLine.number == 5).values(change))

    found = await broken(trail)

    assert found is not None
    assert found.number == 5


async def test_a_line_changed_together_with_its_digest_is_found_by_the_next(
    trail: Database,
) -> None:
    async with trail.writing() as session:
        await unguarded(session)
        fourth, fifth = await session.get_one(AuditLine, 4), await session.get_one(AuditLine, 5)
        fifth.who = "c2"
        fifth.digest = audit._digest(fourth.digest, audit._told(fifth))

    found = await broken(trail)

    assert found is not None
    assert found.number == 6


async def test_a_head_that_is_not_of_the_last_line_is_found(trail: Database) -> None:
    async with trail.writing() as session:
        await session.execute(update(AuditHead).values(digest=bytes(32)))

    found = await broken(trail)

    assert found is not None
    assert found.number == 11


@pytest.mark.parametrize("number", [1, 5, 10])
async def test_a_missing_line_is_found(trail: Database, number: int) -> None:
    async with trail.writing() as session:
        await unguarded(session)
        await session.execute(delete(AuditLine).where(AuditLine.number == number))

    found = await broken(trail)

    assert found is not None
    assert found.number == number


async def test_lines_cut_off_with_their_head_are_found_by_a_head_kept_elsewhere(
    trail: Database,
) -> None:
    async with trail.reading() as session:
        kept = await audit.head(session)
        ninth = await session.get_one(AuditLine, 9)
    async with trail.writing() as session:
        await unguarded(session)
        await session.execute(delete(AuditLine).where(AuditLine.number == 10))
        await session.execute(update(AuditHead).values(number=9, digest=ninth.digest))

    assert await broken(trail) is None
    found = await broken(trail, kept)
    assert found is not None
    assert found.number == 10


async def test_what_is_undone_leaves_no_line_and_no_gap(trail: Database) -> None:
    async def fail() -> None:
        async with trail.writing() as session:
            await audit.append(session, [entry("gone")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with trail.writing() as session:
        await audit.append(session, [entry("kept", deed=Deed.ERASED)])

    assert await broken(trail) is None
    async with trail.reading() as session:
        assert await session.scalar(text("SELECT max(number) FROM audit_line")) == 11
        assert await audit.about(session, "gone") == []
