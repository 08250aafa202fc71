"""Actions one by one, by REST: to registrars, of their own municipalities, and to nobody else."""

from xml.etree import ElementTree as ET

import httpx
import pytest
from sqlalchemy import func, select

from server.credentials import Principal, Role, tokens
from server.formats import cap
from server.registry import Action, AuditLine, Database
from tests.server.conftest import Serve, address_of, alter

pytestmark = pytest.mark.anyio

ALMELO = "GM0141"
TOKENS: dict[Role, str] = {role: tokens.new() for role in Role if role is not Role.ANONYMOUS}
LENT = {
    tokens.digest(token): Principal(
        id=role.value, roles=frozenset({role}), municipalities=frozenset({ALMELO})
    )
    for role, token in TOKENS.items()
}
PATH = "/api/v1/actions"


def bearing(role: Role) -> dict[str, str]:
    return {"authorization": f"Bearer {TOKENS[role]}"}


async def counted(client: httpx.AsyncClient, municipality: str | None = None) -> int:
    database = Database(address_of(client))
    query = select(func.count()).select_from(Action)
    if municipality is not None:
        query = query.where(Action.municipality_code == municipality)
    async with database.reading() as session:
        found = await session.scalar(query)
    await database.close()
    return found or 0


async def lines(client: httpx.AsyncClient) -> list[str]:
    database = Database(address_of(client))
    async with database.reading() as session:
        found = (await session.scalars(select(AuditLine).order_by(AuditLine.number))).all()
    await database.close()
    return [f"{line.deed} by {line.who}" for line in found]


async def test_a_registrar_gets_the_actions_of_its_own_municipality_alone(serve: Serve) -> None:
    async with serve(lent=LENT) as client:
        answer = await client.get(PATH, headers=bearing(Role.REGISTRAR))
        own, all_ = await counted(client, ALMELO), await counted(client)

    told = answer.json()["features"]
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/geo+json")
    assert answer.headers["cache-control"] == "no-store"
    assert 0 < len(told) == own < all_
    assert {one["properties"]["municipalityCode"] for one in told} == {ALMELO}


async def test_the_same_as_cap(serve: Serve) -> None:
    async with serve(lent=LENT) as client:
        query = "?format=cap&sender=meldkamer@regio.example"
        answer = await client.get(PATH + query, headers=bearing(Role.REGISTRAR))
        own = await counted(client, ALMELO)

    root = ET.fromstring(answer.content)  # noqa: S314  it is our own
    alerts = list(root.iter(f"{{{cap.NAMESPACE}}}alert"))
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert len(alerts) == own
    assert {alert.findtext(f"{{{cap.NAMESPACE}}}sender") for alert in alerts} == {
        "meldkamer@regio.example"
    }


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 401),
        (Role.POLICY, 403),
        (Role.AUDITOR, 403),
        (Role.ADMINISTRATOR, 403),
    ],
)
async def test_nobody_else_gets_any(serve: Serve, role: Role | None, status: int) -> None:
    async with serve(lent=LENT) as client:
        answer = await client.get(PATH, headers={} if role is None else bearing(role))

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "GM0" not in answer.text


async def test_the_audit_trail_tells_who_got_actions_that_did_happen(serve: Serve) -> None:
    async with serve(lent=LENT) as client:
        await client.get(PATH, headers=bearing(Role.REGISTRAR))
        of_the_demo = await lines(client)
        await alter(client, "UPDATE dataset SET origin = 'IMPORTED', seed = NULL")
        await client.get(PATH, headers=bearing(Role.REGISTRAR))
        await client.get(PATH, headers=bearing(Role.POLICY))
        of_real_ones = await lines(client)

    assert of_the_demo == []
    assert of_real_ones == [f"EXPORTED by {Role.REGISTRAR.value}"]


@pytest.mark.parametrize("query", ["format=xml", "sender=a%20b", "sender=", "x=1"])
async def test_what_is_not_taken_is_refused_by_name(serve: Serve, query: str) -> None:
    async with serve(lent=LENT) as client:
        answer = await client.get(f"{PATH}?{query}", headers=bearing(Role.REGISTRAR))

    assert answer.status_code == 400
    assert answer.json()["field"] == query.partition("=")[0]
