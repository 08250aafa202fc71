"""One visitor: a page of a context of its own, and all that went wrong behind it."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect

PATIENCE: Final = 30_000
"""How long anything may take on a busy machine [ms]."""
ABORTED: Final = "net::ERR_ABORTED"
"""What the page's script says of a question that the next move of a lever made idle."""
_STATUS: Final = re.compile(r"responded with a status of (\d+)")


class Visit:
    """Looks over the shoulder of a context; `refusals` are statuses that the visitor is after."""

    def __init__(self, context: BrowserContext, origin: str, refusals: tuple[int, ...]) -> None:
        self.wrong: list[str] = []
        self.asked: Counter[str] = Counter()
        """Requests by path."""
        self._origin, self._refusals = origin, refusals
        context.set_default_timeout(PATIENCE)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        self.page = context.new_page()

    def forgive(self, what: str) -> None:
        """Forget what went wrong for a reason that the visitor gave."""
        self.wrong = [one for one in self.wrong if what not in one]

    def _console(self, message: ConsoleMessage) -> None:
        status = _STATUS.search(message.text)
        if status and int(status[1]) in self._refusals:
            return
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        url = request.url
        if not url.startswith((f"{self._origin}/", "blob:", "data:")):
            self.wrong.append(f"asked another origin: {url}")
        self.asked[url.removeprefix(self._origin).partition("?")[0]] += 1

    def _failed(self, request: Request) -> None:
        if request.failure != ABORTED:
            self.wrong.append(f"failed: {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._refusals:
            self.wrong.append(f"{response.status}: {response.url}")


def after(page: Page, move: Callable[[], object]) -> None:
    """Do something that the script asks the server about, and wait until all is shown."""
    with page.expect_request("**/graphql", timeout=PATIENCE):
        move()
    settled(page)


def settled(page: Page) -> None:
    expect(page.locator("#result")).to_have_attribute("aria-busy", "false", timeout=PATIENCE)


def slid(page: Page, figure: str, value: str) -> None:
    """Have the slider of a figure at a value; what there was to see, is seen."""
    slider = page.locator(f"[data-lever={figure}] input[type=range]")
    after(page, lambda: slider.fill(value))


def opened_up(page: Page) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def text_of(page: Page, selector: str = "body") -> str:
    """What is to be seen, in one line, with plain spaces."""
    return " ".join(page.locator(selector).inner_text().split())
