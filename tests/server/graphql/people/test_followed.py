"""People under a run that is followed: each answer that reads of them is written down first."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from server.registry.database import Database
from tests.server.conftest import address_of, kept_out
from tests.server.graphql.people.conftest import ALMELO, JAN, KEY, LENT, REGISTER, TOKENS, Desk
from tests.server.graphql.test_runs import RUN, SMALL, START
from tests.server.transport.conftest import Served, until
from tests.server.transport.conftest import served as served
from tests.server.transport.test_websocket import heard, opened, say, subscribe

FOLLOW = f"""
subscription ($id: ID!, $where: ParticipantWhere) {{
  runProgress(id: $id) {{ state run {{ projection {{
    series(measures: [REACHABLE], municipalities: ["{ALMELO}"]) {{
      municipality {{ participants(where: $where, purpose: CHECKING) {{ nodes {{ name }} }} }}
    }}
  }} }} }}
}}
"""
WHERE = {"telephone": "0612345678"}
BEARER = {"authorization": f"Bearer {TOKENS['registrar']}"}


def names(event: dict[str, Any]) -> list[str]:
    (series,) = event["data"]["runProgress"]["run"]["projection"]["series"]
    return [node["name"] for node in series["municipality"]["participants"]["nodes"]]


@pytest.fixture
def followed(served: Served) -> Iterator[tuple[str, dict[str, Any]]]:
    """A server on which Jan is registered and a run has ended, and what asks for both."""
    with served(keys=KEY.line, lent=LENT) as server:

        def ask(query: str, **variables: Any) -> Any:
            sent = {"query": query, "variables": variables}
            return httpx.post(f"http://{server}/graphql", json=sent, headers=BEARER).json()["data"]

        ask(REGISTER, input=JAN)
        id_ = ask(START, input=SMALL)["startRun"]["run"]["id"]
        until(lambda: ask(RUN, id=id_)["run"]["state"] == "SUCCEEDED")
        yield server, {"query": FOLLOW, "variables": {"id": id_, "where": WHERE}}


def lines(folder: Path) -> list[tuple[str, str, str]]:
    """Who read what for what, as the trail has it."""
    with closing(sqlite3.connect(folder / "register.sqlite")) as register:
        query = "SELECT who, purpose, fields FROM audit_line WHERE deed = 'READ'"
        return register.execute(query).fetchall()


def test_people_are_written_down_who_are_read_by_server_sent_events(
    followed: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    server, asked = followed

    headers = {**BEARER, "accept": "text/event-stream"}
    answer = httpx.post(f"http://{server}/graphql/stream", json=asked, headers=headers)

    (event,) = [one[6:] for one in answer.text.splitlines() if one.startswith("data: {")]
    assert names(orjson.loads(event)) == ["Jan Canarius"]
    assert lines(tmp_path) == [("c1", "CHECKING", "name telephone")]


def test_people_are_written_down_who_are_read_over_a_socket(
    followed: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    server, asked = followed

    with opened(server) as client:
        say(client, {"type": "connection_init", "payload": BEARER})
        say(client, subscribe(asked["query"], variables=asked["variables"]))
        _, event, complete = heard(client), heard(client), heard(client)

    assert names(event["payload"]) == ["Jan Canarius"]
    assert complete["type"] == "complete"
    assert lines(tmp_path) == [("c1", "CHECKING", "name telephone")]


@pytest.mark.anyio
async def test_what_cannot_be_written_down_is_told_by_no_subscription(desk: Desk) -> None:
    await desk.register()
    id_ = (await desk.ask(START, input=SMALL))["startRun"]["run"]["id"]
    async with asyncio.timeout(60):
        while (await desk.ask(RUN, id=id_))["run"]["state"] != "SUCCEEDED":  # noqa: ASYNC110  as clients poll
            await asyncio.sleep(0.05)
    address = address_of(desk.client)
    lifetime = desk.client._transport.app.state.lifetime  # type: ignore[attr-defined]  # for ASGI
    impatient, lifetime.database = lifetime.database, Database(address, busy_timeout=0.05)
    try:
        with kept_out(address):
            answer = await desk.client.post(
                "/graphql/stream",
                json={"query": FOLLOW, "variables": {"id": id_, "where": WHERE}},
                headers={**BEARER, "accept": "text/event-stream"},
            )
    finally:
        await lifetime.database.close()
        lifetime.database = impatient

    assert "BUSY" in answer.text
    assert "Canarius" not in answer.text
    assert not await desk.lines("READ")
