"""A run is killed again and again, and ends with the bytes of one left alone."""

import random
import signal
import sqlite3
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.serving import served

pytestmark = pytest.mark.slow

KILLS = 20
START = """mutation($input: StartRunInput!) {
  startRun(input: $input) { run { id } userErrors { message } }
}"""
RUN = "query($id: ID!) { run(id: $id) { state digest failure } }"
DONE = "query($id: ID!) { run(id: $id) { replicationsDone } }"
CANCEL = "mutation($id: ID!) { cancelRun(input: {id: $id}) { run { state } } }"
ASKED = {"projection": {"scenario": "FROZEN", "step": "QUARTER", "replications": 20_000}}


def test_a_run_killed_twenty_times_ends_with_the_digest_of_one_left_alone(tmp_path: Path) -> None:
    luck = random.Random(4)
    killed, alone = tmp_path / "killed.sqlite", tmp_path / "alone.sqlite"
    with served(alone) as url:
        left_alone = ended(url, start(url))
    blocks: dict[int, str] = {}
    grew = 0
    for _ in range(KILLS):
        with served(killed, how_it_ends=signal.SIGKILL) as url:
            id_ = start(url)
            time.sleep(luck.uniform(0.0, 0.8))
            assert ask(url, RUN, id=id_)["run"]["state"] in ("QUEUED", "RUNNING")
        before, blocks = blocks, blocks_in(killed)
        assert before.items() <= blocks.items(), "a finished block was lost, or played again"
        grew += len(blocks) > len(before)

    with served(killed) as url:
        told = ended(url, id_)

    assert grew >= KILLS // 4, "it was killed too early each time for this to show anything"
    assert told == left_alone
    assert blocks.items() <= blocks_in(killed).items()


def test_two_servers_share_the_runs_of_a_register_and_one_takes_over_from_the_other(
    tmp_path: Path,
) -> None:
    register = tmp_path / "register.sqlite"
    with ExitStack() as first_alone:
        first = first_alone.enter_context(served(register, how_it_ends=signal.SIGKILL))
        with served(register) as second:
            id_ = start(second)
            progresses(second, id_)  # though it is the first that conducts
            ask(second, CANCEL, id=id_)
            ended(second, id_, "CANCELED")
            there = blocks_in(register)
            assert start(first) == id_
            progresses(first, id_)
            first_alone.close()

            ended(second, id_)

    assert there.items() < blocks_in(register).items()


def progresses(url: str, id_: str) -> None:
    """Wait until a run has more blocks than it had."""
    before = ask(url, DONE, id=id_)["run"]["replicationsDone"]
    while ask(url, DONE, id=id_)["run"]["replicationsDone"] <= before:
        time.sleep(0.05)


def start(url: str) -> str:
    payload = ask(url, START, input=ASKED)["startRun"]
    assert payload["userErrors"] == []
    id_: str = payload["run"]["id"]
    return id_


def ended(url: str, id_: str, state: str = "SUCCEEDED") -> dict[str, Any]:
    while True:
        run: dict[str, Any] = ask(url, RUN, id=id_)["run"]
        if run["state"] not in ("QUEUED", "RUNNING", "CANCELING"):
            assert run["state"] == state, run
            return run
        time.sleep(0.1)


def ask(url: str, query: str, **variables: Any) -> dict[str, Any]:
    answer = httpx.post(f"{url}/graphql", json={"query": query, "variables": variables})
    told = answer.json()
    assert "errors" not in told, told
    data: dict[str, Any] = told["data"]
    return data


def blocks_in(register: Path) -> dict[int, str]:
    with closing(sqlite3.connect(register)) as connection:
        return dict(connection.execute("SELECT number, digest FROM block"))
