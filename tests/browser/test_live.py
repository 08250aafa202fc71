"""What the script owes whoever moves levers: nothing old beside something new, nothing lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.visiting import after, opened_up, settled, slid

pytestmark = pytest.mark.slow

SMALL = "/?scenarios=FROZEN&replications=250"
PROBLEM = "/?scenarios=FROZEN&years=99"


def test_what_is_not_drawn_anew_is_not_printed_and_is_drawn_once_the_lever_rests(
    opened: Open,
) -> None:
    page = opened(SMALL, high=500).page
    slid(page, "departure", "15")
    old = page.locator("figure[data-stale]")
    assert old.count() > 0

    page.emulate_media(media="print")
    for picture in old.locator("[data-picture]").all():
        expect(picture).to_be_hidden()
    page.emulate_media(media="screen")

    expect(old).to_have_count(0)


def test_pictures_are_asked_for_before_printing(opened: Open) -> None:
    page = opened(SMALL, high=500).page
    slid(page, "departure", "15")

    after(page, lambda: page.evaluate("window.dispatchEvent(new Event('beforeprint'))"))

    expect(page.locator("figure[data-stale]")).to_have_count(0)


def test_on_a_page_without_an_answer_a_lever_sends_the_form(opened: Open) -> None:
    page = opened(PROBLEM, refusals=(400,)).page
    opened_up(page)

    page.get_by_label("Aantal jaren").fill("3")
    page.keyboard.press("Tab")

    expect(page).to_have_url(re.compile(r"scenarios=FROZEN&years=3$"))
    expect(page.locator("#answers")).to_contain_text("In 2017 lost scenario 3")


def test_nothing_is_computed_of_what_is_no_number(opened: Open) -> None:
    visit = opened(SMALL)
    page = visit.page
    opened_up(page)
    visit.asked.clear()

    for name, text in (
        ("campaignSize", "veel"),
        ("start", "2015,5"),
    ):
        field = page.locator(f"[name={name}]")
        field.fill(text)
        expect(page.get_by_role("status")).to_contain_text(f"“{text}” is geen getal")
        expect(page.locator(".lever", has=field).locator(".why")).to_contain_text(text)
        page.get_by_role("button", name="Toon").click()
        expect(page.get_by_role("status")).to_contain_text(f"“{text}” is geen getal")
        field.fill("")
        settled(page)
        visit.asked.clear()

    assert page.locator("#result").get_attribute("aria-busy") == "false"


def test_a_size_without_a_day_is_asked_for_its_day(opened: Open) -> None:
    page = opened(SMALL).page
    opened_up(page)

    page.locator("[name=campaignSize]").fill("5.000")
    expect(page.get_by_role("status")).to_contain_text("op welke dag de campagne begint")
    after(page, lambda: page.locator("[name=campaignOn]").fill("2017-03-06"))

    expect(page).to_have_url(re.compile("campaigns=2017-03-06:5000"))


def test_a_move_keeps_in_the_address_what_has_no_lever(opened: Open) -> None:
    page = opened(
        f"{SMALL}&seed=7&step=QUARTER&quantiles=0.1,0.9&measures=REACHABLE"
        "&campaigns=2017-03-06:5000,2019-03-06:700"
    ).page

    slid(page, "departure", "15")

    for kept in (
        *("replications=250", "seed=7", "step=QUARTER", "quantiles=0.1,0.9", "measures=REACHABLE"),
        "campaigns=2017-03-06:5000,2019-03-06:700",
    ):
        assert kept in page.url


def test_the_address_is_never_that_of_the_preview(opened: Open) -> None:
    page = opened(f"{SMALL}&seed=7").page
    page.evaluate("""() => { window.seen = [];
      const own = history.replaceState.bind(history);
      history.replaceState = (...all) => { window.seen.push(all[2]); own(...all); }; }""")

    slid(page, "departure", "15")

    seen = page.evaluate("window.seen")
    assert seen
    assert all("seed=7" in one and "replications=250" in one for one in seen)
