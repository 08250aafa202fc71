"""A sentence that remembers what it was made of, so that others can tell it in their own words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self


class Sentence(str):
    """The English text of a template with its parts filled in, and equal to that text.

    Parts are numbers, dates, members of an enum, texts, other sentences and a `Listing`. A
    template is written as for `str.format`, literally: whoever translates it must find it.
    """

    template: str
    parts: Mapping[str, object]

    def __new__(cls, template: str, /, **parts: object) -> Self:
        made = super().__new__(cls, template.format(**parts))
        made.template = template
        made.parts = MappingProxyType(parts)
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.template, dict(self.parts))


class Listing(tuple[object, ...]):
    """Parts of a sentence that are listed, with commas between them."""

    __slots__ = ()

    def __format__(self, notation: str) -> str:
        return format(", ".join(map(str, self)), notation)


def phrase(text: str) -> str:
    """Mark a text for the catalogs where it is written, to be looked up where it is told."""
    return text


def _again(template: str, parts: Mapping[str, object]) -> Sentence:
    return Sentence(template, **parts)
