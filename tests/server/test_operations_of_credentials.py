"""The example operations on credentials, in the order in which an administrator needs them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from server.credentials import tokens
from tests.server.conftest import Serve
from tests.server.transport.test_credentials import ADMINISTRATOR, LENT

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parents[2] / "docs" / "operations" / "credentials"


async def test_the_examples_issue_list_and_revoke_a_credential(serve: Serve) -> None:
    given = orjson.loads((FOLDER / "issue-credential.variables.json").read_bytes())
    soon = (datetime.now(UTC) + timedelta(days=90)).isoformat()
    async with serve(lent=LENT) as client:

        async def ask(name: str, **variables: Any) -> dict[str, Any]:
            query = (FOLDER / f"{name}.graphql").read_text("utf-8")
            sent = {"query": query, "variables": variables}
            told = (await client.post("/graphql", json=sent, headers=ADMINISTRATOR)).json()
            assert "errors" not in told, told["errors"]
            data: dict[str, Any] = told["data"]
            return data

        wanted = {**given["input"], "expiresAt": soon}
        issued = (await ask("issue-credential", input=wanted))["issueCredential"]
        listed = (await ask("credentials"))["credentials"]["nodes"]
        id_ = issued["credential"]["id"]
        revoked = (await ask("revoke-credential", id=id_))["revokeCredential"]

    assert issued["userErrors"] == []
    assert tokens.is_well_formed(issued["token"])
    assert [one["id"] for one in listed] == [id_]
    assert revoked["credential"]["revokedAt"] is not None
