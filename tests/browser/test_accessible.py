"""What axe finds on every page and in every state, by WCAG 2.2 AA and by what is good practice."""

from importlib.resources import files
from typing import Any, Final

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import Open
from tests.browser.visiting import opened_up, slid

pytestmark = pytest.mark.slow

AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text()
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES: Final = ("/", "/counts", "/method", "/accessibility", "/brief")
LANGUAGES: Final = ("NL", "EN")
STATES: Final = (
    "/?scenarios=FROZEN,LEAN,ENDED,TODAY&changes=departure:0.15&replications=250",
    "/?sent=1&scenario=FROZEN&set.departure=veel",
    "/?scenarios=FROZEN&replications=20000",
    "/counts?participants=SHOE_SIZE",
)
"""Changed, refused, too large."""


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    chosen: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": TAGS},
        "resultTypes": ["violations"],
    }
    told = page.evaluate("(chosen) => axe.run(document, chosen)", chosen)
    assert told["passes"], "axe has looked at nothing"
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes']]}"
        for one in told["violations"]
    ]


@pytest.mark.parametrize(
    "path", [*(f"{page}?language={language}" for page in PAGES for language in LANGUAGES), *STATES]
)
def test_axe_finds_nothing(opened: Open, path: str) -> None:
    page = opened(path, refusals=(400, 422)).page
    assert violations(page) == []

    opened_up(page)
    page.set_viewport_size(ViewportSize(width=320, height=640))

    assert violations(page) == []


def test_axe_finds_nothing_after_levers_were_moved(opened: Open) -> None:
    page = opened("/?scenarios=FROZEN&replications=250", high=3_000).page

    slid(page, "departure", "15")
    slid(page, "hourly_wage", "75")

    assert violations(page) == []


def test_axe_would_find_something(opened: Open) -> None:
    page = opened("/?scenarios=FROZEN&replications=250").page

    page.evaluate("document.querySelector('label[for=year]').remove()")

    assert [one.partition(":")[0] for one in violations(page)] == ["select-name"]
