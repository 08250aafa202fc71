"""Who follows a run, and was cut off, goes on from what was told: by either API, over a socket."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import orjson
import pytest

from tests.server.graphql.test_runs import CANCEL, LARGE, SMALL, START
from tests.server.transport.conftest import Served

FOLLOW = """subscription($id: ID!, $after: String) {
  runProgress(id: $id, after: $after) { cursor state run { inputHash } }
}"""
EVENTS = {"accept": "text/event-stream"}


@pytest.fixture(scope="module")
def url(served_once: Served) -> Iterator[str]:
    with served_once() as server:
        yield f"http://{server}"


def asked(url: str, query: str, **variables: Any) -> dict[str, Any]:
    answer = httpx.post(f"{url}/graphql", json={"query": query, "variables": variables})
    data: dict[str, Any] = answer.json()["data"]
    return data


def waiting(url: str, seed: int) -> str:
    """A run that waits for its turn behind another one."""
    asked(url, START, input=LARGE)
    input_ = {"projection": {**SMALL["projection"], "seed": seed}}
    id_: str = asked(url, START, input=input_)["startRun"]["run"]["id"]
    return id_


def told(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line.startswith("data: {"):
            yield orjson.loads(line.removeprefix("data: "))


def test_progress_goes_on_from_its_cursor(url: str) -> None:
    id_ = waiting(url, seed=11)

    def followed(after: str | None) -> Iterator[dict[str, Any]]:
        body = {"query": FOLLOW, "variables": {"id": id_, "after": after}}
        stream = httpx.stream("POST", f"{url}/graphql/stream", json=body, headers=EVENTS)
        events = told(open_.enter_context(stream).iter_lines())
        return (event["data"]["runProgress"] for event in events)

    with ExitStack() as open_:
        whole = followed(None)
        first = next(whole)
        rest = followed(first["cursor"])
        asked(url, CANCEL, id=id_)
        ends = [event["state"] for event in whole], [event["state"] for event in rest]

    assert first["state"] == "QUEUED"
    assert ends == (["CANCELED"], ["CANCELED"])


def test_events_go_on_from_their_id(url: str) -> None:
    id_ = waiting(url, seed=12)
    hash_ = asked(url, "query($id: ID!) { run(id: $id) { inputHash } }", id=id_)["run"]["inputHash"]

    def followed(headers: dict[str, str]) -> Iterator[str]:
        stream = httpx.stream("GET", f"{url}/api/v1/runs/{hash_}/events", headers=headers)
        return open_.enter_context(stream).iter_lines()

    with ExitStack() as open_:
        whole = followed({})
        known = next(whole).removeprefix("id: ")
        rest = followed({"last-event-id": known})
        asked(url, CANCEL, id=id_)
        ends = [event["state"] for event in told(rest)]

    assert known == "QUEUED-0"
    assert ends == ["CANCELED"]


def test_a_cursor_of_another_run_is_refused(url: str) -> None:
    mine, other = waiting(url, seed=13), waiting(url, seed=14)

    def first(id_: str, after: str | None) -> dict[str, Any]:
        body = {"query": FOLLOW, "variables": {"id": id_, "after": after}}
        with httpx.stream("POST", f"{url}/graphql/stream", json=body, headers=EVENTS) as stream:
            return next(told(stream.iter_lines()))

    cursor = first(mine, None)["data"]["runProgress"]["cursor"]

    assert first(other, cursor)["errors"][0]["extensions"]["code"] == "BAD_INPUT"
