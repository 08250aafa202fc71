"""A browser that comes to /graphql gets a page, from files of the own origin alone."""

import re
from pathlib import Path

import httpx
import pytest

from server.transport.ide import FETCHED, OWN
from tests.server.conftest import Serve

pytestmark = pytest.mark.anyio

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ide"
    folder.mkdir()
    for name in FETCHED:
        (folder / name).write_text("fetched")
    return folder


async def test_a_page_without_its_files_says_how_to_get_them(serve: Serve, tmp_path: Path) -> None:
    async with serve(ide=tmp_path / "nowhere") as client:
        answer = await client.get("/graphql", headers=BROWSER)

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "make ide" in answer.text
    assert "<script" not in answer.text


async def test_all_that_the_page_loads_is_there_and_none_of_it_is_inline(
    serve: Serve, folder: Path
) -> None:
    async with serve(ide=folder) as client:
        page = await client.get("/graphql", headers=BROWSER)
        paths = re.findall(r'(?:src|href)="(/.*?)"', page.text)
        files = [await client.get(path) for path in paths]

    assert len(paths) == 7
    assert [file.status_code for file in files] == [200] * 7
    assert not re.search(r"<script(?! src=)|<style| on\w+=|https?:", page.text)


async def test_the_page_may_run_and_reach_its_own_origin_only(serve: Serve, folder: Path) -> None:
    async with serve(ide=folder) as client:
        policy = (await client.get("/graphql", headers=BROWSER)).headers["content-security-policy"]

    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "name", ["..%2fregister.sqlite", "register.sqlite", "graphiql.html", "fetched.txt", ""]
)
async def test_no_other_file_is_given(serve: Serve, folder: Path, name: str) -> None:
    (folder / "register.sqlite").write_text("persons")
    async with serve(ide=folder) as client:
        answer = await client.get(f"/graphql/ide/{name}")

    assert answer.status_code == 404
    assert answer.json()["errors"]


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html;q=0.5"])
async def test_a_program_gets_no_page(client: httpx.AsyncClient, accept: str) -> None:
    answer = await client.get(
        "/graphql", params={"query": "{ __typename }"}, headers={"accept": accept}
    )

    assert answer.json()["data"] == {"__typename": "Query"}


def test_what_is_fetched_is_what_the_page_knows() -> None:
    lines = (OWN / "fetched.txt").read_text().splitlines()

    assert sorted(line.split()[2] for line in lines) == sorted(FETCHED)
