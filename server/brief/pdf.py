"""The brief on paper: A4, set by Typst inside this process, with the fonts that Typst brings.

The text travels as data, never as source: to Typst it is a string whatever is in it.
"""

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any, Final

import typst

from server.brief.content import Brief

TEMPLATE: Final = files("server.brief") / "brief.typ"
STANDARD: Final = "ua-1"
"""PDF/UA: tagged, so that it can be read aloud."""


def as_pdf(brief: Brief) -> bytes:
    """Set a brief; the same bytes for the same brief. For a worker thread."""
    told: dict[str, Any] = asdict(brief)
    told["on"] = [brief.on.year, brief.on.month, brief.on.day]
    compiler = typst.Compiler(TEMPLATE.read_bytes(), ignore_system_fonts=True)
    made = compiler.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"brief": json.dumps(told)},
        pdf_standards=[STANDARD],
    )
    if not isinstance(made, bytes):
        raise TypeError(f"Typst set one document as {type(made).__name__}")
    return made
