"""Whatever is sent, the answer is a problem that names what is wrong, and the server goes on."""

import asyncio
from threading import Event
from typing import Any, cast
from urllib.parse import quote

import httpx
import pytest
from starlette.requests import Request
from starlette.types import Message

from server import registry
from server.app import build
from server.rest.door import door
from server.rest.problems import Problem
from server.services import projecting
from server.settings import Settings
from simulation import Stopped
from tests.server.conftest import Serve
from tests.server.lateness import WITHIN, late

pytestmark = pytest.mark.anyio

FROZEN = "projections?scenario=FROZEN"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("projections", 400, "scenario is missing: it must be one of TODAY, LOCAL"),
        ("projections?scenario=", 400, "scenario= must be one of TODAY"),
        ("projections?scenario=Frozen", 400, "scenario=Frozen must be one of TODAY"),
        (f"{FROZEN}&hue=3", 400, "hue is no parameter here; there are"),
        (f"{FROZEN}&scenario=TODAY", 400, "scenario is given twice"),
        (f"{FROZEN}&years=1e9", 400, "years=1e9 must be a whole number in [1, 30]"),
        (f"{FROZEN}&years={'9' * 5_000}", 400, "… must be a whole number in [1, 30]"),
        (f"{FROZEN}&years=1_0", 400, "years=1_0 must be a whole number in [1, 30]"),
        (f"{FROZEN}&years=+5", 400, "years= 5 must be a whole number in [1, 30]"),
        (f"{FROZEN}&years=٣", 400, "years=٣ must be a whole number in [1, 30]"),
        (f"{FROZEN}&seed=NaN", 400, "seed=NaN must be a whole number in [0, 2147483647]"),
        (f"{FROZEN}&start=2009", 400, "start=2009 must be a whole number in [2010, 2100]"),
        (f"{FROZEN}&quantiles=0.5,NaN", 400, "each a number in [0, 1]"),
        (f"{FROZEN}&quantiles=", 400, "each a number in [0, 1]"),
        (f"{FROZEN}&quantiles={','.join(['0.5'] * 21)}", 400, "must be 1 to 20 values"),
        (f"{FROZEN}&municipalities=Enschede", 400, "each a CBS code: GM and four digits"),
        (f"{FROZEN}&municipalities=GM0363", 404, "municipalities=GM0363 is not among GM0141"),
        (f"{FROZEN}&changes=nothing:1", 400, "each a name of a figure of /assumptions"),
        (f"{FROZEN}&changes=elasticity:inf", 400, "each a name of a figure of /assumptions"),
        (f"{FROZEN}&changes=elasticity:1e300", 422, "is outside [0, 1]"),
        (f"{FROZEN}&changes=elasticity:0@2017-02-30", 422, "changes=2017-02-30 is no day of"),
        (f"{FROZEN}&changes=elasticity:0@2017-00-30", 400, "each a name of a figure of"),
        (f"{FROZEN}&then=0000-01-01:ENDED", 422, "then=0000-01-01 is no day of the calendar"),
        (f"{FROZEN}&campaigns=2017-04-31:9", 422, "campaigns=2017-04-31 is no day of the cal"),
        (f"{FROZEN}&changes=elasticity:0@2025-01-01", 422, "changes=2025-01-01 is outside [2015"),
        (f"{FROZEN}&changes=participants:9@2016-01-01", 422, "participants is a figure of the"),
        (f"{FROZEN}&adoptedOn=2014-12-31", 422, "adoptedOn=2014-12-31 is outside [2015-01-01, 2"),
        (f"{FROZEN}&adoptedOn=1e9", 400, "adoptedOn=1e9 must be a date, YYYY-MM-DD"),
        (f"{FROZEN}&notJoining=Losser", 400, "each a CBS code: GM and four digits"),
        (f"{FROZEN}&notJoining=GM9999", 404, "notJoining=GM9999 is not among GM0141"),
        (f"{FROZEN}&then=2023-03-21", 400, "then=2023-03-21 must be 1 to 10 values"),
        (f"{FROZEN}&then=2023-13-21:ENDED", 400, "each a day, YYYY-MM-DD, colon, name of a sc"),
        (f"{FROZEN}&then=2030-03-21:ENDED", 422, "then=2030-03-21 is outside [2015-01-01, 2025"),
        (f"{FROZEN}&campaigns=2017-03-06:many", 400, "each a day, YYYY-MM-DD, colon, number of"),
        (f"{FROZEN}&campaigns=2017-03-06:9e9", 422, "campaigns.registrations=9000000000 is out"),
        (f"{FROZEN}&campaigns=2014-03-06:9", 422, "campaigns=2014-03-06 is outside [2015-01-01"),
        (f"{FROZEN}&basis=GUESS", 400, "basis=GUESS must be one of LEDGER, REGISTRY"),
        (f"{FROZEN}&precision=0", 400, "precision=0 must be a number in [0.0001, 1"),
        (f"{FROZEN}&precision=0.05&engine=ANALYTIC", 422, "precision takes replications"),
        (f"{FROZEN}&engine=ANALYTIC&doubt=FIGURES", 422, "doubt takes replications"),
        (f"{FROZEN}&replications=100000&step=MONTH", 422, "30000000 is the most: ask fewer"),
        (f"{FROZEN}&engine=INDIVIDUAL&replications=100000", 422, "30000000 is the most"),
        (f"{FROZEN}&format=xml", 400, "format=xml must be one of json, csv, jsonl"),
        (f"{FROZEN}&scenario", 400, "the query is no list of name=value"),
        (f"{FROZEN}%00", 400, "must be one of TODAY"),
        ("projections?scenario=%FF%FE", 400, "the query is no list of name=value"),
        ("projections?%C0%80=1", 400, "the query is no list of name=value"),
        ("projections?" + "a=1&" * 100, 400, "the query is no list of name=value"),
        ("projections?scenario=" + "F" * 60_000, 414, "60009 bytes long, 8192 is the most"),
        ("comparisons?scenarios=", 400, "must be 1 to 7 values with commas between them"),
        ("participant-counts", 400, "by is missing"),
        ("participant-counts?by=NAME", 400, "each one of MUNICIPALITY, AGE_GROUP, CHANNEL"),
        ("participant-counts?by=CHANNEL&on=2014-05-06", 422, "is no 1 January until 2015-01-01"),
        ("participant-counts?by=CHANNEL&on=2014-13-01", 400, "must be a date, YYYY-MM-DD"),
        ("participant-counts?by=CHANNEL&on=1388534400", 400, "must be a date, YYYY-MM-DD"),
        ("action-counts?by=YEAR,OUTCOME", 400, "by=YEAR,OUTCOME must be"),
        ("action-counts?by=YEAR&from=2012", 400, "from is no parameter here"),
    ],
)
async def test_what_cannot_be_answered_is_a_problem_and_the_server_goes_on(
    client: httpx.AsyncClient, path: str, status: int, said: str
) -> None:
    url = "http://register.test/api/v1/" + quote(path, safe="/?&=%,:+")
    answer = await client.get(url)
    after = await client.get("/api/v1/scenarios")

    problem = answer.json()
    assert answer.status_code == problem["status"] == status, problem
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert said in problem["detail"]
    assert problem["instance"].startswith("/api/v1/")
    assert problem["type"] == f"urn:problem-type:burgernet:{problem['code']}".lower().replace(
        "_", "-"
    )
    assert after.status_code == 200


