"""On a telephone, at 400 %, and for whom nothing may move."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.visiting import opened_up, slid

pytestmark = pytest.mark.slow

PAGES = (
    "/",
    "/?language=EN",
    "/counts",
    "/method",
    "/accessibility",
    "/brief",
    "/?sent=1&scenario=FROZEN&set.departure=veel",
)
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .filter((one) => !one.closest(".scroll, svg, pre, .skip, thead"))
  .map((one) => one.outerHTML.slice(0, 120))"""
CUT_OFF = """() => [...document.querySelectorAll("label, legend, summary, p, h2, h3, td, th, a")]
  .filter((one) => one.checkVisibility() && !one.closest(".scroll, .skip, thead"))
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
  .map((one) => one.outerHTML.slice(0, 120))"""


def fits(page: Page) -> None:
    wide = page.evaluate("innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_telephone(opened: Open, path: str) -> None:
    page = opened(path, wide=320, high=640, refusals=(400,)).page
    fits(page)

    opened_up(page)

    fits(page)


def test_a_desktop_at_400_per_cent_is_like_a_telephone(opened: Open) -> None:
    """1280 pixels of a screen are 320 of a page then."""
    page = opened("/", wide=320, high=256, device_scale_factor=4).page

    opened_up(page)

    fits(page)
    assert page.locator("#levers").is_visible()


def test_text_twice_as_large_still_fits(opened: Open) -> None:
    page = opened("/", wide=640, high=640).page

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    fits(page)


def test_on_a_telephone_a_row_of_the_table_says_what_each_number_is(opened: Open) -> None:
    page = opened("/", wide=320, high=640).page

    slid(page, "departure", "15")

    cell = page.locator("#standings tr").nth(1).locator("td").first
    label = cell.evaluate("(one) => getComputedStyle(one, '::before').content")
    assert label == '"Bereikbaar"'
    fits(page)


def test_nothing_moves_for_whom_nothing_may(opened: Open) -> None:
    moving = """() => [...document.querySelectorAll("*")]
      .filter((one) => { const style = getComputedStyle(one);
        return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0
          || style.scrollBehavior === "smooth"; }).length"""

    page = opened("/?scenarios=FROZEN", reduced_motion="reduce").page

    page.evaluate("document.getElementById('result').setAttribute('aria-busy', 'true')")
    assert page.evaluate(moving) == 0
