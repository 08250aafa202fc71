"""A clone on a machine that has nothing else: one command, one request."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
QUESTION = """{
  municipalities(first: 14) { nodes { name listed } }
  frozen: projection(input: {scenario: FROZEN, years: 10}) { ...Ten }
  basic: projection(input: {scenario: REGIONAL_BASIC, years: 10}) { ...Ten }
}
fragment Ten on Projection { synthetic series { measure years mean bands { quantile values } } }
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clean") / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(path)], check=True)
    return path


@contextmanager
def running(clone: Path, *, within: float) -> Iterator[tuple[str, float]]:
    """Run `make run` in a clone until it answers; tells where, and after how long."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = ("BURGERNET_", "MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    begin = time.monotonic()
    process = subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env={**environment, "BURGERNET_PORT": str(port)},
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{port}/graphql"
        while True:
            try:
                httpx.post(url, json={"query": "{ __typename }"})
                break
            except httpx.TransportError:
                assert process.poll() is None, "make run ended"
                assert time.monotonic() - begin < within, "make run does not answer"
                time.sleep(0.05)
        yield url, time.monotonic() - begin
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def test_make_run_and_one_request_tell_register_and_projections(clone: Path) -> None:
    assert shutil.which("make")
    with running(clone, within=600) as (url, _):
        data = httpx.post(url, json={"query": QUESTION}, timeout=60).json()["data"]

    assert sum(town["listed"] for town in data["municipalities"]["nodes"]) == 37_000
    for name in ("frozen", "basic"):
        assert data[name]["synthetic"] is True
        reachable = next(s for s in data[name]["series"] if s["measure"] == "REACHABLE")
        assert reachable["years"] == list(range(2015, 2025))
        assert all(band["values"][9] > 10_000 for band in reachable["bands"])
    with running(clone, within=60) as (url, _):
        again = httpx.post(url, json={"query": QUESTION}, timeout=60).json()["data"]
    assert again == data
