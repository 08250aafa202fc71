"""What the catalogs are held to: placeholders, glue, and text in templates that nobody looks up."""

import ast
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

from jinja2 import Environment

from server.telling.gathering import KEYWORDS

SHOWN = frozenset({"alt", "aria-label", "aria-description", "label", "placeholder", "title"})
"""Attributes that people are shown or read out."""
SILENT = frozenset({"code", "kbd", "script", "style"})
AS_THEY_ARE = frozenset(
    {"Burgernet What-if", "CSV", "English", "GraphQL", "JSON", "Nederlands", "PDF", "PNG", "SVG"}
    | {"XLSX"}
)
"""The same in every language: names, and languages in their own."""


def placeholders(text: str) -> list[tuple[str, str]]:
    """Names between braces with their notation, in order of name."""
    return sorted((name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name)


def glued(code: str) -> Iterator[int]:
    """Lines on which a text for people is put together, so that no catalog can have it."""
    for call in ast.walk(ast.parse(code)):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            (place,) = KEYWORDS.get(name) or (1,)
            told = call.args[place - 1 : place] if name in KEYWORDS else []
            if any(isinstance(text, ast.JoinedStr | ast.BinOp) for text in told):
                yield call.lineno


def unnamed(code: str) -> Iterator[int]:
    """Lines on which something is refused whose name is not in what is said of it."""
    for call in ast.walk(ast.parse(code)):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "OutOfBounds":
            said = call.args[1] if len(call.args) > 1 else None
            if isinstance(said, ast.Constant) and "{field}" not in str(said.value):
                yield call.lineno


def unlooked(template: Path) -> list[str]:
    """Text in a template that is shown to people as it stands there."""
    found = _Found()
    found.feed("".join(_markup(template.read_text())))
    found.close()
    return [text for text in found.texts if text not in AS_THEY_ARE]


def _markup(source: str) -> Iterator[str]:
    """The markup of a template, without what Jinja puts in and what it looks up."""
    looking_up = False
    statement: list[str] = []
    for _, kind, value in Environment(extensions=["jinja2.ext.i18n"], autoescape=True).lex(source):
        if kind == "block_begin":
            statement = []
        elif kind == "block_end" and statement:
            looking_up = {"trans": True, "endtrans": False}.get(statement[0], looking_up)
        elif kind == "name":
            statement.append(value)
        elif kind == "data" and not looking_up:
            yield value


class _Found(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent.append(tag)
        told = dict(attrs)
        shown = [told[name] for name in SHOWN & told.keys()]
        if tag == "meta" and told.get("name") == "description":
            shown.append(told.get("content"))
        if tag == "input" and told.get("type") in ("submit", "button", "reset"):
            shown.append(told.get("value"))
        for text in shown:
            self._note(text or "")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._note(data)

    def _note(self, text: str) -> None:
        if any(letter.isalpha() for letter in text):
            self.texts.append(" ".join(text.split()))
