"""The brief on paper: A4, set by Typst inside this process, with the fonts that Typst brings.

The text travels as data, never as source: to Typst it is a string whatever is in it.
"""

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any, Final, Literal

import typst

from server.brief.content import Brief

TEMPLATE: Final = files("server.brief") / "brief.typ"
STANDARD: Final = "ua-1"
"""PDF/UA: tagged, so that it can be read aloud."""


def as_pdf(brief: Brief) -> bytes:
    """Set a brief; the same bytes for the same brief. For a worker thread."""
    return _set(brief, "pdf", pdf_standards=[STANDARD])[0]


def as_images(brief: Brief, *, resolution: float = 96) -> list[bytes]:
    """Show each page as PNG, at a resolution [dots/inch]."""
    return _set(brief, "png", ppi=resolution)


def _set(brief: Brief, form: Literal["pdf", "png"], **how: Any) -> list[bytes]:
    told: dict[str, Any] = asdict(brief)
    told["on"] = [brief.on.year, brief.on.month, brief.on.day]
    compiler = typst.Compiler(TEMPLATE.read_bytes(), ignore_system_fonts=True)
    made = compiler.compile(
        TEMPLATE.read_bytes(),
        format=form,
        sys_inputs={"brief": json.dumps(told)},
        **how,
    )
    if made is None:
        raise RuntimeError("nothing was set, and no error was told")
    return made if isinstance(made, list) else [made]
