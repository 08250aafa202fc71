import gzip
import json
import re
import subprocess
import sys
from dataclasses import replace
from itertools import product
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from server.services.outcome import Outcome
from server.services.projecting import Engine, Sampling
from server.telling.charts import ChartKind, as_pdf, draw, drawing, png, rendered, svg
from server.telling.language import Language, Words, words
from simulation import Municipality, Region, ScenarioName
from tests.server.telling.charts.conftest import OPENING, played

NL, EN = words(Language.NL), words(Language.EN)
SVG = "{http://www.w3.org/2000/svg}"
ATTRIBUTES = {
    *("d", "dx", "dy", "fill", "fill-opacity", "font-family", "font-size", "font-weight"),
    *("height", "opacity", "paint-order", "role", "stroke", "stroke-dasharray", "stroke-opacity"),
    *("stroke-width", "text-anchor", "transform", "viewBox", "width", "x", "x1", "x2"),
    *("y", "y1", "y2"),
}
ONCE = """
from tests.server.telling.charts.conftest import exact_outcome
from server.telling.charts import ChartKind, draw, svg
from server.telling.language import Language, words
outcome = exact_outcome()
for kind in ChartKind:
    print(svg(draw(kind, outcome, words(Language.NL))))
"""
HOSTILE = """<script>alert(1)</script>&"'\u0007\ufffe\ud800]]>"""


def read(picture: str) -> Element:
    return ElementTree.fromstring(picture)  # noqa: S314  it is our own


def texts(picture: str) -> list[str]:
    tree = read(picture)
    return ["".join(text.itertext()) for text in tree.iter(f"{SVG}text")]


@pytest.mark.parametrize(("kind", "language"), [*product(ChartKind, Language)])
@pytest.mark.parametrize("outcome", ["sampled", "exact"])
@pytest.mark.slow
def test_years_are_never_grouped(
    kind: ChartKind, language: Language, outcome: str, request: pytest.FixtureRequest
) -> None:
    chart = draw(kind, request.getfixturevalue(outcome), words(language))

    told = " ".join([svg(chart), chart.title, chart.summary, *map(str, chart.table.rows)])

    assert not re.search(r"\b2[.,\s\u00a0\u202f]0[12]\d\b", told)
    assert re.search(r"\b20(1[5-9]|2[0-4])\b", told)


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.parametrize("outcome", ["sampled", "exact"])
def test_a_picture_may_stand_in_a_page_with_the_strictest_policy(
    kind: ChartKind, outcome: str, request: pytest.FixtureRequest
) -> None:
    picture = svg(draw(kind, request.getfixturevalue(outcome), NL))

    tree = read(picture)
    tags = {element.tag.removeprefix(SVG) for element in tree.iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "rect", "line", "text", "tspan"}
    for element in tree.iter():
        assert set(element.attrib) <= ATTRIBUTES
        assert not any("url(" in value or "NaN" in value for value in element.attrib.values())


@pytest.mark.parametrize("kind", ChartKind)
def test_a_picture_says_in_words_what_it_shows(kind: ChartKind, exact: Outcome) -> None:
    chart = draw(kind, exact, NL)

    tree = read(svg(chart))

    assert tree.get("role") == "img"
    assert [tree[0].tag, tree[0].text] == [f"{SVG}title", chart.title]
    assert [tree[1].tag, tree[1].text] == [f"{SVG}desc", chart.summary]


@pytest.mark.parametrize("kind", ChartKind)
def test_a_picture_scales_with_its_place_and_is_readable_on_a_telephone(
    kind: ChartKind, exact: Outcome
) -> None:
    tree = read(svg(draw(kind, exact, NL)))

    width = float(tree.attrib["viewBox"].split()[2])
    assert not {"width", "height", "style"} & tree.attrib.keys()
    for text in tree.iter(f"{SVG}text"):
        assert float(text.attrib["font-size"].removesuffix("px")) * 320 / width >= 7


def test_pictures_are_light(sampled: Outcome) -> None:
    sizes = {kind: len(gzip.compress(svg(draw(kind, sampled, NL)).encode())) for kind in ChartKind}

    assert max(sizes.values()) <= 4096
    assert sum(sizes.values()) <= 25 * 1024


