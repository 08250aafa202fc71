"""What a visit costs: bytes at first, and questions and pictures for each move of a lever."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Open
from tests.browser.visiting import PATIENCE, Visit, settled, slid

pytestmark = pytest.mark.slow

LIGHT = 150_000
FIRST_LOOK = {"/", "/assets/whatif.css", "/assets/whatif.js", "/assets/icon.svg"}


def pictures(server: str) -> int:
    """How many the server has drawn."""
    told = httpx.get(f"{server}/metrics").text
    (count,) = re.findall(r"^burgernet_pictures_total (\S+)$", told, re.MULTILINE)
    return int(float(count))


def in_sight(visit: Visit) -> int:
    """Pictures that the script has drawn anew when a lever moves: those within 100 px of sight."""
    near = """() => [...document.querySelectorAll("[data-chart]")].filter((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return top < innerHeight + 100 && bottom > -100; }).length"""
    return int(visit.page.evaluate(near))


def questions(visit: Visit) -> dict[str, int]:
    """Without the icon: a browser looks for it, in its own cache, when an address changes."""
    return {path: count for path, count in visit.asked.items() if "/assets/icon." not in path}


@pytest.fixture
def looking(opened: Open) -> Visit:
    """At some of the pictures."""
    visit = opened("/")
    visit.page.locator("[data-chart]").first.scroll_into_view_if_needed()
    visit.page.wait_for_timeout(300)
    visit.asked.clear()
    return visit


def test_a_move_costs_two_questions_and_no_more_pictures_than_are_in_sight(
    looking: Visit, server: str
) -> None:
    """One for the expected course and one for luck, whatever the number of pictures."""
    seen, before = in_sight(looking), pictures(server)
    assert 1 <= seen < looking.page.locator("[data-chart]").count()

    slid(looking.page, "departure", "7")

    assert questions(looking) == {"/graphql": 2}
    assert 1 <= pictures(server) - before <= 2 * seen


def test_a_slider_that_is_dragged_is_asked_about_when_it_rests(looking: Visit) -> None:
    slider = looking.page.locator("[data-lever=departure] input[type=range]")

    slider.evaluate("""(one) => { for (let at = 5; at < 25; at += 0.5) {
      one.value = at; one.dispatchEvent(new Event("input", { bubbles: true })); } }""")
    expect(looking.page).to_have_url(re.compile("departure:0.245"))
    settled(looking.page)

    assert questions(looking) == {"/graphql": 2}


def test_a_move_back_draws_nothing(looking: Visit, server: str) -> None:
    slid(looking.page, "departure", "6")
    slid(looking.page, "departure", "6.5")
    before = pictures(server)

    slid(looking.page, "departure", "6")

    assert pictures(server) == before


def test_what_is_scrolled_past_is_asked_about_once(looking: Visit) -> None:
    slid(looking.page, "departure", "8")
    looking.asked.clear()

    looking.page.locator("[data-chart]").last.scroll_into_view_if_needed()
    looking.page.wait_for_timeout(300)
    settled(looking.page)
    looking.page.locator("[data-chart]").last.scroll_into_view_if_needed()

    assert looking.asked["/graphql"] <= 3


def test_a_first_look_weighs_little_with_all_its_pictures(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    weights: dict[str, float] = {}
    paths: dict[str, str] = {}
    session.on(
        "Network.requestWillBeSent",
        lambda told: paths.update({told["requestId"]: told["request"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda told: weights.update({told["requestId"]: told["encodedDataLength"]}),
    )

    page.goto("/", wait_until="networkidle", timeout=PATIENCE)

    own = {one: path for one, path in paths.items() if path.startswith(server) and one in weights}
    fetched = {re.sub(r"\.[0-9a-f]{12}", "", path.removeprefix(server)) for path in own.values()}
    assert fetched == FIRST_LOOK
    assert page.locator("[data-chart] svg").count() == 7
    assert sum(weights[one] for one in own) < LIGHT, weights
    context.close()
