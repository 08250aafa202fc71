"""What the API's page says of errors is what the code answers with."""

import re
from pathlib import Path

import httpx
import pytest

from server.errors import Code

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
TOLD = re.compile(
    r"""(?: (?:BadRequest|Problem|cls)\( \s* [\w.]+ , \s* | failure\( \s* \w+ , \s* | refusal\( \s*
          | "code": \s* | \b code \s = \s | \.get\("code", \s | _refuse\(\d+, \s )
        "([A-Z][A-Z0-9_]+)" """,
    re.VERBOSE,
)
"""Where a code is given to an error, besides those that an enum has."""


def test_every_code_stands_in_the_table_and_no_other() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[A-Z][`A-Z0-9_, ]+`) \|", page, re.MULTILINE)
    listed = [code for row in rows for code in re.findall(r"[A-Z][A-Z0-9_]+", row)]

    sources = (path.read_text("utf-8") for path in (ROOT / "server").rglob("*.py"))
    given = {code for source in sources for code in TOLD.findall(source)}

    assert len(given) > 20
    assert listed == sorted(listed), "in the order of the alphabet"
    assert {*listed} == {*given, *Code, "HTTP_404", "HTTP_405"}


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{", {}, "BAD_DOCUMENT"),
        ("{ nope }", {}, "BAD_DOCUMENT"),
        ("query($a: Int!) { municipalities(first: $a) { totalCount } }", {}, "BAD_DOCUMENT"),
        (
            "query($a: Int!) { municipalities(first: $a) { totalCount } }",
            {"a": "x"},
            "BAD_DOCUMENT",
        ),
        ("{ municipalities(first: 0) { totalCount } }", {}, "BAD_INPUT"),
        ("{ municipalities(first: 2.5) { totalCount } }", {}, "BAD_DOCUMENT"),
        ("{ projection(input: {scenario: FROZEN, years: 99}) { start } }", {}, "BAD_INPUT"),
        ('{ participantCounts(by: [], on: "2014-13-01") { unit } }', {}, "BAD_DOCUMENT"),
        ("{ participantCounts(by: []) { unit } }", {}, "BAD_INPUT"),
        ('{ nodes(ids: ["' + '","'.join("a" * 101) + '"]) { id } }', {}, "BAD_INPUT"),
        ("query A { __typename } query B { __typename }", {}, "BAD_OPERATION"),
        ("{" + " a" * 2_000 + "}", {}, "DOCUMENT_TOO_LARGE"),
    ],
)
async def test_every_error_has_a_code(
    client: httpx.AsyncClient, query: str, variables: dict[str, object], code: str
) -> None:
    answer = await client.post("/graphql", json={"query": query, "variables": variables})

    errors = answer.json()["errors"]
    assert errors
    assert {error["extensions"]["code"] for error in errors} == {code}
