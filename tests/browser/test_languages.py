"""Dutch and English: every page is whole in both, and numbers are written as each writes them."""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.visiting import opened_up, slid, text_of

pytestmark = pytest.mark.slow

PAGES: Final = ("/?scenarios=FROZEN", "/counts", "/method", "/accessibility")
ENGLISH_WORDS: Final = re.compile(r"\b(the|and|which|not|are|with|by)\b")
DUTCH_WORDS: Final = re.compile(r"\b(de|het|een|niet|wordt|met)\b")
"""None of these is a word of the other language, or a part of a name."""


def read(page: Page, *, without: str) -> str:
    """All that is told, without code and without what is marked as another language."""
    opened_up(page)
    told = """(main, other) => {
      const copy = main.cloneNode(true);
      copy.querySelectorAll(`[lang=${other}], pre, code, script, template`)
        .forEach((one) => one.remove());
      return copy.textContent; }"""
    return str(page.get_by_role("main").evaluate(told, without))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_one_language_has_no_words_of_the_other(opened: Open, path: str) -> None:
    page = opened(path).page
    dutch = read(page, without="en")

    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    english = read(page, without="nl")

    assert ENGLISH_WORDS.findall(dutch) == []
    assert DUTCH_WORDS.findall(english) == []
    assert DUTCH_WORDS.search(dutch)
    assert ENGLISH_WORDS.search(english)


def test_numbers_are_written_as_the_language_has_them_after_a_move_too(opened: Open) -> None:
    dutch = opened("/?scenarios=REGIONAL_BASIC").page
    english = opened("/?scenarios=REGIONAL_BASIC&language=EN").page

    for page in (dutch, english):
        slid(page, "price_basic", "0.04")

    assert "€ 25.074" in text_of(dutch, "#standings")
    assert "€ 25,074" in text_of(english, "#standings")
    assert re.search(r"\b1\d,\d %", text_of(dutch, "#standings"))
    assert re.search(r"\b1\d\.\d %", text_of(english, "#standings"))
    for page in (dutch, english):
        assert "2024" in text_of(page, "#caption")
        assert not re.search(r"2[.,]02\d\b", text_of(page, "#result"))
