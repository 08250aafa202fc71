"""Credentials on a WebSocket: in its first message, and as long as it is open."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from server.credentials import Principal, Role, tokens
from server.services import authenticating
from tests.server.transport.conftest import Served
from tests.server.transport.test_credentials import ADMINISTRATOR, ISSUE, LENT, REVOKE, TOKENS
from tests.server.transport.test_websocket import closed, heard, opened, say, subscribe

VIEWER = "{ viewer { roles } }"


@pytest.fixture(scope="module")
def server(served_once: Served) -> Iterator[str]:
    with served_once(lent=LENT) as server:
        yield server


def init(**payload: Any) -> dict[str, Any]:
    return {"type": "connection_init", "payload": payload}


def asked(server: str, query: str, **variables: Any) -> Any:
    told = httpx.post(
        f"http://{server}/graphql",
        json={"query": query, "variables": variables},
        headers=ADMINISTRATOR,
    )
    return told.json()["data"]


@pytest.mark.parametrize("name", ["authorization", "Authorization"])
def test_a_socket_says_who_it_is_in_its_first_message(server: str, name: str) -> None:
    with opened(server) as client:
        say(client, init(**{name: f"Bearer {TOKENS[Role.POLICY]}"}), subscribe(VIEWER))
        told = [heard(client), heard(client)]

    assert told[0] == {"type": "connection_ack"}
    assert told[1]["payload"]["data"]["viewer"] == {"roles": ["POLICY"]}


def test_a_socket_that_says_nothing_is_anonymous(server: str) -> None:
    with opened(server) as client:
        say(client, init(), subscribe(VIEWER))
        told = [heard(client), heard(client)]

    assert told[1]["payload"]["data"]["viewer"] == {"roles": ["ANONYMOUS"]}


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"authorization": f"Bearer {tokens.new()}"}, 4401),
        ({"authorization": TOKENS[Role.POLICY]}, 4401),
        ({"authorization": ""}, 4401),
        ({"authorization": 7}, 4400),
        (dict.fromkeys(("authorization", "Authorization"), f"Bearer {TOKENS[Role.POLICY]}"), 4401),
    ],
)
def test_a_socket_with_a_wrong_credential_is_closed(
    server: str, payload: dict[str, Any], code: int
) -> None:
    with opened(server) as client:
        with suppress(ConnectionClosed):  # it may have hung up before the second
            say(client, init(**payload), subscribe(VIEWER))

        assert closed(client) == code


def test_a_socket_is_closed_soon_after_its_credential_is_revoked(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticating, "LOOKED_AFTER", 0.01)
    wanted = {
        "name": "Desk",
        "roles": ["POLICY"],
        "expiresAt": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
    }

    with served(lent=LENT) as server:
        made = asked(server, ISSUE, input=wanted)["issueCredential"]
        with opened(server) as client, opened(server) as other:
            say(client, init(authorization=f"Bearer {made['token']}"), subscribe(VIEWER))
            assert heard(client)["type"] == "connection_ack"
            say(other, init())
            asked(server, REVOKE, id=made["credential"]["id"])

            assert closed(client) == 4403
            say(other, subscribe(VIEWER))
            assert heard(other)["type"] == "connection_ack"
            assert heard(other)["type"] == "next"


def test_a_socket_is_closed_when_its_credential_ends(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticating, "LOOKED_AFTER", 0.01)
    token = tokens.new()
    soon = Principal(
        roles=frozenset({Role.POLICY}), id="x", until=datetime.now(UTC) + timedelta(seconds=0.3)
    )

    with served(lent={tokens.digest(token): soon}) as server, opened(server) as client:
        say(client, init(authorization=f"Bearer {token}"))

        assert closed(client) == 4403
