"""The pages to read: method and accessibility, in both languages."""

import re
from itertools import pairwise

import httpx
import pytest

from server.web.rendering import PAGES
from tests.server.conftest import Serve
from tests.server.web.test_page import text_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_that_is_named_above_the_others_is_there(
    client: httpx.AsyncClient, path: str
) -> None:
    for address in (path, f"{path}?language=EN"):
        answer = await client.get(address, follow_redirects=True)

        assert answer.status_code == 200
        assert len(re.findall(r"<h1\b", answer.text)) == 1
        assert 'aria-current="page"' in answer.text


async def test_the_method_says_what_it_does_not_know(client: httpx.AsyncClient) -> None:
    dutch, english = [
        text_of((await client.get(f"/method{more}")).text) for more in ("", "?language=EN")
    ]

    assert "ongeveer 710 acties nodig" in dutch
    assert "takes about 710 actions on each side" in english


async def test_the_statement_names_whom_to_tell_or_says_that_nobody_is_named(serve: Serve) -> None:
    async with serve() as client:
        nobody = text_of((await client.get("/accessibility")).text)
    async with serve(accessibility_contact="toegankelijk@<gemeente>.example") as client:
        named = text_of((await client.get("/accessibility")).text)

    assert "Contact: nog niet ingevuld" in nobody
    assert "Contact: toegankelijk@<gemeente>.example" in named
    assert "Status C: eerste maatregelen genomen" in named


async def test_headings_go_down_one_level_at_a_time(client: httpx.AsyncClient) -> None:
    for path in ("/method", "/accessibility"):
        levels = [int(n) for n in re.findall(r"<h([1-6])\b", (await client.get(path)).text)]

        assert levels[0] == 1
        assert all(next_ <= level + 1 for level, next_ in pairwise(levels))
