from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser.chromium import launched
from tests.browser.visiting import PATIENCE, Visit
from tests.serving import served


class Open(Protocol):
    def __call__(
        self,
        path: str = "/",
        *,
        wide: int = 1280,
        high: int = 900,
        refusals: tuple[int, ...] = (),
        **context: Any,
    ) -> Visit: ...


# Of the package, not of the session: while Playwright's loop runs, no test can have one of its own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with launched() as found:
        yield found


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server with a register of its own."""
    register = tmp_path_factory.mktemp("register") / "register.sqlite"
    with served(register, cost_per_minute=10**9, most_cells=10_000_000, log_level="warning") as url:
        yield url


@pytest.fixture
def opened(browser: Browser, server: str) -> Iterator[Open]:
    """Open a page as a visitor of its own, whose every error fails the test at its end."""
    visits: list[Visit] = []

    with ExitStack() as stack:

        def open_(
            path: str = "/",
            *,
            wide: int = 1280,
            high: int = 900,
            refusals: tuple[int, ...] = (),
            **context: Any,
        ) -> Visit:
            made = browser.new_context(
                base_url=server,
                viewport=ViewportSize(width=wide, height=high),
                locale="nl-NL",
                **context,
            )
            stack.callback(made.close)
            visit = Visit(made, server, refusals)
            visits.append(visit)
            visit.page.goto(path, timeout=PATIENCE)
            return visit

        yield open_

    assert [visit.wrong for visit in visits if visit.wrong] == []
