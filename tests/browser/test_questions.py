"""Four questions that somebody who has never seen the page answers from it alone.

Only what is to be seen is read, by the words on the page. What it should be is worked out here: the
first two by the closed forms of a base that nobody keeps, the third by the memo's own arithmetic,
the last by moving one figure at a time.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from simulation import (
    LEDGER,
    Change,
    Measure,
    Origin,
    Parameter,
    ScenarioName,
    WhatIf,
    doubtful,
    plan,
)
from simulation import expect as expected_course
from tests.browser.conftest import Open
from tests.browser.visiting import after
from tests.simulation.worlds import twente

pytestmark = pytest.mark.slow

YEAR: Final = 2020
FROZEN, BASIC = "Scenario 3 (bevroren bestand)", "Scenario 2 (regionaal, basispakket)"

# Published: who was listed in November 2014, and how they leave, by age (facts.md, sections 1, 4).
LISTED, UNREACHABLE = 37_000, 0.12
HAZARDS: Final = (0.009, 0.039, 0.015, 0.015, 0.012)
"""Of dying, moving out, moving within, another number and opting out [1/year]."""
BY_AGE: Final = (
    (0.03, 0.06, 0.4, 2.6),
    (11.1, 8.6, 2.5, 1.6),
    (8.2, 9.1, 3.0, 2.2),
    (1.0, 1.0, 1.0, 1.0),
    (1.0, 1.0, 1.0, 1.0),
)
"""Each of these at 16–24, 25–44, 45–64 and 65 or over, in proportion."""
AGES: Final = (0.05, 0.20, 0.50, 0.25)
BORN: Final = ((1990, 1998), (1970, 1989), (1950, 1969), (1930, 1949))
"""Those of each age in 2015."""
NINE_IN_TEN: Final = 1.645


def hazard(born: tuple[int, int], year: int) -> float:
    """Of a cohort that nobody joins any longer, spread evenly over its years of birth."""
    youngest = year - 17 if born[0] == 1990 else born[1]
    ages = [year - 1 - one for one in range(born[0], youngest + 1)]
    groups = [sum(age >= least for least in (25, 45, 65)) for age in ages]
    return sum(
        mean * sum(profile[group] for group in groups) / len(groups) / _mean(profile)
        for mean, profile in zip(HAZARDS, BY_AGE, strict=True)
    )


def _mean(profile: tuple[float, ...]) -> float:
    return sum(share * one for share, one in zip(AGES, profile, strict=True))


def left_over(year: int) -> tuple[float, float]:
    """How many of them are reachable at the end of a year, and by how much luck moves that."""
    mean = variance = 0.0
    for share, born in zip(AGES, BORN, strict=True):
        stays = math.exp(-sum(hazard(born, one) for one in range(2015, year + 1)))
        begun = LISTED * (1 - UNREACHABLE) * share
        mean += begun * stays
        variance += begun * stays * (1 - stays)
    return mean, math.sqrt(variance)


def looking_at(page: Page, year: int) -> None:
    after(page, lambda: page.get_by_label("Kijk naar het jaar").select_option(str(year)))
    expect(page.get_by_role("table", name=f"Over het jaar {year}")).to_be_visible()


def cell(page: Page, scenario: str, column: str) -> str:
    """What a row of the comparison says under a heading."""
    table = page.get_by_role("table", name="Over het jaar")
    headings = [text.strip() for text in table.get_by_role("columnheader").all_inner_texts()]
    row = table.get_by_role("row").filter(has_text=scenario)
    cells = row.locator("th, td").all_inner_texts()
    return " ".join(cells[headings.index(column)].split())


def numbers(text: str) -> list[float]:
    """All numbers of a Dutch text."""
    found = re.findall(r"\d[\d.]*(?:,\d+)?", text)
    return [float(one.replace(".", "").replace(",", ".")) for one in found]


def test_how_many_can_still_be_reached_in_2020_under_scenario_3_and_how_sure_that_is(
    opened: Open,
) -> None:
    page = opened().page
    mean, luck = left_over(YEAR)

    looking_at(page, YEAR)

    told, low, high = numbers(cell(page, FROZEN, "Bereikbaar"))
    assert told == pytest.approx(mean, abs=1 + 4.4 * luck / math.sqrt(1_000))
    assert low == pytest.approx(mean - NINE_IN_TEN * luck, abs=0.3 * luck)
    assert high == pytest.approx(mean + NINE_IN_TEN * luck, abs=0.3 * luck)
    caption = page.get_by_role("table", name="Over het jaar").locator("caption").inner_text()
    assert "negen van de tien keer" in caption
    answer = page.locator("#answers").inner_text()
    assert "Daarin zit alleen het toeval; de cijfers zijn voor zeker genomen" in answer


def test_what_scenario_2_costs_a_year_and_who_pays(opened: Open) -> None:
    page = opened().page
    price, inhabitants = 0.03, 626_857  # of the memo

    looking_at(page, YEAR)

    municipal, police, together = (
        numbers(cell(page, BASIC, column))
        for column in ("Gemeenten betalen", "Politie betaalt", "Samen, en het verschil")
    )
    assert municipal == [round(price * inhabitants)]
    assert cell(page, BASIC, "Gemeenten betalen") == "€ 18.806"
    assert cell(page, FROZEN, "Gemeenten betalen") == "€ 0"
    assert police[0] > 0
    assert together[0] == pytest.approx(municipal[0] + police[0], abs=1)
    assert "kosten in euro’s van 2014" in page.locator("caption").first.inner_text()


def swings() -> Iterator[tuple[float, str]]:
    """What each doubtful figure does to the actions that scenario 3 solves, by what it is."""
    whatif = WhatIf.of(ScenarioName.FROZEN)

    def solved(change: Change) -> float:
        course = expected_course(plan(replace(whatif, changes=(change,)), twente()))
        return float(course.summary(Measure.EXPECTED_SOLVED).mean[YEAR - 2015])

    for parameter in doubtful(whatif):
        figure = LEDGER[parameter]
        assert figure.low is not None
        assert figure.high is not None
        ends = [solved(Change(parameter=parameter, value=end)) for end in (figure.low, figure.high)]
        yield abs(ends[1] - ends[0]), parameter.value


def test_which_assumption_matters_most(opened: Open) -> None:
    page = opened().page
    most = max(swings())[1]
    assert most == Parameter.ELASTICITY

    looking_at(page, YEAR)

    figure = page.get_by_role("figure").filter(has_text="Het meest hangt af van")
    figure.scroll_into_view_if_needed()
    expect(figure).to_contain_text(f"(bevroren bestand), {YEAR}:")
    expect(figure).to_contain_text(
        "Het meest hangt af van: elasticiteit van de oplossingskans; van 0 tot 1"
    )
    # and it is said to be assumed where the answer stands, before anybody looks at pictures
    answer = page.locator(".answer").first.inner_text()
    assert "Aangenomen, niet gemeten: bij 1 % minder bereikbare deelnemers" in answer.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert LEDGER[most].origin is not Origin.MEMO
