"""Without JavaScript the page is a form: it is sent, and a page comes back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.visiting import text_of

pytestmark = pytest.mark.slow

SMALL = "/?scenarios=FROZEN&replications=250"


def test_a_form_that_is_sent_is_answered(opened: Open) -> None:
    page = opened(SMALL, java_script_enabled=False).page
    before = text_of(page, "#standings")

    page.get_by_label("Uitval per jaar, alle oorzaken samen").fill("12,5")
    page.get_by_label("Kijk naar het jaar").select_option("2020")
    page.get_by_role("button", name="Toon").click()

    expect(page.get_by_label("Uitval per jaar, alle oorzaken samen")).to_have_value("12,5")
    assert page.url.endswith(
        "/?year=2020&scenarios=FROZEN&replications=250&changes=departure:0.125"
    )
    assert text_of(page, "#standings") != before
    expect(page.locator(".answer").first).to_contain_text("In 2020 lost scenario 3")
    assert page.locator("[data-chart] svg").count() >= 3


def test_a_lever_is_put_back_by_a_link(opened: Open) -> None:
    page = opened(f"{SMALL}&changes=departure:0.15,elasticity:1", java_script_enabled=False).page

    page.get_by_role("link", name="Terug naar wat het scenario zegt").click()

    assert page.url.endswith("/?scenarios=FROZEN&replications=250&changes=elasticity:1")


def test_a_refusal_keeps_what_was_typed_and_says_what_is_wrong(opened: Open) -> None:
    page = opened(SMALL, java_script_enabled=False, refusals=(400,)).page
    page.get_by_label("Uitval per jaar, alle oorzaken samen").fill("veel")
    page.get_by_label("Uurtarief").fill("77")
    page.get_by_label("De slankere vorm", exact=True).check()

    page.get_by_role("button", name="Toon").click()

    expect(page.get_by_role("alert")).to_contain_text("veel")
    field = page.get_by_label("Uitval per jaar, alle oorzaken samen")
    expect(field).to_have_value("veel")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Uurtarief")).to_have_value("77")
    expect(page.get_by_label("De slankere vorm", exact=True)).to_be_checked()


def test_the_register_is_counted_by_what_is_chosen(opened: Open) -> None:
    page = opened("/counts", java_script_enabled=False).page
    participants = page.get_by_role("group", name=re.compile("^Deelnemers"))
    for box in participants.get_by_role("checkbox").all():
        box.set_checked(False)
    box = participants.get_by_role("checkbox").nth(1)
    box.check()

    page.get_by_role("button", name="Toon").click()

    expect(box).to_be_checked()
    assert page.url.partition("?")[2].startswith("participants=")
    assert page.get_by_role("table").count() == 2


def test_only_what_needs_a_script_is_missing(opened: Open) -> None:
    """Sliders are made by the script: a field is there for each."""
    page = opened(SMALL, java_script_enabled=False).page

    assert page.locator("input[type=range]").count() == 0
    assert page.locator("[data-lever] input[type=text]").count() > 20
