"""What the README shows is answered."""

import re
import shlex
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.anyio

README = Path(__file__).parents[3] / "README.md"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REST = re.compile(r"<!-- example: rest -->\s*```sh\n(.*?)```", re.DOTALL)


async def test_every_line_that_the_readme_shows_is_answered(client: httpx.AsyncClient) -> None:
    (example,) = REST.findall(README.read_text())

    for line in example.splitlines():
        curl, *options, url = shlex.split(line)
        headers = [option.split(": ") for option in options if ": " in option]
        answer = await client.get(url.removeprefix("http://127.0.0.1:8000"), headers=dict(headers))

        assert curl == "curl"
        assert answer.status_code == 200, url
        wants = "text/csv" if "csv" in line else WORKBOOK if "xlsx" in url else "application/json"
        assert answer.headers["content-type"].startswith(wants)
