"""An SVG made fit for a page: with its words, without what no reader sees.

Vega writes for editors and scripts as well: classes, roles, groups of one, empty paths. Without
these, and with the font said once, a picture weighs a third.
"""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from server.telling.charts.theme import FONT

NAMESPACE: Final = "http://www.w3.org/2000/svg"
_NAMESPACES: Final = re.compile(r' xmlns(?::xlink)?="[^"]*"')
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML has no way to write."""
_LONG: Final = re.compile(r"-?[0-9]+\.[0-9]{2,}")
_KEPT: Final = frozenset(
    {
        *("d", "fill", "fill-opacity", "font-size", "font-weight", "height", "opacity", "stroke"),
        *("stroke-dasharray", "stroke-opacity", "stroke-width", "text-anchor", "transform"),
        *("dx", "dy", "width", "x", "x1", "x2", "y", "y1", "y2"),
    }
)
"""All that is left of an attribute's many: nothing that a page's policy would have to allow."""
_USUAL: Final = {("opacity", "1"), ("text-anchor", "start")}
_NOTHING: Final = {"", "M0,0h0v0h0Z"}


def slim(svg: str, title: str, summary: str) -> str:
    """The same picture, that scales with its place and says in words what it shows."""
    told = _FORBIDDEN.sub("", _NAMESPACES.sub("", svg))
    drawn = ElementTree.fromstring(told)  # noqa: S314  Vega wrote it, and it has no entities
    picture = Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            "viewBox": drawn.attrib["viewBox"],
            "role": "img",
            "font-family": FONT,
        },
    )
    for name, text in (("title", title), ("desc", summary)):
        ElementTree.SubElement(picture, name).text = _FORBIDDEN.sub("", text)
    picture.extend([part for child in drawn for part in _slimmed(child)])
    return ElementTree.tostring(picture, encoding="unicode")


def _slimmed(element: Element) -> Iterator[Element]:
    """What is left of an element: itself, what is in it, or nothing."""
    if element.get("display") == "none" or element.get("opacity") == "0":
        return
    if element.get("d") in _NOTHING:
        return
    if "background" in element.get("class", "") and not {"fill", "stroke"} & element.attrib.keys():
        return
    inside = [part for child in element for part in _slimmed(child)]
    kept = {
        name: _LONG.sub(_rounded, value)
        for name, value in element.items()
        if name in _KEPT and (name, value) not in _USUAL
    }
    if kept.get("transform") == "translate(0,0)":
        del kept["transform"]
    if element.tag == "g" and not (kept and inside):
        yield from inside
        return
    bare = Element(element.tag, kept)
    bare.text = element.text
    bare.extend(inside)
    yield bare


def _rounded(number: re.Match[str]) -> str:
    short = f"{float(number[0]):.1f}".removesuffix(".0")
    return "0" if short == "-0" else short
