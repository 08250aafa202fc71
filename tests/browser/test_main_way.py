"""The main way: read the answer, move a lever, see everything follow, and take it along."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.visiting import after, opened_up, settled, slid, text_of

pytestmark = pytest.mark.slow

SHOWN = ("#answers", "#standings")


def shown(page: Page) -> list[str]:
    return [text_of(page, part) for part in SHOWN]


def picture(figure: Locator) -> str:
    """All that is written in it."""
    return str(figure.locator("[data-picture]").text_content())


def test_who_opens_the_page_reads_an_answer_before_anything_else(opened: Open) -> None:
    page = opened().page

    answer = page.locator(".answer").first
    expect(answer).to_be_in_viewport()
    expect(answer).to_contain_text(re.compile(r"^\s*In 2024 lost scenario 3 \(bevroren bestand\)"))
    expect(answer).to_contain_text("minder dan de huidige situatie")
    assert page.locator("#standings tr").count() == 4


def test_a_lever_that_is_moved_changes_all_that_is_shown(opened: Open) -> None:
    page = opened().page
    before = shown(page)

    slid(page, "departure", "15")

    assert all(new != old for new, old in zip(shown(page), before, strict=True))
    assert page.get_by_label("Uitval per jaar, alle oorzaken samen", exact=True).input_value() == (
        "15"
    )
    assert "changes=departure:0.15" in page.url
    for link in ("[data-link]", "[data-rest]", "[hreflang]"):
        for one in page.locator(link).all():
            assert "changes=departure:0.15" in str(one.get_attribute("href"))
    assert "departure=0.15" in str(page.locator("[data-reproduction=command]").text_content())


def test_what_is_said_of_the_numbers_follows_a_lever(opened: Open) -> None:
    page = opened("/?scenarios=FROZEN").page
    opened_up(page)
    after(page, lambda: page.get_by_label("Aantal jaren").fill("3"))
    after(page, lambda: page.get_by_label("Hoe vaak het toeval wordt geloot").select_option("250"))
    after(page, lambda: page.get_by_label("Kijk naar het jaar").select_option("2016"))
    seen = [text_of(page, part) for part in ("caption", ".provenance", "#year")]
    again = opened(page.url.partition("/?")[2].join(("/?", ""))).page

    assert [text_of(again, part) for part in ("caption", ".provenance", "#year")] == seen
    assert "2016" in seen[0]
    after(page, lambda: page.get_by_label("Aantal jaren").fill("1"))
    expect(page.get_by_label("Kijk naar het jaar")).to_have_value("")
    expect(page.locator("caption").first).to_contain_text("2015")


def test_the_pictures_follow_a_lever(opened: Open) -> None:
    page = opened(high=4_000).page  # what is out of sight is not drawn
    figures = page.locator("[data-chart]").all()
    before = [picture(figure) for figure in figures]

    slid(page, "departure", "15")

    for figure, old in zip(figures, before, strict=True):
        assert picture(figure) != old
        expect(figure.locator("svg[role=img] title")).to_have_count(1)


def test_a_picture_out_of_sight_follows_when_it_is_looked_at(opened: Open) -> None:
    page = opened(high=500).page
    last = page.locator("[data-chart]").last
    before = picture(last)
    slid(page, "departure", "15")
    assert picture(last) == before

    after(page, last.scroll_into_view_if_needed)

    expect(last.locator("[data-picture]")).not_to_have_text(before)


def test_the_address_holds_the_whole_what_if(opened: Open) -> None:
    page = opened().page
    slid(page, "elasticity", "1")
    after(page, lambda: page.get_by_label("Kijk naar het jaar").select_option("2019"))
    after(page, lambda: page.get_by_label("De slankere vorm", exact=True).check())
    seen = shown(page)

    again = opened(page.url.partition("/?")[2].join(("/?", ""))).page

    assert shown(again) == seen
    expect(again.get_by_label("De slankere vorm", exact=True)).to_be_checked()
    expect(again.get_by_label("Elasticiteit van de oplossingskans", exact=True)).to_have_value("1")
    expect(again.get_by_label("Kijk naar het jaar")).to_have_value("2019")


def test_a_reload_shows_what_was_shown(opened: Open) -> None:
    page = opened().page
    slid(page, "departure", "4")
    seen = shown(page)

    page.reload()

    assert shown(page) == seen
    expect(page.locator("[data-lever=departure]")).to_have_class(re.compile(r"\bchanged\b"))


def test_one_lever_is_put_back_and_the_others_stay(opened: Open) -> None:
    page = opened("/?scenarios=FROZEN&changes=elasticity:1").page
    seen = shown(page)
    slid(page, "departure", "15")

    after(page, page.get_by_role("link", name="Terug naar wat het scenario zegt").click)

    assert shown(page) == seen
    field = page.get_by_label("Uitval per jaar, alle oorzaken samen", exact=True)
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    assert page.url.endswith("/?scenarios=FROZEN&changes=elasticity:1")


def test_a_number_is_typed_as_it_is_written_here(opened: Open) -> None:
    page = opened("/?scenarios=FROZEN").page

    field = page.get_by_label("Elasticiteit van de oplossingskans", exact=True)
    after(page, lambda: field.fill("0,6"))

    assert "changes=elasticity:0.6" in page.url
    expect(page.locator("[data-lever=elasticity] input[type=range]")).to_have_value("0.6")


def test_a_value_that_cannot_be_is_refused_where_it_is_typed(opened: Open) -> None:
    page = opened("/?scenarios=FROZEN", refusals=(422,)).page
    field = page.get_by_label("Elasticiteit van de oplossingskans", exact=True)

    after(page, lambda: field.fill("7"))
    expect(page.locator("#problem")).to_contain_text("lasticiteit van de oplossingskans")
    expect(page.get_by_role("status")).to_contain_text("7")
    expect(page.get_by_role("status")).to_be_in_viewport()
    field.fill("veel")

    expect(page.get_by_role("status")).to_contain_text("“veel” is geen getal")
    expect(page.locator("[data-lever=elasticity] .why")).to_contain_text("“veel” is geen getal")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("veel")
    after(page, lambda: field.fill("1"))
    expect(field).to_have_attribute("aria-invalid", "false")
    expect(page.get_by_role("status")).to_have_text("Bijgewerkt.")


def test_without_a_scenario_the_page_asks_for_one(opened: Open) -> None:
    page = opened("/?scenarios=FROZEN").page

    page.get_by_label("Scenario 3 (bevroren bestand)", exact=True).uncheck()

    expect(page.get_by_role("status")).to_contain_text("Kies een scenario")


def test_a_lost_connection_is_said_and_made_good(opened: Open) -> None:
    visit = opened("/?scenarios=FROZEN")
    page = visit.page
    page.context.set_offline(True)
    page.locator("[data-lever=departure] input[type=range]").fill("15")
    expect(page.get_by_role("status")).to_contain_text("Geen verbinding")

    page.context.set_offline(False)

    expect(page).to_have_url(re.compile("departure:0.15"))
    settled(page)
    visit.forgive("ERR_INTERNET_DISCONNECTED")


def test_another_language_keeps_the_what_if(opened: Open) -> None:
    page = opened("/?scenarios=FROZEN&replications=250").page
    slid(page, "departure", "15")

    page.get_by_role("link", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "changes=departure:0.15" in page.url
    expect(page.locator(".answer").first).to_contain_text("In 2024 scenario 3 (frozen register)")
    slid(page, "elasticity", "0.5")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "language=EN" in page.url
    page.get_by_role("link", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    assert "elasticity:0.5" in page.url


def taken(page: Page, name: str, tmp_path: Path) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).first.click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file.read_bytes()


def test_what_is_shown_is_taken_along(opened: Open, tmp_path: Path) -> None:
    page = opened("/?scenarios=FROZEN&replications=250").page
    slid(page, "departure", "15")
    page.locator("[data-chart] details summary").first.click()

    files = {
        name: taken(page, name, tmp_path)
        for name in ("CSV voor Excel", "Excel-werkmap (XLSX)", "gewone CSV", "JSON", "SVG", "PNG")
    }

    assert files["CSV voor Excel"].startswith(b"\xef\xbb\xbf")
    assert files["Excel-werkmap (XLSX)"].startswith(b"PK")
    assert b"FROZEN" in files["gewone CSV"]
    assert files["JSON"].lstrip()[:1] in (b"[", b"{")
    assert files["SVG"].startswith(b"<svg")
    assert files["PNG"].startswith(b"\x89PNG")
