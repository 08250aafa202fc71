"""A run followed by server-sent events; whoever is cut off goes on from the cursor seen last."""

import json
import time
from collections.abc import Iterator
from typing import Final

import httpx

from server.cli.remote.asking import LATER, connected, data_of, heed, told_of, unreachable, wait
from server.cli.remote.numbers import Told
from server.cli.remote.server import Server
from server.cli.remote.trouble import ServerFailed
from server.registry import RunState

TIMES: Final = 9
"""How often a stream is asked without a word of it: two minutes, in which a server starts anew."""
SILENCE: Final = httpx.Timeout(10.0, read=60.0)
"""A server comments every twelve seconds."""

_PROGRESS: Final = """
subscription Progress($id: ID!, $after: String) {
  runProgress(id: $id, after: $after) { cursor state replicationsDone rate expectedEnd }
}
"""


def progress(server: Server, id_: str) -> Iterator[Told]:
    """How far a run is, until its end; raises ServerRefused and ServerFailed."""
    after, failed = None, 0
    trouble = ServerFailed(f"{server.url} hung up before the end of the run")
    while failed < TIMES:
        if failed:
            time.sleep(wait(failed))
        try:
            for told in _events(server, id_, after):
                after, failed = told["cursor"], 0
                yield told
                if RunState[told["state"]].ended:
                    return
        except httpx.HTTPError as error:
            trouble = unreachable(server, error)
        except ServerFailed as error:
            trouble = error
        failed += 1
    raise trouble


def _events(server: Server, id_: str, after: str | None) -> Iterator[Told]:
    sent = {"query": _PROGRESS, "variables": {"id": id_, "after": after}}
    with (
        connected(server) as client,
        client.stream(
            "POST",
            "/graphql/stream",
            json=sent,
            headers={"accept": "text/event-stream"},
            timeout=SILENCE,
        ) as answer,
    ):
        if answer.status_code in LATER:
            heed(answer)
            raise ServerFailed(f"{server.url} answers with status {answer.status_code}")
        if not answer.headers.get("content-type", "").startswith("text/event-stream"):
            answer.read()
            data_of(server, answer)
            raise ServerFailed(f"{server.url} answers with no stream")
        for line in answer.iter_lines():
            name, _, value = line.partition(":")
            if name == "data" and value.strip():
                told: Told = told_of(server, json.loads(value))["runProgress"]
                yield told
