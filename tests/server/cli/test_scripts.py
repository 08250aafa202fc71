"""What docs/scripts.md shows does what it says, with a server that is busy and hangs up."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server.cli.answering import Asked, Told, answering
from tests.server.cli.conftest import Burgernet

PAGE = Path(__file__).parents[3] / "docs" / "scripts.md"
EXAMPLE = re.compile(r"<!-- example: (\w+) -->\n```python\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("part", ["frame", "run"])
@pytest.mark.slow
def test_a_script_gets_its_frame_though_the_server_hangs_up_and_is_busy(
    burgernet: Burgernet, server: str, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = dict(EXAMPLE.findall(PAGE.read_text("utf-8")))
    starts: list[str] = []

    def passing(asked: Asked) -> Told | None:
        """Pass it on, but lose the first answer, and have no time the second time."""
        if asked.path != "/graphql":
            answer = httpx.get(server + asked.path)
            return answer.status_code, {}, answer.content
        if asked.number == 2:
            return 429, {"retry-after": "0.1"}, b"{}"
        told = httpx.post(
            f"{server}/graphql",
            content=asked.body,
            headers={"content-type": "application/json"},
            timeout=60,
        )
        if b"startRun" in asked.body:
            starts.append(told.json()["data"]["startRun"]["run"]["inputHash"])
        return None if asked.number == 1 else (told.status_code, {}, told.content)

    names: dict[str, Any] = {}
    with answering(passing) as (url, seen):
        code = f"{shown['ask']}\nSERVER = {url!r}\n{shown[part]}"
        exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102  the page is ours

    assert "again in 0.5 s: " in capsys.readouterr().out
    assert len(seen) > 2
    if part == "frame":
        asked = ("project", "--scenario", "FROZEN", "--format", "csv")
        rows = csv.DictReader(io.StringIO(burgernet(*asked, "--server", server)[1]))
        mean = {(row["measure"], int(row["year"])): row["mean"] for row in rows}
        found = names["frame"]
        assert len(found) == len(mean) > 100
        for measure, year, value in found.select("measure", "years", "mean").rows():
            assert mean[measure, year] == ("" if value is None else str(value))
    else:
        listed = json.loads(burgernet("run", "list", "--format", "json", "--server", server)[1])
        assert len(starts) == 2  # the first answer was lost, and the run was not started again
        assert len(set(starts)) == 1
        assert [one["state"] for one in listed if one["id"] == starts[0]] == ["SUCCEEDED"]
        assert set(names["table"]["run"]) == {starts[0]}
