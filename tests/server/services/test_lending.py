"""Tokens that a demo lends, and when there are none to lend."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from server.credentials import Role, tokens
from server.errors import DatabaseRefused
from server.registry import Database, Dataset, Origin
from server.services import credentialing, lending
from server.services.credentialing import Wanted
from server.settings import Settings

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ANYWHERE = "0.0.0.0"  # noqa: S104  nothing is served
POLICY = Wanted(
    name="Desk",
    roles=frozenset({Role.POLICY}),
    municipalities=frozenset(),
    scopes=None,
    expires_at=NOW + timedelta(days=1),
)


@pytest.fixture
async def drawn(demo: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A demo register."""
    path = tmp_path / "register.sqlite"
    shutil.copy(demo, path)
    database = Database(path)
    yield database
    await database.close()


async def test_a_demo_lends_a_token_of_each_role_that_is_never_the_same(drawn: Database) -> None:
    first = await lending.lend(drawn, Settings(), now=NOW)
    second = await lending.lend(drawn, Settings(), now=NOW)

    assert [loan.principal.roles for loan in first] == [{role} for role in lending.ROLES]
    assert all(tokens.is_well_formed(loan.token) for loan in first)
    assert lending.principals(first).keys().isdisjoint(lending.principals(second))
    assert first[0].token not in repr(first)


@pytest.mark.parametrize("host", [ANYWHERE, "::", "192.0.2.1", "burgernet.example", ""])
async def test_a_demo_is_for_this_machine_alone(drawn: Database, host: str) -> None:
    with pytest.raises(DatabaseRefused):
        await lending.lend(drawn, Settings(host=host), now=NOW)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
async def test_this_machine_has_several_names(drawn: Database, host: str) -> None:
    assert await lending.lend(drawn, Settings(host=host), now=NOW)


async def test_with_a_credential_that_holds_nothing_is_lent_and_others_are_served(
    drawn: Database,
) -> None:
    async with drawn.writing() as session:
        await credentialing.issue(session, POLICY, ring=None, by="test", now=NOW)

    assert not await lending.lend(drawn, Settings(host=ANYWHERE), now=NOW)
    with pytest.raises(DatabaseRefused):
        await lending.lend(drawn, Settings(host=ANYWHERE), now=NOW + timedelta(days=2))


async def test_over_real_people_nothing_is_lent(drawn: Database) -> None:
    real = next(origin for origin in Origin if origin is not Origin.SYNTHETIC)
    async with drawn.writing() as session:
        await session.execute(update(Dataset).values(origin=real, seed=None))

    assert not await lending.lend(drawn, Settings(host=ANYWHERE), now=NOW)


async def test_with_an_issuer_nothing_is_lent(drawn: Database) -> None:
    settings = Settings(
        host=ANYWHERE,
        oidc_issuer="https://issuer.test",
        oidc_audience="burgernet",
        oidc_jwks="https://issuer.test/keys",
    )

    assert not await lending.lend(drawn, settings, now=NOW)
