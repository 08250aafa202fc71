"""What is too large for one answer: started, followed, left, found again, cancelled."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_accessible import violations
from tests.browser.visiting import after, opened_up

pytestmark = pytest.mark.slow

LARGE = "/?scenarios=FROZEN&replications=20000"
ENDLESS = f"{LARGE}&step=MONTH"
REFUSED = (422,)
START, CANCEL = "Start op de achtergrond", "Afbreken"


def done(page: Page) -> int:
    """Replications, as the bar has them."""
    return int(str(page.get_by_role("progressbar").evaluate("(bar) => bar.value")))


def test_what_is_too_large_is_started_and_its_answer_comes_by_itself(opened: Open) -> None:
    page = opened("/?scenarios=FROZEN", refusals=REFUSED).page
    opened_up(page)
    luck = page.get_by_label("Hoe vaak het toeval wordt geloot")
    after(page, lambda: luck.select_option("20000"))
    page.get_by_role("button", name=START).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    address = page.url
    assert re.search(r"[?&]run=[0-9a-f]{32}", address)

    expect(page.get_by_text("De berekening is klaar.")).to_be_visible(timeout=120_000)

    assert page.url == address
    expect(page.locator(".answer").first).to_contain_text("In 2024 lost scenario 3")
    expect(page.locator(".provenance")).to_contain_text("20.000")
    expect(luck).to_have_value("20000")


def test_a_run_is_found_again_after_a_reload_and_goes_on(opened: Open) -> None:
    page = opened(ENDLESS, refusals=REFUSED).page
    page.get_by_role("button", name=START).first.click()
    expect(page.get_by_text(re.compile("herhalingen zijn klaar"))).to_be_visible()

    page.reload()
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    before = done(page)
    more = "(before) => document.querySelector('progress').value > before"
    page.wait_for_function(more, arg=before)

    expect(page.locator("[data-text=end]")).to_contain_text(re.compile(r"\d\d:\d\d"))
    assert violations(page) == []
    page.get_by_role("button", name=CANCEL).click()
    expect(page.get_by_text("De berekening is afgebroken.")).to_be_visible()
    expect(page.get_by_role("button", name=CANCEL)).to_have_count(0)
    assert violations(page) == []


def test_without_a_script_a_run_is_started_followed_and_cancelled(opened: Open) -> None:
    page = opened(ENDLESS, java_script_enabled=False, refusals=REFUSED).page

    page.get_by_role("button", name=START).click()

    expect(page.get_by_text(re.compile("herhalingen zijn klaar"))).to_be_visible()
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(1)
    page.get_by_role("button", name=CANCEL).click()
    expect(page.get_by_text("De berekening is afgebroken.")).to_be_visible()
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
