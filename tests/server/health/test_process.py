"""A server as it is run: what it says from its start to its end."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.mark.slow
def test_a_server_says_in_json_how_it_starts_answers_and_stops(tmp_path: Path) -> None:
    port = free_port()
    environment = {
        **os.environ,
        "BURGERNET_DATABASE": str(tmp_path / "register.sqlite"),
        "BURGERNET_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-W", "error", "-m", "server.cli", "serve", "--port", str(port)]
    lines: list[dict[str, object]] = []
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(json.loads(line))
            if lines[-1]["message"] == "ready":
                break
        url = f"http://127.0.0.1:{port}"
        with httpx.Client(transport=httpx.HTTPTransport(retries=10)) as client:
            answer = client.get(f"{url}/nope")
            metrics = client.get(f"{url}/metrics").text
        process.send_signal(signal.SIGTERM)
        lines += [json.loads(line) for line in process.stderr]
        process.wait(timeout=60)

    messages = [str(line["message"]) for line in lines]
    assert messages[0].startswith("no register in")
    assert messages[1].startswith("GraphQL on http://127.0.0.1")
    assert messages[2:] == ["ready", "GET none 404", "stopping: 0 simulations under way", "stopped"]
    assert lines[3]["request_id"] == answer.headers["x-request-id"]
    assert "burgernet_event_loop_lag_seconds_bucket" in metrics
