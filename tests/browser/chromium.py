"""Debian's Chromium, wherever it is, kept from talking to anyone but the page that is opened."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, sync_playwright

NAMED: Final = "BURGERNET_CHROMIUM"
FLAGS: Final = (
    "--no-sandbox",  # it opens nothing but our own page, and tests may run as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--force-color-profile=srgb",
)


def path() -> str:
    """Where Chromium is; raises FileNotFoundError, which says how it is installed."""
    found = os.environ.get(NAMED) or shutil.which("chromium")
    if found is None:
        raise FileNotFoundError(
            "There is no chromium on the path. Debian has it: `apt-get install chromium` as root, "
            f"or `make chromium`; one that lies elsewhere is named by {NAMED}."
        )
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """Have a browser without windows until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
