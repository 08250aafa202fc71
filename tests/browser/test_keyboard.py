"""All of the page by keyboard alone, and where one is, is seen."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.visiting import after

pytestmark = pytest.mark.slow

SMALL = "/?scenarios=FROZEN&replications=250"
FOCUSED = """() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  return {
    key: one.id || one.name || one.textContent.trim().slice(0, 40) || one.tagName,
    tag: one.tagName,
    top: box.top + scrollY,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    place: [...document.querySelectorAll("*")].indexOf(one),
  };
}"""
REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  // of radio buttons, arrows choose and the chosen one has the focus
  .filter((one) => one.type !== "radio" || one.checked)
  .map((one) => [...document.querySelectorAll("*")].indexOf(one))"""


def tabbed(page: Page) -> list[dict[str, Any]]:
    """What has the focus, tab by tab, until it begins anew."""
    found: list[dict[str, Any]] = []
    while True:
        page.keyboard.press("Tab")
        one = page.evaluate(FOCUSED)
        if one["tag"] == "BODY" or (found and one["place"] == found[0]["place"]):
            return found
        if not found or one["place"] != found[-1]["place"]:  # a date has parts
            found.append(one)
        assert len(found) < 500, "the focus is caught"


@pytest.mark.parametrize("path", [SMALL, "/counts"])
def test_every_control_gets_the_focus_in_reading_order_and_shows_it(
    opened: Open, path: str
) -> None:
    page = opened(path).page
    expected = page.evaluate(REACHABLE)

    found = tabbed(page)

    assert [one["place"] for one in found] == expected
    assert [one["key"] for one in found if not one["seen"]] == []
    assert [one["key"] for one in found if not one["ring"]] == []


def test_the_first_tab_skips_to_the_content(opened: Open) -> None:
    page = opened(SMALL).page

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de inhoud")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_a_slider_moves_by_arrows(opened: Open) -> None:
    page = opened(SMALL).page
    slider = page.get_by_label("Elasticiteit van de oplossingskans, schuif")
    slider.focus()

    after(page, lambda: page.keyboard.press("ArrowRight"))

    expect(page.get_by_label("Elasticiteit van de oplossingskans", exact=True)).to_have_value("0,5")
    expect(slider).to_be_focused()
    assert "elasticity:0.5" in page.url


def test_what_is_folded_opens_and_its_levers_work(opened: Open) -> None:
    page = opened("/?scenarios=FROZEN").page
    page.locator("summary", has_text="Alle aannames").focus()

    page.keyboard.press("Enter")
    field = page.get_by_label("Aantal jaren")
    expect(field).to_be_visible()
    field.focus()
    page.keyboard.press("Control+A")
    after(page, lambda: page.keyboard.type("5"))

    assert "years=5" in page.url


def test_enter_in_a_field_answers_at_once_and_keeps_the_place(opened: Open) -> None:
    page = opened(SMALL).page
    field = page.get_by_label("Uurtarief", exact=True)
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("75")

    after(page, lambda: page.keyboard.press("Enter"))

    expect(field).to_be_focused()
    assert "hourly_wage:75" in page.url


def test_the_focus_goes_to_what_is_wrong(opened: Open) -> None:
    page = opened("/?sent=1&scenario=FROZEN&set.departure=veel", refusals=(400,)).page

    expect(page.get_by_role("alert")).to_be_focused()
