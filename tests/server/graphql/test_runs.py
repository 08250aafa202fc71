"""Runs, as clients meet them."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.server.conftest import Ask, Serve

pytestmark = pytest.mark.anyio

START = """mutation($input: StartRunInput!) {
  startRun(input: $input) {
    run { id state replications inputHash } userErrors { code message path }
  }
}"""
CANCEL = """mutation($id: ID!) {
  cancelRun(input: {id: $id}) { run { id state } userErrors { code message path } }
}"""
RUN = """query($id: ID!) {
  run(id: $id) { id state replicationsDone digest failure csv jsonLines rate expectedEnd endedAt }
}"""
SERIES = (
    "series(measures: [REACHABLE, SOLVED_DIRECTLY]) { measure mean standardError bands { values } }"
)
FIRST = "query($id: ID!) { run(id: $id) { projection { replications } } }"
SMALL = {"projection": {"scenario": "FROZEN", "years": 3, "replications": 600}}
LARGE = {"projection": {"scenario": "FROZEN", "years": 20, "step": "MONTH", "replications": 20_000}}


async def start(ask: Ask, asked: dict[str, Any]) -> str:
    payload = (await ask(START, input=asked))["startRun"]
    assert payload["userErrors"] == []
    id_: str = payload["run"]["id"]
    return id_


async def ended(ask: Ask, id_: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            run: dict[str, Any] = (await ask(RUN, id=id_))["run"]
            if run["state"] in ("SUCCEEDED", "FAILED", "CANCELED"):
                return run
            await asyncio.sleep(0.05)


async def begun(ask: Ask, id_: str) -> None:
    async with asyncio.timeout(60):
        while (await ask(FIRST, id=id_))["run"]["projection"] is None:  # noqa: ASYNC110  as clients poll
            await asyncio.sleep(0.05)


async def test_a_run_says_what_the_projection_of_the_same_input_says(ask: Ask) -> None:
    id_ = await start(ask, SMALL)

    run = await ended(ask, id_)

    assert (run["state"], run["replicationsDone"], run["failure"]) == ("SUCCEEDED", 600, None)
    assert (run["rate"], run["expectedEnd"]) == (None, None)
    told = await ask(
        f"query($i: WhatIfInput!, $id: ID!) {{ projection(input: $i) {{ inputHash {SERIES} }} "
        f"run(id: $id) {{ projection {{ inputHash {SERIES} }} comparison {{ assumed }} }} }}",
        i=SMALL["projection"],
        id=id_,
    )
    assert told["run"]["projection"] == told["projection"]
    assert told["run"]["comparison"] is None


async def test_a_comparison_can_be_a_run(ask: Ask) -> None:
    asked = {"years": 3, "replications": 600, "alternatives": [{"scenario": "FROZEN"}]}
    difference = "alternatives { differences(measures: [SOLVED_DIRECTLY]) { mean standardError } }"

    id_ = await start(ask, {"comparison": asked})

    assert (await ended(ask, id_))["state"] == "SUCCEEDED"
    told = await ask(
        f"query($i: ComparisonInput!, $id: ID!) {{ comparison(input: $i) {{ {difference} }} "
        f"run(id: $id) {{ comparison {{ {difference} }} projection {{ seed }} }} }}",
        i=asked,
        id=id_,
    )
    assert told["run"]["comparison"] == told["comparison"]
    assert told["run"]["projection"] is None


async def test_the_same_input_is_the_same_run_and_another_one_another(ask: Ask) -> None:
    starts = await asyncio.gather(*(start(ask, SMALL) for _ in range(6)))
    other = await start(ask, {"projection": {**SMALL["projection"], "seed": 2}})

    assert len({*starts}) == 1
    assert other not in starts
    listed = await ask("{ runs { totalCount nodes { id } } }")
    assert listed["runs"]["totalCount"] == 2
    assert [run["id"] for run in listed["runs"]["nodes"]] == [other, starts[0]]


@pytest.mark.slow
async def test_years_can_be_read_while_a_run_plays_and_cancelling_keeps_them(ask: Ask) -> None:
    id_ = await start(ask, LARGE)
    await begun(ask, id_)
    partial = f"query($i: ID!) {{ run(id: $i) {{ state projection {{ replications {SERIES} }} }} }}"

    playing = (await ask(partial, i=id_))["run"]
    canceling = (await ask(CANCEL, id=id_))["cancelRun"]
    run = await ended(ask, id_)

    assert playing["state"] == "RUNNING"
    assert 250 <= playing["projection"]["replications"] < 20_000
    assert len(playing["projection"]["series"][0]["mean"]) == 20
    assert canceling == {"run": {"id": id_, "state": "CANCELING"}, "userErrors": []}
    assert run["state"] == "CANCELED"
    assert 250 <= run["replicationsDone"] < 20_000
    assert (run["csv"], run["jsonLines"], run["digest"]) == (None, None, None)
    assert (await ask(partial, i=id_))["run"]["projection"]["replications"] >= 250


@pytest.mark.parametrize(
    ("asked", "code", "said", "path"),
    [
        (
            {"projection": {"scenario": "FROZEN", "years": 31}},
            "BAD_INPUT",
            "years=31 is outside [1, 30]",
            ["input", "projection", "years"],
        ),
        (
            {"projection": {"scenario": "FROZEN", "engine": "ANALYTIC"}},
            "BAD_INPUT",
            "engine=ANALYTIC has no replications to play",
            ["input", "projection", "engine"],
        ),
        (
            {"projection": {"scenario": "FROZEN", "replications": 100_001}},
            "BAD_INPUT",
            "replications=100001 is outside [1, 100000]",
            ["input", "projection", "replications"],
        ),
        (
            {"projection": {"scenario": "FROZEN", "years": 30, "replications": 100_000}},
            "TOO_LARGE",
            "replications=100000 bring 2688 MB, 512 MB is the most",
            ["input", "projection"],
        ),
        (
            {"comparison": {"alternatives": []}},
            "BAD_INPUT",
            "alternatives=0 is outside [1, 12]",
            ["input", "comparison", "alternatives"],
        ),
        (
            {"projection": {"scenario": "FROZEN", "notJoining": ["GM9999"]}},
            "BAD_INPUT",
            "GM9999",
            ["input", "projection", "municipalities"],
        ),
    ],
)
async def test_what_cannot_be_played_is_refused_in_the_payload(
    ask: Ask, asked: dict[str, Any], code: str, said: str, path: list[str]
) -> None:
    payload = (await ask(START, input=asked))["startRun"]

    assert payload["run"] is None
    (error,) = payload["userErrors"]
    assert error["code"] == code
    assert said in error["message"]
    assert error["path"] == path
    assert (await ask("{ runs { totalCount } }"))["runs"]["totalCount"] == 0


async def test_a_start_of_two_things_or_none_is_no_valid_input(serve: Serve) -> None:
    async with serve() as client:
        for asked in ({}, {**SMALL, "comparison": {"alternatives": []}}, {"projection": None}):
            body = {"query": START, "variables": {"input": asked}}
            told = (await client.post("/graphql", json=body)).json()
            said = told["errors"][0]["message"]
            assert "must be non-null" in said or "exactly one" in said


async def test_a_full_queue_is_busy(serve: Serve) -> None:
    async with serve(most_runs=1) as client:
        first, second = [
            (await client.post("/graphql", json={"query": START, "variables": {"input": asked}}))
            for asked in (LARGE, SMALL)
        ]

    assert first.json()["data"]["startRun"]["userErrors"] == []
    (error,) = second.json()["data"]["startRun"]["userErrors"]
    assert error["code"] == "BUSY"


@pytest.mark.parametrize("id_", ["UnVuOm5vcGU", "nope", ""])
async def test_an_unknown_run_is_null_and_cannot_be_cancelled(ask: Ask, id_: str) -> None:
    assert (await ask(RUN, id=id_))["run"] is None
    payload = (await ask(CANCEL, id=id_))["cancelRun"]
    assert payload["run"] is None
    assert payload["userErrors"][0]["code"] == "UNKNOWN_RUN"
    assert payload["userErrors"][0]["path"] == ["input", "id"]


async def test_a_run_is_a_node_and_is_found_by_its_input_hash_too(ask: Ask) -> None:
    run = (await ask(START, input=SMALL))["startRun"]["run"]

    told = await ask(
        "query($id: ID!, $hash: ID!) { node(id: $id) { __typename id ... on Run { inputHash } } "
        "run(id: $hash) { id } }",
        id=run["id"],
        hash=run["inputHash"],
    )

    assert told["node"] == {"__typename": "Run", "id": run["id"], "inputHash": run["inputHash"]}
    assert told["run"]["id"] == run["id"]


async def test_runs_are_listed_by_state_and_page_by_page(ask: Ask) -> None:
    ids = [
        await start(ask, {"projection": {**SMALL["projection"], "seed": seed}}) for seed in range(5)
    ]
    for id_ in ids:
        await ended(ask, id_)
    page = """query($after: String, $where: RunWhere) {
      runs(first: 2, after: $after, orderBy: [{field: ASKED_AT}], where: $where) {
        totalCount nodes { id } pageInfo { hasNextPage endCursor }
      }
    }"""

    found: list[str] = []
    after = None
    for _ in range(3):
        told = (await ask(page, after=after, where={"state": {"in": ["SUCCEEDED"]}}))["runs"]
        found += [run["id"] for run in told["nodes"]]
        after = told["pageInfo"]["endCursor"]

    assert found == ids
    assert told["totalCount"] == 5
    assert not told["pageInfo"]["hasNextPage"]
    for where, count in (
        ("{state: {eq: FAILED}}", 0),
        ("{not: {state: {eq: FAILED}}}", 5),
        ("{or: [{state: {eq: FAILED}}, {state: {eq: SUCCEEDED}}]}", 5),
        ("{and: [{state: {eq: SUCCEEDED}}, {not: {state: {in: [SUCCEEDED, FAILED]}}}]}", 0),
    ):
        told = await ask(f"{{ runs(where: {where}) {{ totalCount }} }}")
        assert told["runs"]["totalCount"] == count, where


async def test_a_filter_of_runs_that_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    wide = "{or: [" + "{state: {in: [FAILED, CANCELED, QUEUED]}}" * 41 + "]}"

    answer = await client.post(
        "/graphql", json={"query": f"{{ runs(where: {wide}) {{ nodes {{ id }} }} }}"}
    )

    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "TOO_LARGE"


async def test_listing_runs_takes_the_same_statements_however_many_there_are(
    ask: Ask, at_most_queries: Any
) -> None:
    for seed in range(4):
        await ended(ask, await start(ask, {"projection": {**SMALL["projection"], "seed": seed}}))

    with at_most_queries(4):  # three, and what the conductor looks for after the last run
        await ask("{ runs { totalCount nodes { id state replicationsDone } } }")
