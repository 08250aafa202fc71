"""What `burgernet run` does: with a register here, and with a server."""

import csv
import io
import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from server.cli import progress
from server.cli.remote import asking
from tests.server.cli.answering import Asked, Told, answering
from tests.server.cli.conftest import Burgernet, Served
from tests.server.cli.test_process import COMMAND, environment, heed_interrupts

FROZEN = ("--scenario", "FROZEN", "--years", "2", "--replications", "300")
LONG = ("--scenario", "FROZEN", "--replications", "1000", "--step", "month")
ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def register(demo_register: Path, tmp_path: Path) -> Path:
    """A register of one's own, since runs stay in it."""
    path = tmp_path / "register.sqlite"
    shutil.copy(demo_register, path)
    return path


@pytest.fixture
def own(burgernet: Burgernet, register: Path, monkeypatch: pytest.MonkeyPatch) -> Burgernet:
    monkeypatch.setenv("BURGERNET_DATABASE", str(register))
    return burgernet


def listed(burgernet: Burgernet, *options: str) -> list[dict[str, object]]:
    code, out, _ = burgernet("run", "list", "--format", "json", *options)
    assert code == 0
    found: list[dict[str, object]] = json.loads(out)
    return found


@pytest.mark.parametrize(
    ("alike", "more"),
    [
        ("project", ()),
        pytest.param(
            *("project", ("--by", "municipality", "--format", "csv")), marks=pytest.mark.slow
        ),
        pytest.param(
            *("compare", ("--baseline", "LEAN", "--format", "json")), marks=pytest.mark.slow
        ),
    ],
)
def test_a_run_brings_here_and_there_what_is_played_at_once(
    own: Burgernet, server: str, alike: str, more: tuple[str, ...]
) -> None:
    at_once = own(alike, *FROZEN, *more)

    here = own("run", "start", *FROZEN, *more)
    there = own("run", "start", *FROZEN, *more, "--server", server)
    again = own("run", "start", *FROZEN, *more)

    assert at_once[0] == here[0] == there[0] == 0
    assert at_once[1] == here[1] == there[1] == again[1]
    # the same id, digest and notes
    assert without_progress(here[2]) == without_progress(there[2]) == without_progress(again[2])
    assert " SUCCEEDED, digest " in here[2]
    assert len(listed(own)) == 1


def without_progress(said: str) -> list[str]:
    """What is told beside how far it is, which a slow machine tells more of."""
    return [line for line in said.splitlines() if not line.startswith("{")]


def test_several_scenarios_are_a_comparison_with_today(own: Burgernet) -> None:
    code, out, _ = own("run", "start", *FROZEN, "--scenario", "LEAN", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert {row["baseline"] for row in rows} == {"TODAY"}
    assert {row["scenario"] for row in rows} >= {"FROZEN", "LEAN"}


@pytest.mark.parametrize("place", ["here", "there"])
def test_a_run_is_asked_listed_cancelled_and_gone_on_with(
    own: Burgernet, server: str, place: str
) -> None:
    to = ("--server", server) if place == "there" else ()
    seed = ("--seed", "77")

    code, out, err = own("run", "start", *LONG, *seed, "--detach", *to)
    id_ = out.strip()
    cancelled = own("run", "cancel", id_, *to)
    watched = own("run", "watch", id_, *to)
    (told,) = [one for one in listed(own, "--state", "canceled", *to) if one["id"] == id_]
    table = own("run", "list", *to)
    again = own("run", "start", *LONG, *seed, "--detach", *to)

    assert (code, err, len(id_)) == (0, "", 32)
    assert cancelled[0] == 0
    assert cancelled[1] in (f"{id_} CANCELED\n", f"{id_} CANCELING\n")
    assert watched == (1, "", f"burgernet: run {id_} CANCELED\n")
    assert told["replications"] == 1000
    assert f"{id_}  CANCELED" in table[1]
    assert again[1].strip() == id_
    assert own("run", "cancel", id_, *to)[0] == 0


@pytest.mark.parametrize("place", ["here", "there"])
def test_what_is_no_run_is_refused_in_one_line(own: Burgernet, server: str, place: str) -> None:
    to = ("--server", server) if place == "there" else ()

    for asked in (("watch", ID), ("cancel", ID)):
        code, out, err = own("run", *asked, *to)

        assert (code, out) == (2, "")
        assert "there is no run with this id, or no longer" in err
        assert err.count("\n") == 1
    code, out, err = own("run", "start", *FROZEN, "--engine", "analytic", *to)
    assert (code, out) == (2, "")
    assert "engine=ANALYTIC has no replications to play" in err


@pytest.mark.slow
def test_an_interrupted_run_stays_and_is_gone_on_with(own: Burgernet, register: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "run", "start", *LONG],
        env=environment(register),
        preexec_fn=heed_interrupts,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not any(one["replicationsDone"] for one in listed(own)):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=60)
    (left,) = listed(own)
    code, brought, _ = own("run", "watch", str(left["id"]), "--format", "csv", "--quiet")
    _, at_once, _ = own("project", *LONG, "--format", "csv", "--quiet")

    assert (process.returncode, out) == (130, "")
    assert f"'burgernet run watch {left['id']}' goes on from it" in said
    assert "Traceback" not in said
    assert left["state"] == "RUNNING"
    assert code == 0
    assert brought == at_once