async def test_all_that_is_wrong_is_said_at_once(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/projections?years=0&hue=1&seed=-1&seed=2")

    problem = answer.json()
    assert {fault["field"] for fault in problem["errors"]} == {"years", "hue", "seed", "scenario"}
    assert problem["field"] in {"years", "hue", "seed", "scenario"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/", 404),
        ("GET", "/api/v1", 404),
        ("GET", "/api/v1/", 404),
        ("GET", "/api/v1/scenarios/", 404),
        ("GET", "/api/v1/scenarios.csv", 404),
        ("GET", "/api/v2/scenarios", 404),
        ("GET", "/api/v1/%00", 404),
        ("GET", "/api/v1/%FF%FE", 404),
        ("GET", "/api/v1/runs/%0A/events", 404),
        ("GET", "/api/v1/../graphql", 404),
        ("POST", "/api/v1/scenarios", 405),
        ("DELETE", "/api/v1/openapi.json", 405),
        ("BREW", "/api/v1/projections", 405),
    ],
)
async def test_other_places_and_methods_are_problems_too(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)

    assert answer.status_code == answer.json()["status"] == status
    assert answer.json()["code"] == f"HTTP_{status}"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["api-version"] == "1.0.0"
    assert ("allow" in answer.headers) is (status == 405)