@pytest.mark.parametrize("kind", ChartKind)
def test_an_axis_is_labelled_as_the_language_writes_numbers(
    kind: ChartKind, sampled: Outcome
) -> None:
    dutch, english = (" ".join(texts(svg(draw(kind, sampled, told)))) for told in (NL, EN))

    assert not re.search(r"[1-9],\d{3}\b", dutch)
    assert not re.search(r"[1-9]\.\d{3}\b", english)


def test_money_and_stocks_are_grouped_on_their_axes(sampled: Outcome) -> None:
    stocks = texts(svg(draw(ChartKind.REACHABLE, sampled, NL)))
    money = texts(svg(draw(ChartKind.MONEY, sampled, EN)))

    assert "40.000" in stocks
    assert any(re.fullmatch("€\u00a0[0-9]+,000", text) for text in money)


@pytest.mark.parametrize("kind", ChartKind)
def test_what_has_no_value_is_not_in_the_specification(kind: ChartKind) -> None:
    ended = played(
        ScenarioName.ENDED, ScenarioName.ENDED, sampling=Sampling(engine=Engine.ANALYTIC)
    )

    chart = draw(kind, ended, NL)

    json.dumps(chart.specification, allow_nan=False)
    assert "NaN" not in svg(chart)
    assert "nan" not in f"{chart.summary} {chart.table}"


def test_a_second_chart_of_a_kind_compiles_nothing_and_costs_one_rendering(
    exact: Outcome,
) -> None:
    shorter = played(
        *(replace(one.plan.whatif, years=7) for one in exact.outlooks), sampling=exact.sampling
    )
    for kind in ChartKind:
        svg(draw(kind, exact, EN))
        compiled, drawn = drawing.compiled(), rendered()

        svg(draw(kind, shorter, EN))

        assert (drawing.compiled(), rendered()) == (compiled, drawn + 1), kind


def test_a_picture_that_was_drawn_is_not_drawn_again(exact: Outcome) -> None:
    first = svg(draw(ChartKind.RATE, exact, EN))
    drawn = rendered()

    assert svg(draw(ChartKind.RATE, exact, EN)) == first
    assert rendered() == drawn


@pytest.mark.slow
def test_another_process_draws_the_same_bytes(exact: Outcome) -> None:
    there = subprocess.run([sys.executable, "-c", ONCE], capture_output=True, check=True).stdout

    assert there.decode().splitlines() == [svg(draw(kind, exact, NL)) for kind in ChartKind]


@pytest.mark.parametrize("told", [NL, EN])
def test_names_of_municipalities_are_text_whatever_they_hold(told: Words) -> None:
    region = Region(
        name="somewhere",
        municipalities=(
            Municipality(code="GM0001", name=HOSTILE, inhabitants=9, listed=(9, 9, 9, 9)),
        ),
    )
    outcome = played(
        ScenarioName.FROZEN,
        sampling=Sampling(engine=Engine.ANALYTIC),
        found=replace(OPENING, region=region),
    )

    picture = svg(draw(ChartKind.TILES, outcome, told), headed=True)

    tree = read(picture)
    assert "<script" not in picture
    assert any(text.startswith("<script>") for text in texts(picture))
    assert not [element for element in tree.iter() if "script" in element.tag]


def test_a_headed_picture_shows_its_title(exact: Outcome) -> None:
    chart = draw(ChartKind.TORNADO, exact, NL)

    plain, headed = texts(svg(chart)), texts(svg(chart, headed=True))

    assert chart.title not in " ".join(plain)
    assert chart.title in " ".join(headed)


def test_a_picture_can_be_had_as_png_and_pdf(exact: Outcome) -> None:
    chart = draw(ChartKind.RATE, exact, NL)

    assert png(chart, headed=True).startswith(b"\x89PNG")
    assert as_pdf(svg(chart)).startswith(b"%PDF")
    assert png(chart) == png(chart)
    assert as_pdf(svg(chart)) == as_pdf(svg(chart))
