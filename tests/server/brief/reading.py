"""What a reader gets of a brief: its words, whatever it is printed on."""

import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from pypdf import PdfReader

NUMBER = re.compile(r"[+−]?\d+(?:[.,]\d+)*")
VOID = frozenset({"meta", "link", "br"})


class Page(HTMLParser):
    """The text of a page, and what it is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._open: list[str] = []
        self._heard: list[str] = []
        self._terms: dict[str, str] = {}
        self._term = ""
        self.feed(page)

    @property
    def text(self) -> str:
        return squeezed(" ".join(self._heard))

    def said(self, term: str) -> str:
        """What stands beside a term."""
        return self._terms[term]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if not {"style", "svg", "head"}.intersection(self._open):
            self._heard.append(data)
        if self._open and self._open[-1] == "dt":
            self._term = data
        elif "dd" in self._open:
            self._terms[self._term] = self._terms.get(self._term, "") + data


def pages(paper: bytes) -> list[str]:
    return [squeezed(page.extract_text()) for page in PdfReader(BytesIO(paper)).pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def described(paper: bytes) -> list[str]:
    """Text alternatives of the figures of a tagged PDF."""
    found: list[str] = []

    def look(element: Any) -> None:
        if isinstance(element, list):
            for one in element:
                look(one)
            return
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            look(element)
        elif isinstance(element, dict):
            if element.get("/S") == "/Figure":
                found.append(str(element["/Alt"]))
            look(element.get("/K", []))

    look(PdfReader(BytesIO(paper)).root_object["/StructTreeRoot"])
    return found
