"""Vega, run by vl-convert, in a process of its own: `python -m server.telling.vega`.

It reads a line of JSON for each picture and writes one back, until nobody writes any more. It
stands by itself, so that it starts at once: it imports nothing but what draws.
"""

import json
import sys
from base64 import b64encode
from functools import lru_cache
from typing import Any, Final

import vl_convert

LANGUAGE: Final = "6.1"
"""Of Vega-Lite."""
NOWHERE: Final[list[str]] = []
"""Addresses from which a picture may fetch anything."""


def main() -> None:
    for line in sys.stdin.buffer:
        try:
            answer = _answer(json.loads(line))
        except Exception as error:  # told to whoever asked; the next picture may well be drawn
            answer = {"error": f"{type(error).__name__}: {str(error).splitlines()[:1]}"}
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    match asked:
        case {"bare": str(bare), "sets": dict(sets), "values": dict(values)}:
            before = _compiled.cache_info().misses
            vega = json.loads(_compiled(bare))
            compiled = _compiled.cache_info().misses - before
            return {"svg": _drawn(vega, sets, values), "compiled": compiled}
        case {"svg": str(svg), "as": "png", "scale": float(scale)}:
            return {"file": b64encode(vl_convert.svg_to_png(svg, scale=scale)).decode()}
        case {"svg": str(svg), "as": "pdf"}:
            return {"file": b64encode(vl_convert.svg_to_pdf(svg)).decode()}
    raise ValueError("nothing known is asked")


def _drawn(vega: dict[str, Any], sets: dict[str, Any], values: dict[str, Any]) -> str:
    """Put data and values in their places, and draw."""
    for data in vega["data"]:
        if data["name"] in sets:
            data["values"] = sets[data["name"]]
    for signal in vega.get("signals", ()):
        if signal["name"] in values:
            signal["value"] = values[signal["name"]]
    return str(vl_convert.vega_to_svg(vega, allowed_base_urls=NOWHERE))


@lru_cache(maxsize=256)
def _compiled(bare: str) -> str:
    return json.dumps(vl_convert.vegalite_to_vega(bare, vl_version=LANGUAGE))


if __name__ == "__main__":
    main()