def test_a_run_that_a_server_plays_is_watched_from_its_register_too(
    own: Burgernet, served_register: Served
) -> None:
    asked = (*LONG, "--seed", "5", "--server", served_register.url)
    id_ = own("run", "start", *asked, "--detach")[1].strip()

    here = own("run", "watch", id_, "--database", str(served_register.register), "--quiet")
    there = own("run", "watch", id_, "--server", served_register.url, "--quiet")

    assert here[0] == 0
    assert here == there


def test_whoever_is_cut_off_goes_on_from_the_cursor_seen_last(
    burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "FIRST_WAIT", 0.0)
    afters: list[object] = []

    def standing(state: str) -> Told:
        numbers = {"replications": 9, "replicationsDone": 3, "rate": None, "expectedEnd": None}
        words = dict.fromkeys(("endedAt", "digest", "modelVersion", "dataVersion"))
        run = {
            "inputHash": ID,
            "state": state,
            "askedAt": "2026-01-05T09:00:00+00:00",
            "failure": "the disk is full",
            **numbers,
            **words,
        }
        return 200, {}, json.dumps({"data": {"run": run}}).encode()

    def answer(asked: Asked) -> Told | None:
        if asked.path == "/graphql":
            return standing("RUNNING" if asked.number == 1 else "FAILED")
        afters.append(json.loads(asked.body)["variables"]["after"])
        if len(afters) == 2:
            return None
        state = "RUNNING" if len(afters) == 1 else "FAILED"
        told = {"cursor": f"c{len(afters)}", "state": state, "replicationsDone": 3}
        data = {"data": {"runProgress": {**told, "rate": None, "expectedEnd": None}}}
        body = f":\n\nevent: next\ndata: {json.dumps(data)}\n\n"
        return 200, {"content-type": "text/event-stream; charset=utf-8"}, body.encode()

    with answering(answer) as (url, _):
        code, out, err = burgernet("run", "watch", ID, "--server", url)

    assert (code, out) == (1, "")
    assert err == f"burgernet: run {ID} FAILED: the disk is full\n"
    assert afters == [None, "c1", "c1"]


def test_progress_is_lines_of_json_beside_a_result_that_stays_pure(
    burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("project", *FROZEN, "--replications", "600", "--format", "csv")
    _, pure, short = burgernet(*asked)
    monkeypatch.setattr(progress, "SHORT", 0.0)

    _, out, err = burgernet(*asked)
    _, same, quiet = burgernet(*asked, "-q")

    told = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    assert len(told) == 1  # the others came within a second
    assert told[0].keys() == {"replicationsDone", "replications", "rate", "expectedEnd"}
    assert told[0]["replications"] == 600
    assert out == pure == same
    assert "{" not in short + quiet


def test_without_a_command_there_is_help(burgernet: Burgernet) -> None:
    code, out, err = burgernet("run")

    assert (code, err) == (0, "")
    assert {"start", "watch", "cancel", "list"} <= set(out.split())
