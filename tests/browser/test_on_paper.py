"""Printed: the answer, the table and the figures, without what paper has no use for."""

from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import Open

pytestmark = pytest.mark.slow

A4 = (595, 842)


def test_paper_has_no_levers_and_no_links_to_pages(opened: Open) -> None:
    page = opened("/?scenarios=FROZEN&replications=250").page

    page.emulate_media(media="print")

    for gone in ("#levers", ".top nav", "#status", ".downloads"):
        expect(page.locator(gone).first).to_be_hidden()
    for kept in (".banner", ".answer", "#standings", "[data-chart] svg"):
        expect(page.locator(kept).first).to_be_visible()


def test_a_page_is_printed_whole_and_no_figure_is_cut(opened: Open) -> None:
    page = opened("/").page
    titles, captions = (
        [" ".join(text.split()) for text in page.locator(f"[data-chart] {part}").all_inner_texts()]
        for part in ("h3", "figcaption")
    )

    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))

    sheets = [" ".join(sheet.extract_text().split()) for sheet in printed.pages]
    assert 2 <= len(sheets) <= 8
    assert all(
        (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4 for sheet in printed.pages
    )
    whole = " ".join(sheets)
    assert "Toon" not in whole.split()
    assert "In 2024 lost scenario 3" in whole
    assert "bevat geen echte personen" in whole
    for title, caption in zip(titles, captions, strict=True):
        (sheet,) = (one for one in sheets if title in one)
        assert caption[-40:] in sheet
