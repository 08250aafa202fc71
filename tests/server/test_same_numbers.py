"""One what-if has one number, wherever it is read: page, brief, command line, REST, GraphQL.

Each way in is asked by the address or the command that the answer itself tells for it.
"""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.cli.running import run
from server.telling.language import Language, Words, words
from simulation import Measure
from tests.server.brief.reading import NUMBER, pages
from tests.serving import served

pytestmark = pytest.mark.slow

ASKED = (
    "scenarios=FROZEN,REGIONAL_BASIC&years=6&replications=250&seed=7"
    "&changes=elasticity:0.3,hourly_wage:70@2017-01-01&adoptedOn=2016-01-01&notJoining=GM0183"
    "&campaigns=2017-03-06:5000"
)
YEAR = 2018
SHOWN = (
    Measure.REACHABLE,
    Measure.LISTED,
    Measure.DIRECT_RESOLUTION_RATE,
    Measure.EXPECTED_SOLVED,
    Measure.MUNICIPAL_COST,
    Measure.POLICE_COST,
    Measure.TOTAL_COST,
)
"""Measures of which page and brief show the mean of a year."""
NL = words(Language.NL)

Numbers = dict[tuple[str, str, int], float]
"""Means by scenario, measure and year."""


@dataclass(frozen=True, slots=True)
class Asking:
    client: httpx.Client
    register: Path
    told: dict[str, str]
    """How the page says that its numbers are to be had again."""


@pytest.fixture(scope="module")
def asking(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    register = tmp_path_factory.mktemp("same") / "register.sqlite"
    shutil.copy(demo, register)
    with served(register, cost_per_minute=10**9) as url, httpx.Client(base_url=url) as client:
        page = client.get(f"/?{ASKED}&year={YEAR}", timeout=60).text
        found = re.findall(r'data-reproduction="(\w+)"[^>]*>(.*?)</code>', page, re.DOTALL)
        yield Asking(client, register, {name: unescape(text) for name, text in found})


@pytest.fixture(scope="module")
def by_graphql(asking: Asking) -> dict[str, Any]:
    variables = json.loads(asking.told["variables"])
    asked = {"query": asking.told["query"], "variables": variables}
    answer = asking.client.post("/graphql", json=asked, timeout=60).json()
    assert "errors" not in answer, answer["errors"]
    comparison: dict[str, Any] = answer["data"]["comparison"]
    return comparison


@pytest.fixture(scope="module")
def means(by_graphql: dict[str, Any]) -> Numbers:
    cases = {"TODAY": by_graphql["baseline"]}
    names = ("FROZEN", "REGIONAL_BASIC")
    for name, one in zip(names, by_graphql["alternatives"], strict=True):
        cases[name] = one["projection"]
    return {
        (name, series["measure"], year): mean
        for name, case in cases.items()
        for series in case["series"]
        for year, mean in zip(series["years"], series["mean"], strict=True)
        if mean is not None
    }


def written(measure: Measure, mean: float, language: Words = NL) -> str:
    """A mean as people read it."""
    if measure is Measure.DIRECT_RESOLUTION_RATE:
        return language.share(mean)
    if measure is Measure.EXPECTED_SOLVED:
        return language.number(mean, 1)
    return language.euro(mean) if measure.endswith("_COST") else language.number(mean)


@pytest.mark.slow
def test_the_page_shows_the_numbers_of_graphql(asking: Asking, means: Numbers) -> None:
    page = asking.client.get(f"/?{ASKED}&year={YEAR}", timeout=60).text
    rows = re.findall(r"<tr data-standing>(.*?)</tr>", page, re.DOTALL)

    for scenario, row in zip(("TODAY", "FROZEN", "REGIONAL_BASIC"), rows[:3], strict=True):
        shown = re.findall(r'data-text="\w+">([^<]*)<', unescape(row))
        for measure in SHOWN:
            assert written(measure, means[scenario, measure.value, YEAR]) in shown


def test_the_brief_has_the_numbers_of_graphql(asking: Asking, means: Numbers) -> None:
    paper = asking.client.get(f"/brief.pdf?{ASKED}&year={YEAR}", timeout=60).content
    printed = set(NUMBER.findall(" ".join(pages(paper))))

    for scenario in ("TODAY", "FROZEN", "REGIONAL_BASIC"):
        for measure in SHOWN[:-1]:  # it has who pays what, not the sum
            number = written(measure, means[scenario, measure.value, YEAR])
            assert set(NUMBER.findall(number)) <= printed


def test_rest_tells_each_by_itself_exactly_as_graphql_does(asking: Asking, means: Numbers) -> None:
    address = asking.told["parameters"]
    told = asking.client.get(address, timeout=60).json()
    lines = asking.client.get(f"{address}&format=jsonl", timeout=60).text.splitlines()

    cases = {"TODAY": told["baselineSeries"]}
    cases |= {one["scenario"]: one["series"] for one in told["alternatives"]}
    found = {
        (name, series["measure"], year): mean
        for name, own in cases.items()
        for series in own
        for year, mean in zip(series["years"], series["mean"], strict=True)
        if mean is not None
    }
    table = {
        (row["scenario"], row["measure"], row["year"]): row["mean"]
        for row in map(json.loads, lines)
        if row["quantity"] == "value" and row["mean"] is not None
    }
    assert len(found) > 200
    assert found == {key: means[key] for key in found}
    assert table == found


def test_rest_tells_the_differences_of_graphql(asking: Asking, means: Numbers) -> None:
    address = asking.told["parameters"]
    told = asking.client.get(address, timeout=60).json()

    found = {
        (one["scenario"], series["measure"], year): mean
        for one in told["alternatives"]
        for series in one["differences"]
        for year, mean in zip(series["years"], series["mean"], strict=True)
        if mean is not None and series["municipality"] is None
    }
    expected = {
        (name, measure, year): mean - means["TODAY", measure, year]
        for (name, measure, year), mean in means.items()
        if name != "TODAY"
    }
    assert len(found) > 150
    for key, difference in found.items():
        # means are taken of differences there, and of each by itself here
        assert difference == pytest.approx(expected[key], rel=1e-9, abs=1e-7)


def test_the_command_prints_the_differences_of_rest(
    asking: Asking, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *typed = shlex.split(asking.told["command"])
    assert program == "burgernet"

    assert run([*typed, "--format", "json", "--database", str(asking.register), "--quiet"]) == 0

    printed = {
        (one["scenario"], one["measure"], one["year"]): one["value"]
        for one in json.loads(capsys.readouterr().out)
        if one["quantity"] == "difference"
    }
    told = asking.client.get(asking.told["parameters"], timeout=60).json()
    for one in told["alternatives"]:
        for series in one["differences"]:
            for year, mean in zip(series["years"], series["mean"], strict=True):
                assert printed[one["scenario"], series["measure"], year] == mean


@pytest.mark.slow
def test_the_hashes_of_the_input_are_the_same_by_all_ways(
    asking: Asking, by_graphql: dict[str, Any]
) -> None:
    hashes = [
        by_graphql["baseline"]["inputHash"],
        *(one["projection"]["inputHash"] for one in by_graphql["alternatives"]),
    ]
    told = asking.client.get(asking.told["parameters"], timeout=60).json()
    page = asking.client.get(f"/?{ASKED}", timeout=60).text
    paper = " ".join(pages(asking.client.get(f"/brief.pdf?{ASKED}", timeout=60).content))

    assert [
        told["baselineInputHash"],
        *(one["inputHash"] for one in told["alternatives"]),
    ] == hashes
    for digest in hashes:
        assert digest in page
        assert digest in paper.replace(" ", "")
