"""The tokens of a demo, from a server as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from server.credentials import tokens
from tests.serving import free_port

pytestmark = pytest.mark.slow


def test_a_demo_tells_a_token_of_each_role_that_it_takes(tmp_path: Path) -> None:
    register = tmp_path / "register.sqlite"
    port = free_port()
    serving = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "serve", "--port", str(port)],
        env={**os.environ, "BURGERNET_DATABASE": str(register)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert serving.stderr is not None
    try:
        told: dict[str, str] = {}
        for line in serving.stderr:
            role, *rest = line.split()
            if rest and tokens.is_well_formed(rest[0]):
                told[role] = rest[0]
            if "ready" in line:
                break
        roles = {
            role: httpx.post(
                f"http://127.0.0.1:{port}/graphql",
                json={"query": "{ viewer { roles } }"},
                headers={"authorization": f"Bearer {token}"},
            ).json()["data"]["viewer"]["roles"]
            for role, token in told.items()
        }
    finally:
        serving.terminate()
        logged = serving.communicate(timeout=20)[1]

    assert set(roles) == {"policy", "registrar", "auditor", "administrator"}
    assert roles == {role: [role.upper()] for role in roles}
    assert tokens.PREFIX not in logged
