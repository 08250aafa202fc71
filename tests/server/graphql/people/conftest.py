"""The demo register, and whoever keeps its people: asked over HTTP, with a credential each."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from server.credentials import Principal, Role, tokens
from server.registry import AuditLine
from server.registry.database import Database
from server.sealing import drawn
from tests.server.conftest import Serve, address_of

ALMELO, HENGELO, ENSCHEDE = "GM0141", "GM0164", "GM0153"
KEY = drawn()


def somebody(id_: str, role: Role, *places: str) -> Principal:
    return Principal(roles=frozenset({role}), municipalities=frozenset(places), id=id_)


WHO = {
    "registrar": somebody("c1", Role.REGISTRAR, ALMELO, HENGELO),
    "elsewhere": somebody("c2", Role.REGISTRAR, ENSCHEDE),
    "half": somebody("c6", Role.REGISTRAR, ALMELO),
    "policy": somebody("c3", Role.POLICY),
    "auditor": somebody("c4", Role.AUDITOR),
    "administrator": somebody("c5", Role.ADMINISTRATOR),
}
TOKENS = {name: tokens.new() for name in WHO}
LENT = {tokens.digest(TOKENS[name]): principal for name, principal in WHO.items()}

JAN: dict[str, Any] = {
    "name": "Jan Canarius",
    "birthYear": 1970,
    "addresses": [{"municipality": ALMELO, "postcode": "7607 AB", "houseNumber": "12a"}],
    "contacts": [
        {"channel": "SMS", "value": "06 12345678"},
        {"channel": "EMAIL", "value": "Jan.Canarius@example.nl"},
    ],
    "consents": ["ALERTS", "NEWS"],
    "source": "LETTER",
}
REGISTER = """
mutation ($input: RegisterParticipantInput!) {
  registerParticipant(input: $input) {
    participants { id } userErrors { code message path }
  }
}
"""

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """Asks in somebody's name."""

    client: httpx.AsyncClient

    async def post(self, query: str, *, by: str = "registrar", **variables: Any) -> httpx.Response:
        headers = {} if by == "anonymous" else {"authorization": f"Bearer {TOKENS[by]}"}
        return await self.client.post(
            "/graphql", json={"query": query, "variables": variables}, headers=headers
        )

    async def ask(self, query: str, *, by: str = "registrar", **variables: Any) -> Told:
        """The data; an error fails the test."""
        told = (await self.post(query, by=by, **variables)).json()
        assert "errors" not in told, told["errors"]
        cost = told["extensions"]["cost"]
        assert cost["actual"] <= cost["requested"], query
        data: Told = told["data"]
        return data

    async def change(self, query: str, *, by: str = "registrar", **asked: Any) -> Told:
        """The payload of a mutation."""
        (payload,) = (await self.ask(query, by=by, input=asked)).values()
        return dict(payload)

    async def register(self, **otherwise: Any) -> str:
        """Register Jan, in other words where they are given; the id."""
        payload = await self.change(REGISTER, **{**JAN, **otherwise})
        assert not payload["userErrors"], payload
        id_: str = payload["participants"][0]["id"]
        return id_

    async def lines(self, deed: str | None = None) -> list[AuditLine]:
        """The audit trail."""
        database = Database(address_of(self.client))
        try:
            async with database.reading() as session:
                rows = await session.scalars(select(AuditLine).order_by(AuditLine.number))
                return [row for row in rows if deed in (None, row.deed)]
        finally:
            await database.close()


@pytest.fixture
async def desk(serve: Serve, tmp_path: Path) -> AsyncIterator[Desk]:
    async with serve(keys=KEY.line, lent=LENT, erasures=tmp_path / "erasures") as client:
        yield Desk(client)
