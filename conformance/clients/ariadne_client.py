"""ariadne-codegen: a typed client of the contract, made and used in an environment of its own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CONFORMANCE = Path(__file__).parents[1]
GENERATED = CONFORMANCE / "generated" / "ariadne"
PROGRAMS = CONFORMANCE.parent / ".venv-codegen" / "bin"


def run(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [PROGRAMS / program, *arguments],
        cwd=CONFORMANCE,
        env={**os.environ, "PYTHONPATH": str(GENERATED), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="module")
def made() -> "subprocess.CompletedProcess[str]":
    shutil.rmtree(GENERATED, ignore_errors=True)
    GENERATED.mkdir(parents=True)
    return run("ariadne-codegen", "--config", "ariadne.toml", "client")


def test_it_makes_a_client_from_the_schema_and_documents(
    made: "subprocess.CompletedProcess[str]",
) -> None:
    assert made.returncode == 0, made.stdout + made.stderr


@pytest.mark.usefixtures("made")
def test_the_client_is_imported_and_answered_in_its_own_types() -> None:
    asked = run("python", "-W", "error", "clients/ariadne/ask.py")

    assert asked.returncode == 0, asked.stdout + asked.stderr
