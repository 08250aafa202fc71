"""Photographs of the page and of the brief, for the README: `python -m tests.browser.photographs`.

They are written in 255 colours, which nobody sees and which makes a file half as large.
"""

import base64
import struct
import tempfile
import zlib
from pathlib import Path
from typing import Final

import httpx
import numpy as np
import typst
from playwright.sync_api import Browser, FloatRect, ViewportSize

from tests.browser.chromium import launched
from tests.browser.visiting import PATIENCE
from tests.serving import served

FOLDER: Final = Path(__file__).parents[2] / "docs" / "pictures"
PAGES: Final = {"page": (1280, 2300), "page-phone": (320, 1500)}
"""How wide each is, and how much of it is shown [px]."""
COLOURS: Final = 255
FIRST_SHEET: Final = b"""
#set page(width: auto, height: auto, margin: 0pt)
#image("/brief.pdf", page: 1)
"""
PIXELS: Final = """async (png) => {
  const bytes = Uint8Array.from(atob(png), (one) => one.charCodeAt());
  const { width, height } = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(await createImageBitmap(new Blob([bytes])), 0, 0);
  const { data } = canvas.getImageData(0, 0, width, height);
  let text = "";
  for (let at = 0; at < data.length; at += 32768) {
    text += String.fromCharCode(...data.subarray(at, at + 32768));
  }
  return [width, height, btoa(text)];
}"""


def photographs(browser: Browser, url: str) -> dict[str, bytes]:
    """All of them, by name, as PNG."""
    found = {}
    for name, (wide, high) in PAGES.items():
        page = browser.new_page(
            base_url=url, viewport=ViewportSize(width=wide, height=900), locale="nl-NL"
        )
        page.goto("/", timeout=PATIENCE)
        found[name] = page.screenshot(
            full_page=True, clip=FloatRect(x=0, y=0, width=wide, height=high)
        )
        page.close()
    found["brief"] = first_sheet(httpx.get(f"{url}/brief.pdf", timeout=60).content)
    return found


def first_sheet(pdf: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "brief.pdf").write_bytes(pdf)
        compiler = typst.Compiler(FIRST_SHEET, root=folder)
        png = compiler.compile(FIRST_SHEET, format="png", ppi=96)
    assert isinstance(png, bytes)
    return png


def smaller(browser: Browser, png: bytes) -> bytes:
    """The same picture in as few colours as a byte can number."""
    page = browser.new_page()
    width, height, pixels = page.evaluate(PIXELS, base64.b64encode(png).decode())
    page.close()
    colours = np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(-1, 4)[:, :3]
    kinds, which, counts = np.unique(colours, axis=0, return_inverse=True, return_counts=True)
    kept = kinds[np.argsort(-counts, kind="stable")[:COLOURS]]
    far = ((kinds[:, None].astype(int) - kept[None]) ** 2).sum(axis=-1)
    rows = far.argmin(axis=1).astype(np.uint8)[which.ravel()].reshape(height, width)
    lines = np.hstack([np.zeros((height, 1), np.uint8), rows])  # each begins with its filter: none
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", kept.tobytes()),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "register.sqlite", log_level="warning") as url,
        launched() as browser,
    ):
        for name, png in photographs(browser, url).items():
            (FOLDER / f"{name}.png").write_bytes(smaller(browser, png))


if __name__ == "__main__":
    main()
