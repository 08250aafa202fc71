"""A harness that overlooks what fails, or leaves a server behind, proves nothing."""

import json
import os
import signal
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance import verdicts
from conformance.places import ROOT
from conformance.serving import NotServing, served
from conformance.verdicts import Verdict

PASSED = '<testcase name="one"/>'


def read(folder: Path, *cases: str, code: int = 0) -> tuple[int, tuple[str, ...]]:
    report = folder / "report.xml"
    report.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return verdicts.read(report, code=code, said="what it said")


@pytest.mark.parametrize("kind", ["failure", "error", "skipped"])
def test_a_check_that_fails_breaks_or_is_skipped_is_complained_of(
    kind: str, tmp_path: Path
) -> None:
    other = f'<testcase name="two"><{kind} message="why">at length</{kind}></testcase>'

    passed, complaints = read(tmp_path, PASSED, other)

    assert passed == 1
    assert complaints == (f"two [{kind}]\nwhy at length",)


def test_a_judge_that_checks_nothing_or_writes_nothing_is_complained_of(tmp_path: Path) -> None:
    half = tmp_path / "half.xml"
    half.write_text("<testsuites>")

    unwritten = [
        verdicts.read(report, code=1, said="what it said") for report in (half, tmp_path / "none")
    ]

    assert read(tmp_path) == (0, ("checked nothing",))
    assert unwritten == [(0, ("wrote no report and ended with code 1: what it said",))] * 2


def test_an_exit_code_counts_where_the_report_hides_it(tmp_path: Path) -> None:
    assert read(tmp_path, PASSED, code=2) == (1, ("ended with code 2: what it said",))


def test_only_a_judge_that_passed_something_and_complains_of_nothing_is_clean() -> None:
    clean = [
        Verdict(tool="a", version="1", seconds=0, passed=passed, complaints=complaints).clean
        for passed, complaints in ((1, ()), (0, ()), (1, ("why",)))
    ]

    assert clean == [True, False, False]


def fail() -> None:
    raise ZeroDivisionError


def be_stopped() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.slow
@pytest.mark.parametrize("leave", [fail, be_stopped])
def test_the_server_is_gone_however_its_block_is_left(leave: Callable[[], None]) -> None:
    with pytest.raises((ZeroDivisionError, SystemExit)), served({}) as origin:
        leave()

    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{origin}/graphql", timeout=5)  # noqa: S310  our own address


@pytest.mark.slow
def test_a_server_that_does_not_start_says_why() -> None:
    with (
        pytest.raises(NotServing, match="BURGERNET_NOTHING is no setting"),
        served({"BURGERNET_NOTHING": "1"}),
    ):
        pass


def test_nothing_that_is_installed_or_generated_is_committed() -> None:
    kept = subprocess.run(
        ["git", "ls-files"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()

    made = ("conformance/generated/", "conformance/node_modules/", ".venv")
    assert [path for path in kept if path.startswith(made) or "@generated" in path] == []
    assert [path for path in kept if path.endswith((".graphql.js", ".min.js"))] == []


def test_the_lock_of_npm_has_a_hash_for_every_package_and_no_address() -> None:
    locked = json.loads((ROOT / "conformance" / "package-lock.json").read_text("utf-8"))
    packages = {path: entry for path, entry in locked["packages"].items() if path}

    assert [path for path, entry in packages.items() if "integrity" not in entry] == []
    assert [path for path, entry in packages.items() if "resolved" in entry] == []
