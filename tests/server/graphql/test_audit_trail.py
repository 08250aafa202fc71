"""The audit trail as auditors ask it, and nobody else."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.credentials import Principal, Role, tokens
from server.registry import Database, audit
from server.registry.audit import Deed, Entry
from server.services import lending
from tests.server.conftest import AtMostQueries, Serve

pytestmark = pytest.mark.anyio

TOKENS = {role: tokens.new() for role in lending.ROLES}
LENT = {
    tokens.digest(token): Principal(roles=frozenset({role}), id=f"demo:{role.value}")
    for role, token in TOKENS.items()
}
OPERATIONS = Path(__file__).parents[3] / "docs" / "operations"
TRAIL = (OPERATIONS / "audit" / "audit-trail.graphql").read_text("utf-8")


@pytest.fixture
async def client(serve: Serve) -> Any:
    """Over a register with seven lines: one a day, of two people, by two who look."""
    async with serve(lent=LENT) as client:
        transport: Any = client._transport
        database: Database = transport.app.state.database
        async with database.writing() as session:
            for day in range(1, 8):
                entry = Entry(
                    at=datetime(2015, 1, day, tzinfo=UTC),
                    who=f"c{day % 2}",
                    purpose="REQUEST",
                    deed=Deed.READ if day < 7 else Deed.ERASED,
                    subject=f"p{day % 3}",
                    fields=("name", "telephone"),
                )
                await audit.append(session, [entry])
        yield client


async def asked(
    client: httpx.AsyncClient, role: Role = Role.AUDITOR, **variables: Any
) -> dict[str, Any]:
    answer = await client.post(
        "/graphql",
        json={"query": TRAIL, "variables": variables},
        headers={"authorization": f"Bearer {TOKENS[role]}"},
    )
    assert "etag" not in answer.headers
    told: dict[str, Any] = answer.json()
    return told


def numbers(told: dict[str, Any]) -> list[int]:
    return [line["number"] for line in told["data"]["auditTrail"]["nodes"]]


async def test_an_auditor_reads_the_trail_backwards_a_page_at_a_time(
    client: httpx.AsyncClient, at_most_queries: AtMostQueries
) -> None:
    with at_most_queries(4):  # the credential, whose register it is, the page, the count
        first = await asked(client, first=4)
    page = first["data"]["auditTrail"]
    rest = await asked(client, first=4, after=page["pageInfo"]["endCursor"])

    assert (numbers(first), numbers(rest)) == ([7, 6, 5, 4], [3, 2, 1])
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (7, True)
    assert page["nodes"][0]["deed"] == "ERASED"
    assert page["nodes"][0]["fields"] == ["name", "telephone"]
    assert page["nodes"][0]["at"] == "2015-01-07T00:00:00+00:00"


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"subject": "p1"}, [7, 4, 1]),
        ({"who": "c1", "subject": "p1"}, [7, 1]),
        ({"deed": ["ERASED"]}, [7]),
        ({"deed": []}, []),
        ({"since": "2015-01-02T01:00:00+01:00", "until": "2015-01-04T00:00:00Z"}, [3, 2]),
        ({"subject": "nobody"}, []),
    ],
)
async def test_lines_are_found_by_what_is_given(
    client: httpx.AsyncClient, where: dict[str, Any], found: list[int]
) -> None:
    told = await asked(client, where=where)

    assert numbers(told) == found
    assert told["data"]["auditTrail"]["totalCount"] == len(found)


@pytest.mark.parametrize("role", [role for role in lending.ROLES if role is not Role.AUDITOR])
async def test_nobody_else_reads_a_line_or_their_number(
    client: httpx.AsyncClient, role: Role
) -> None:
    told = await asked(client, role)

    assert told["data"] is None
    assert told["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_moment_without_an_offset_is_refused_by_name(client: httpx.AsyncClient) -> None:
    told = await asked(client, where={"since": "2015-01-02T00:00:00"})

    assert told["errors"][0]["message"] == "since=2015-01-02T00:00:00 has no offset, such as +01:00"


async def test_a_line_is_found_by_its_id_by_auditors_alone(client: httpx.AsyncClient) -> None:
    id_ = (await asked(client, first=1))["data"]["auditTrail"]["nodes"][0]["id"]
    query = {"query": f'{{ node(id: "{id_}") {{ id ... on AuditLine {{ number deed }} }} }}'}

    told = {}
    for role in lending.ROLES:
        headers = {"authorization": f"Bearer {TOKENS[role]}"}
        told[role] = (await client.post("/graphql", json=query, headers=headers)).json()["data"]

    line = {"node": {"id": id_, "number": 7, "deed": "ERASED"}}
    assert told == {role: {"node": None} for role in lending.ROLES} | {Role.AUDITOR: line}
