"""The command line as a process of its own: its streams, its exit code, its end."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from server.cli import records
from tests.server.cli.conftest import Burgernet

COMMAND = [sys.executable, "-W", "error", "-m", "server.cli"]
ALL_TOWNS = ["project", "--scenario", "ALL", "--by", "municipality", "--format", "csv"]


def environment(register: Path) -> dict[str, str]:
    return {**os.environ, "BURGERNET_DATABASE": str(register), "PYTHONUNBUFFERED": "1"}


def burgernet(register: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(register),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def heed_interrupts() -> None:
    """A process started in the background of a shell would inherit that it ignores them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_stdout_holds_json_and_nothing_else(demo_register: Path) -> None:
    asked = ("project", "--scenario", "FROZEN", "--years", "2", "--replications", "20")

    ended = burgernet(demo_register, *asked, "--format", "json")

    assert ended.returncode == 0
    assert {tuple(record) for record in json.loads(ended.stdout)} == {records.COLUMNS}
    assert "SYNTHETIC" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
def test_stdout_holds_csv_and_nothing_else(tmp_path: Path) -> None:
    asked = ("project", "--scenario", "FROZEN", "--years", "2", "--replications", "20")

    ended = burgernet(tmp_path / "new.sqlite", *asked, "--format", "csv")

    header, *rows = csv.reader(ended.stdout.splitlines())
    assert tuple(header) == records.COLUMNS
    assert {len(row) for row in rows} == {len(header)}
    assert "drawing a SYNTHETIC one" in ended.stderr


@pytest.mark.slow
def test_the_exit_code_and_the_one_line_reach_the_shell(demo_register: Path) -> None:
    ended = burgernet(demo_register, "project", "--scenario", "FROZEN", "--years", "-1")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "burgernet: years=-1 is outside [1, 30]\n"


@pytest.mark.slow
def test_a_port_on_which_another_listens_is_told_before_the_server_is_ready(
    demo_register: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        ended = burgernet(demo_register, "serve", "--port", str(port))

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"burgernet: host=127.0.0.1, port={port}: Address already in use; name another port "
        "(--port, BURGERNET_PORT) or an address of this machine (--host, BURGERNET_HOST)\n"
    )


@pytest.mark.slow
def test_the_server_does_not_start_on_a_manifest_that_is_not_there(
    demo_register: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BURGERNET_TRUSTED_DOCUMENTS", json.dumps([str(tmp_path / "none.json")]))

    ended = burgernet(demo_register, "serve", "--port", "0")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"burgernet: {tmp_path}/none.json: No such file or directory\n"


@pytest.mark.slow
def test_a_closed_pipe_ends_quietly(demo_register: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, *ALL_TOWNS, "--replications", "10"],
        env=environment(demo_register),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        code = process.wait(timeout=60)

    assert first.startswith("scenario,municipality,year")
    assert code == 0
    assert "Error" not in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_an_interrupt_stops_a_simulation_that_would_take_minutes(tmp_path: Path) -> None:
    asked = ["project", "--scenario", "ALL", "--replications", "100000", "--step", "month"]
    with subprocess.Popen(
        [*COMMAND, *asked],
        env=environment(tmp_path / "new.sqlite"),
        preexec_fn=heed_interrupts,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "drawing" in process.stderr.readline()
        time.sleep(4.0)  # the register is drawn within two seconds
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=60)

    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in said


def test_help_gives_examples(burgernet: Burgernet) -> None:
    for command in ("serve", "seed", "project"):
        code, out, _ = burgernet(command, "--help")

        assert code == 0
        assert f"burgernet {command} --" in out


def test_without_a_command_there_is_help(burgernet: Burgernet) -> None:
    code, out, err = burgernet()

    assert (code, err) == (0, "")
    assert {"serve", "seed", "schema", "project"} <= set(out.split())


def test_the_schema_is_the_contract(burgernet: Burgernet) -> None:
    code, out, _ = burgernet("schema")

    assert code == 0
    assert out == Path("schema.graphql").read_text(encoding="utf-8")


@pytest.mark.slow
def test_seeding_says_that_the_register_is_synthetic(burgernet: Burgernet, tmp_path: Path) -> None:
    path = str(tmp_path / "new.sqlite")

    code, out, err = burgernet("seed", "--demo", "--seed", "3", "--database", path)

    assert (code, err) == (0, "")
    assert out.startswith("SYNTHETIC")
    assert "37,000 listed (5.9 % of 625,976 inhabitants of 14 municipalities)" in out
