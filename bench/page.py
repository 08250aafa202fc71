"""How soon the page shows what a lever does: from its move to the pictures in view.

Each user has a page of its own, moves a lever, reads on when luck has been drawn too, thinks, and
moves it again, never to where anybody had it before. What is timed is what a user sees: the moment
when every picture in view has been replaced, and painted.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

import numpy as np
from playwright.async_api import Browser, Page, async_playwright
from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from bench import machine
from bench.interleaved import tell
from tests.browser.chromium import FLAGS, path
from tests.serving import served

USERS: Final = {1: 16, 10: 3}
"""Users side by side, and how often each of them moves a lever."""
THINKING: Final = (2.0, 8.0)
"""Between two moves of a user [s]."""
WARMING: Final = 3
"""Moves that are not counted: a browser that has just begun is slow itself."""
PATIENCE: Final = 60_000
"""[ms]"""
LEVER: Final = "[data-lever=departure]"

MOVE: Final = """async (value) => {
  const near = [...document.querySelectorAll("[data-chart]")].filter((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  }).map((one) => one.querySelector("[data-picture]"));
  const slider = document.querySelector("%s input[type=range]");
  const result = document.getElementById("result");
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const waiting = new Set(near);
  const status = document.getElementById("status");
  const refused = new Promise((done) => {
    const looker = new MutationObserver(() => {
      if (status.classList.contains("wrong")) { looker.disconnect(); done(status.textContent); }
    });
    looker.observe(status, { attributeFilter: ["class"] });
  });
  const replaced = new Promise((done) => {
    const looker = new MutationObserver((changes) => {
      changes.forEach((one) => waiting.delete(one.target));
      if (!waiting.size) { looker.disconnect(); done(); }
    });
    near.forEach((one) => looker.observe(one, { childList: true }));
  });
  const settled = new Promise((done) => {
    const looker = new MutationObserver(() => {
      if (result.getAttribute("aria-busy") === "false") { looker.disconnect(); done(); }
    });
    looker.observe(result, { attributeFilter: ["aria-busy"] });
  });
  const begun = performance.now();
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  const why = await Promise.race([replaced, refused]);
  if (why) return why;
  await painted();
  const seen = performance.now() - begun;
  const late = await Promise.race([settled, refused]);
  if (late) return late;
  await painted();
  return [near.length, seen, performance.now() - begun];
}""".replace("%s", LEVER)


@dataclass
class Timed:
    """Of every move: pictures in view, and how long the expected course and luck took [ms]."""

    moves: list[tuple[int, float, float]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Why, of each move that came to nothing."""

    def row(self) -> list[str]:
        pictures, seen, settled = (np.array(column) for column in zip(*self.moves, strict=True))
        figures = [*np.percentile(seen, [50, 95]), seen.max(), *np.percentile(settled, [50, 95])]
        counts = (len(seen), len(self.refused))
        return [f"{pictures.mean():.0f}", *map(str, counts), *(f"{one:.0f}" for one in figures)]


async def opened(browser: Browser, url: str) -> Page:
    """Look at the first pictures, with a slider that stands anywhere."""
    page = await (await browser.new_context(base_url=url)).new_page()
    page.set_default_timeout(PATIENCE)
    await page.set_viewport_size({"width": 1280, "height": 900})
    await page.goto("/")
    await page.locator("#charts-heading").evaluate("(one) => one.scrollIntoView()")
    await page.locator(f"{LEVER} input[type=range]").evaluate("(one) => { one.step = 'any'; }")
    return page


async def visit(page: Page, moves: int, values: Iterator[float], timed: Timed) -> None:
    luck = np.random.default_rng(round(1e6 * next(values)))
    for number in range(WARMING + moves):
        told = await page.evaluate(MOVE, next(values))
        if isinstance(told, str):
            timed.refused.append(told)
        elif number >= WARMING:
            timed.moves.append(tuple(told))
        await asyncio.sleep(luck.uniform(*THINKING))


def never_before(users: int) -> Iterator[float]:
    """Departures that nobody has asked for [%]; three decimals would be read as thousands."""
    return (round(5 + users + 0.01 * place + 0.0001, 4) for place in count())


async def measured(browser: Browser, url: str, users: int, moves: int) -> Timed:
    timed, values = Timed(), never_before(users)
    pages = [await opened(browser, url) for _ in range(users)]
    tell(f"{users} at once, {moves} moves each")
    await asyncio.gather(*(visit(page, moves, values, timed) for page in pages))
    for page in pages:
        await page.context.close()
    return timed


async def main() -> None:
    reasons: set[str] = set()
    shown = Table("users", "pictures in view", "moves", "refused", box=MARKDOWN)
    for column in ("in view [ms]: p50", "p95", "most", "with luck: p50", "p95"):
        shown.add_column(column)
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder) / "register.sqlite"
        with served(register, cost_per_minute=10**9, log_level="warning") as url:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=path(), args=FLAGS)
                for users, moves in USERS.items():
                    timed = await measured(browser, url, users, moves)
                    shown.add_row(str(users), *timed.row())
                    reasons |= set(timed.refused)
                await browser.close()
    console = Console(width=160, highlight=False, markup=False)
    console.print(machine.described("numpy", "vl-convert-python", "playwright"))
    console.print(shown)
    console.print(*sorted(reasons), sep="\n")


if __name__ == "__main__":
    asyncio.run(main())
