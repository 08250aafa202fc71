"""Runs by REST: how far one is, what it brought, and its course as events."""

import asyncio
import csv
import io
from contextlib import ExitStack
from typing import Any

import httpx
import orjson
import pytest
from starlette.requests import Request

from server.errors import Code, Refused
from server.services.runs import following
from tests.server.conftest import Ask
from tests.server.graphql.test_runs import LARGE, SMALL, ended, start

pytestmark = pytest.mark.anyio

ADDRESS = ("127.0.0.1", 123)
"""That httpx asks from."""


async def hash_of(ask: Ask, id_: str) -> str:
    told = await ask("query($id: ID!) { run(id: $id) { inputHash } }", id=id_)
    return str(told["run"]["inputHash"])


async def test_the_download_of_a_run_has_the_numbers_of_its_projection(
    client: httpx.AsyncClient, ask: Ask
) -> None:
    run = await ended(ask, id_ := await start(ask, SMALL))
    told = await ask(
        "query($id: ID!) { run(id: $id) { projection { series(measures: [SOLVED_DIRECTLY],"
        ' municipalities: ["GM0153"]) { mean bands { values } } } } }',
        id=id_,
    )

    answer = await client.get(run["csv"])
    lines = await client.get(run["jsonLines"])

    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["municipality"] for row in rows} >= {"", "GM0153"}
    (series,) = told["run"]["projection"]["series"]
    kept = [
        row
        for row in rows
        if (row["municipality"], row["measure"]) == ("GM0153", "SOLVED_DIRECTLY")
    ]
    assert [float(row["mean"]) for row in kept] == series["mean"]
    assert [float(row["q0.5"]) for row in kept] == series["bands"][1]["values"]
    assert {row["case"] for row in rows} == {"0"}
    assert len(lines.text.splitlines()) == len(rows)
    assert orjson.loads(lines.text.splitlines()[0])["measure"] == rows[0]["measure"]


async def test_a_run_stands_as_graphql_says_and_its_series_never_change(
    client: httpx.AsyncClient, ask: Ask
) -> None:
    hash_ = await hash_of(ask, id_ := await start(ask, SMALL))
    run = await ended(ask, id_)

    told = (await client.get(f"/api/v1/runs/{hash_}")).json()
    first = await client.get(f"/api/v1/runs/{hash_}/series?measures=REACHABLE")
    again = await client.get(
        f"/api/v1/runs/{hash_}/series?measures=REACHABLE",
        headers={"if-none-match": first.headers["etag"]},
    )

    assert (told["state"], told["digest"]) == ("SUCCEEDED", run["digest"])
    assert told["replicationsDone"] == 600
    assert len(first.json()["cases"][0]["series"]) == 15
    assert again.status_code == 304


async def test_what_has_not_succeeded_has_no_series(client: httpx.AsyncClient, ask: Ask) -> None:
    hash_ = await hash_of(ask, await start(ask, LARGE))

    answer = await client.get(f"/api/v1/runs/{hash_}/series")

    assert (answer.status_code, answer.json()["code"]) == (409, "NOT_SUCCEEDED")


@pytest.mark.parametrize("path", ["", "/series", "/events"])
async def test_a_run_that_is_not_there_is_a_404_and_an_id_that_is_none_a_400(
    client: httpx.AsyncClient, path: str
) -> None:
    unknown = await client.get(f"/api/v1/runs/{'0' * 32}{path}")
    none = await client.get(f"/api/v1/runs/nope{path}")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "UNKNOWN_RUN")
    assert (none.status_code, none.json()["field"]) == (400, "id")


async def test_events_tell_the_course_of_a_run_to_its_end_and_can_be_resumed(
    client: httpx.AsyncClient, ask: Ask
) -> None:
    hash_ = await hash_of(ask, await start(ask, SMALL))

    async with asyncio.timeout(60):
        whole = await client.get(f"/api/v1/runs/{hash_}/events")
    path = f"/api/v1/runs/{hash_}/events"
    rest = await client.get(path, headers={"last-event-id": "RUNNING-250"})
    none = await client.get(path, headers={"last-event-id": "SUCCEEDED-600"})

    events = read(whole.text)
    assert whole.headers["content-type"].startswith("text/event-stream")
    assert events[-1]["state"] == "SUCCEEDED"
    assert [event["replicationsDone"] for event in events] == sorted(
        event["replicationsDone"] for event in events
    )
    assert read(rest.text) == [events[-1]]
    assert none.status_code == 204


async def test_events_end_quietly_while_the_register_is_busy(
    client: httpx.AsyncClient,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = f"/api/v1/runs/{await hash_of(ask, await start(ask, LARGE))}/events"
    looked, standing = 0, following.standing

    async def busy_from_the_third_look_on(*asked: Any) -> Any:
        nonlocal looked
        looked += 1
        if looked > 2:
            raise Refused(Code.BUSY, "the register is busy")
        return await standing(*asked)

    monkeypatch.setattr(following, "standing", busy_from_the_third_look_on)

    async with asyncio.timeout(60):
        cut_off = await client.get(path)

    assert cut_off.status_code == 200
    assert [event["state"] for event in read(cut_off.text)] in (["QUEUED"], ["RUNNING"])
    assert "defect" not in caplog.text


async def test_a_stream_too_many_is_refused(client: httpx.AsyncClient, ask: Ask) -> None:
    hash_ = await hash_of(ask, await start(ask, LARGE))
    app = client._transport.app  # type: ignore[attr-defined]  # httpx's own, for ASGI

    with ExitStack() as others:
        places = app.state.lifetime.places
        for _ in range(20):
            others.enter_context(places.taken(Request({"type": "http", "client": ADDRESS})))
        refused = await client.get(f"/api/v1/runs/{hash_}/events")

    assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_STREAMS")


def read(stream: str) -> list[dict[str, Any]]:
    lines = (line for line in stream.splitlines() if line.startswith("data: "))
    return [orjson.loads(line.removeprefix("data: ")) for line in lines]
