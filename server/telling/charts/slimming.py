"""An SVG made fit for a page: with its words, without what no reader sees.

Vega writes for editors and scripts as well: classes, roles, groups of one, empty paths. Without
these, and with the font said once, a picture weighs a third.
"""

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from server.telling.charts.theme import FONT, INK, PAPER

NAMESPACE: Final = "http://www.w3.org/2000/svg"
_NAMESPACES: Final = re.compile(r' xmlns(?::xlink)?="[^"]*"')
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
_LETTER, _LINE = 9, 24
"""Of a heading: how wide a letter is, nearly, and how high a line."""
_NOTHING: Final = {"", "M0,0h0v0h0Z"}


def written(text: str) -> str:
    """A text without what XML has no way to write."""
    return _FORBIDDEN.sub("", text)


def slim(svg: str, title: str, summary: str, *, headed: bool) -> str:
    """The same picture, that scales with its place and says in words what it shows.

    Headed, its title stands above it as well: for a picture that goes by itself.
    """
    told = _NAMESPACES.sub("", svg)
    drawn = ElementTree.fromstring(told)  # noqa: S314  Vega wrote it, and it has no entities
    _, _, width, height = (float(part) for part in drawn.attrib["viewBox"].split())
    title, summary = written(title), written(summary)
    lines = wrap(title, int(width) // _LETTER) if headed else []
    picture = Element("svg", {"xmlns": NAMESPACE, "role": "img", "font-family": FONT})
    picture.set("viewBox", f"0 0 {width:g} {height + len(lines) * _LINE:g}")
    for name, text in (("title", title), ("desc", summary)):
        ElementTree.SubElement(picture, name).text = text
    body = _below_heading(picture, lines, width) if lines else picture
    body.extend([part for child in drawn for part in _slimmed(child)])
    return ElementTree.tostring(picture, encoding="unicode")


def _below_heading(picture: Element, lines: Sequence[str], width: float) -> Element:
    """Write a heading; answers with the place for what comes below it."""
    above = len(lines) * _LINE
    size = {"width": f"{width:g}", "height": str(above), "fill": PAPER}
    ElementTree.SubElement(picture, "rect", size)
    for at, line in enumerate(lines, start=1):
        look = {"x": "6", "y": str(at * _LINE - 6), "font-size": "17px", "font-weight": "bold"}
        ElementTree.SubElement(picture, "text", {**look, "fill": INK}).text = line
    return ElementTree.SubElement(picture, "g", {"transform": f"translate(0,{above})"})


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
    if element.tag == "text" and "stroke" in kept:
        kept["paint-order"] = "stroke"  # Vega would have the rim over the letters
    bare = Element(element.tag, kept)
    bare.text = element.text
    bare.extend(inside)
    yield bare


def _rounded(number: re.Match[str]) -> str:
    short = f"{float(number[0]):.1f}".removesuffix(".0")
    return "0" if short == "-0" else short