async def test_a_client_is_told_what_it_may_do(client: httpx.AsyncClient) -> None:
    answer = await client.options("/api/v1/projections")

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_a_defect_is_masked_and_found_by_its_id(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    name = "Jan Jansen, 06-12345678"

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError(name)

    monkeypatch.setattr(registry.municipalities, "all", broken)

    answer = await client.get("/api/v1/municipalities")

    problem = answer.json()
    id_ = problem["instance"].removeprefix("urn:defect:")
    assert (answer.status_code, problem["code"]) == (500, "INTERNAL")
    assert id_ in problem["detail"]
    assert id_ in caplog.text
    assert name not in caplog.text
    assert name not in answer.text + caplog.text


async def test_a_simulation_too_many_is_put_off_and_says_when_to_come_back(serve: Serve) -> None:
    async with serve(simulations=1, waiting=0) as client:
        together = await asyncio.gather(
            *(client.get(f"/api/v1/{FROZEN}&seed={seed}&replications=500") for seed in range(4))
        )
        after = await client.get(f"/api/v1/{FROZEN}")

    busy = [answer for answer in together if answer.status_code == 503]
    assert busy
    assert {answer.json()["code"] for answer in busy} == {"BUSY"}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in busy)
    assert after.status_code == 200


async def test_a_simulation_that_takes_too_long_is_stopped(serve: Serve) -> None:
    async with serve(answer_within=WITHIN) as client:
        with late():
            answer = await client.get(f"/api/v1/{FROZEN}")

    assert (answer.status_code, answer.json()["code"]) == (504, "TOO_SLOW")


async def test_what_a_client_left_behind_is_stopped(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, told = Event(), []

    def long(*_: Any, stop: Event, **__: Any) -> None:
        begun.set()
        told.append(stop.wait(20))
        raise Stopped

    async def receive() -> Message:
        await asyncio.to_thread(begun.wait)
        return {"type": "http.disconnect"}

    async def send(_: Message) -> None:
        """Nobody is there."""

    monkeypatch.setattr(projecting, "play", long)
    async with serve(simulations=1, waiting=0) as client:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/api/v1/projections",
            "query_string": b"scenario=FROZEN",
            "headers": [],
        }
        await cast("httpx.ASGITransport", client._transport).app(scope, receive, send)

    assert told == [True]


async def test_a_request_is_charged_before_anything_is_looked_up() -> None:
    charged: list[int] = []

    async def charge(_: Request, cost: int) -> None:
        charged.append(cost)
        raise Problem(429, "RATE_LIMITED", "too much of late", headers={"retry-after": "7"})

    def nothing() -> Any:
        raise AssertionError("what is not paid for is not looked up")

    transport = httpx.ASGITransport(door(nothing, charge))
    async with httpx.AsyncClient(transport=transport, base_url="http://register.test") as client:
        answer = await client.get(f"/v1/{FROZEN}")
        await client.get("/v1/projections?scenario=nonsense")

    assert answer.status_code == answer.json()["status"] == 429
    assert answer.headers["retry-after"] == "7"
    assert charged == [10]


async def test_playing_takes_of_the_share_that_graphql_takes_of_and_a_304_does_not(
    serve: Serve,
) -> None:
    played = "/api/v1/projections?scenario=FROZEN&replications=1000"
    async with serve(cost_per_minute=330) as client:
        first = await client.get(played)
        known = {"if-none-match": first.headers["etag"]}
        again = [await client.get(played, headers=known) for _ in range(5)]
        others = [await client.get(f"{played}&seed={seed}") for seed in (2, 3, 4)]
        asked = {"query": "{ a: assumptions { name } b: assumptions { name } scenarios { name } }"}
        graphql = await client.post("/graphql", json=asked)

    assert [answer.status_code for answer in (first, *again)] == [200, *[304] * 5]
    assert [answer.status_code for answer in others] == [200, 200, 429]
    assert others[-1].json()["code"] == "RATE_LIMITED"
    assert int(others[-1].headers["retry-after"]) > 0
    assert graphql.status_code == 429


async def test_only_named_origins_read_numbers_and_anybody_reads_the_description() -> None:
    app = build(Settings(allowed_origins=("https://twente.example",)))
    headers = {"origin": "https://other.example"}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://register.test") as client:
        description = await client.get("/api/v1/openapi.json", headers=headers)
        numbers = await client.get("/api/v1/scenario", headers=headers)
        own = await client.get("/api/v1/scenario", headers={"origin": "https://twente.example"})

    assert description.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in numbers.headers
    assert own.headers["access-control-allow-origin"] == "https://twente.example"
