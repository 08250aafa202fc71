"""GraphQL by server-sent events: a stream for each operation, ended by either side."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import httpx
import orjson
import pytest

from server import events
from server.transport import places
from tests.server.transport import small
from tests.server.transport.conftest import Served, until

EVENTS = {"accept": "text/event-stream"}
SILENCE = {"query": "subscription { silence }"}


@pytest.fixture(scope="module")
def url(served_once: Served) -> Iterator[str]:
    with served_once(schema=small.schema) as server:
        yield f"http://{server}/graphql/stream"


@contextmanager
def opened(url: str, asked: dict[str, Any]) -> Iterator[Iterator[str]]:
    with httpx.stream("POST", url, json=asked, headers=EVENTS, timeout=10) as answer:
        assert answer.status_code == 200
        yield answer.iter_lines()


def told(answer: httpx.Response) -> list[Any]:
    """What a whole stream says, held to its form: some answers, and that they are complete."""
    *events, complete, rest = answer.text.split("\n\n")
    assert (complete, rest) == ("event: complete\ndata: ", "")
    assert all(event.startswith("event: next\ndata: ") for event in events)
    answers = [orjson.loads(event.removeprefix("event: next\ndata: ")) for event in events]
    for one in answers:
        if "data" in one:
            assert one.pop("extensions")["cost"]
    return answers


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("subscription { count(to: 3) }", [{"data": {"count": number}} for number in (1, 2, 3)]),
        ("subscription { count(to: 0) }", []),
        ("{ hello }", [{"data": {"hello": "hello"}}]),
        ('mutation { note(text: "a\\n\\nb\u2028") }', [{"data": {"note": "a\n\nb\u2028"}}]),
    ],
)
def test_each_answer_is_an_event_and_the_last_says_so(
    url: str, query: str, answers: list[Any]
) -> None:
    answer = httpx.post(url, json={"query": query}, headers=EVENTS)

    assert answer.status_code == 200
    assert told(answer) == answers
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-accel-buffering"] == "no"


def test_a_browser_may_open_a_stream_by_its_address(url: str) -> None:
    variables = orjson.dumps({"to": 2}).decode()
    asked = {"query": "subscription ($to: Int!) { count(to: $to) }", "variables": variables}

    answer = httpx.get(url, params=asked, headers=EVENTS)

    assert told(answer) == [{"data": {"count": 1}}, {"data": {"count": 2}}]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "BAD_DOCUMENT"),
        ("subscription { nope }", "BAD_DOCUMENT"),
        ("query A { hello } query B { hello }", "BAD_OPERATION"),
        ("{" + "hello " * 700 + "}", "DOCUMENT_TOO_LARGE"),
        ("subscription { refused }", "BUSY"),
        ("subscription { broken }", "INTERNAL"),
    ],
)
def test_what_cannot_be_answered_is_told_in_the_stream(url: str, query: str, code: str) -> None:
    *_, last = told(httpx.post(url, json={"query": query}, headers=EVENTS))

    assert last["errors"][0]["extensions"]["code"] == code
    assert "secret" not in str(last)


@pytest.mark.parametrize(
    ("method", "sent", "headers", "status"),
    [
        ("POST", {"content": b"{"}, {}, 400),
        ("POST", {"json": {}}, {}, 400),
        ("POST", {"json": [SILENCE]}, {}, 400),
        ("POST", {"content": b"a" * 300_000}, {}, 413),
        ("POST", {"content": b"{}"}, {"content-type": "text/plain"}, 415),
        ("POST", {"json": SILENCE}, {"accept": "application/json"}, 406),
        ("GET", {"params": {"query": 'mutation { note(text: "a") }'}}, {}, 405),
        ("GET", {"params": SILENCE}, {"origin": "https://other.example"}, 403),
        ("PUT", {"json": SILENCE}, {}, 405),
    ],
)
def test_what_is_no_request_opens_no_stream(
    url: str, method: str, sent: dict[str, Any], headers: dict[str, str], status: int
) -> None:
    json = {"content-type": "application/json"} if method == "POST" else {}
    answer = httpx.request(method, url, headers={**EVENTS, **json, **headers}, **sent)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json()["errors"]


def test_a_silent_stream_is_kept_alive(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "SILENCE", 0.05)

    with opened(url, SILENCE) as lines:
        heard = [next(lines) for _ in range(9)]

    assert heard[1].startswith('data: {"data":{"silence":0}')
    assert [*heard[:1], *heard[2:]] == ["event: next", "", *[":", ""] * 3]


def test_who_leaves_takes_the_subscription_along(url: str) -> None:
    with opened(url, {"query": 'subscription { silence(name: "stream") }'}) as lines:
        next(lines)
        assert "stream" not in small.left

    until(lambda: "stream" in small.left)


def test_a_stream_too_many_is_refused_and_a_place_left_is_taken(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOST", 2)
    with ExitStack() as stack:
        streams = [stack.enter_context(opened(url, SILENCE)) for _ in range(2)]
        heard = [next(lines) for lines in streams]
        refused = httpx.post(url, json=SILENCE, headers=EVENTS)

    assert heard == ["event: next"] * 2
    assert refused.status_code == 429
    assert refused.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_STREAMS"
    until(lambda: httpx.post(url, json={"query": "{ hello }"}, headers=EVENTS).status_code == 200)


def test_a_server_that_stops_ends_its_streams_unfinished(served: Served) -> None:
    asked = {"query": 'subscription { silence(name: "stopped") }'}
    with ExitStack() as stack:
        with served(schema=small.schema) as server:
            lines = stack.enter_context(opened(f"http://{server}/graphql/stream", asked))
            heard = [next(lines)]
        with suppress(httpx.RemoteProtocolError):
            heard += lines

    assert "event: complete" not in heard  # so that its client asks again
    assert "stopped" in small.left
