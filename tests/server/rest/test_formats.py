"""A client gets the format that it asks for, or is told which there are."""

import httpx
import pytest

from server.rest.formats import preferred
from server.rest.parameters import Format
from server.rest.problems import Problem

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        (BROWSER, "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV; charset=utf-8", "csv"),
        ("text/*", "csv"),
        ("application/*", "json"),
        ("application/jsonl", "jsonl"),
        (WORKBOOK, "xlsx"),
        (f"text/csv;q=0.9, {WORKBOOK}", "xlsx"),
        ("application/json;q=0.5, text/csv;q=0.8", "csv"),
        ("text/csv, application/json", "json"),
        ("application/json;q=0, */*", "csv"),
        ("*/*;q=0.1, text/csv;q=0.2", "csv"),
        ("text/csv;q=nonsense, application/json;q=0.001", "json"),
    ],
)
def test_the_preferred_format_is_chosen(accept: str | None, format_: str) -> None:
    assert preferred(None, accept) == format_


@pytest.mark.parametrize("accept", ["text/html", "*/*;q=0", "text/csv;q=0", ",", "text"])
def test_a_client_that_takes_none_of_them_is_told_which_there_are(accept: str) -> None:
    with pytest.raises(Problem) as problem:
        preferred(None, accept)

    assert problem.value.status == 406
    assert "text/csv" in problem.value.detail


def test_what_the_query_says_goes_before_the_header() -> None:
    assert preferred(Format.CSV, "text/html") is Format.CSV


@pytest.mark.anyio
async def test_an_answer_tells_caches_that_it_was_negotiated(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/scenarios", headers={"accept": "text/csv"})

    assert "accept" in answer.headers["vary"].lower()
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="burgernet-scenarios.csv"'
