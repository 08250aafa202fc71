"""Gathers every text that is told to people, and adds to the catalogs what they lack.

`python -m server.telling.gathering`, or `make words`, appends each text without a translation to
the catalog, for a person to translate; it changes nothing that is there.
"""

import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import normalize, read_po

from server.services import disclosure
from server.telling.language import CATALOGS, Language
from simulation import LEDGER, MEANINGS, SCENARIOS

ROOT: Final = Path(__file__).parents[2]
KEYWORDS: Final[Mapping[str, tuple[int] | None]] = {
    **dict.fromkeys(("words", "phrase", "Sentence", "_")),
    "OutOfBounds": (2,),
}
"""Functions that are given a text for people, and as which argument, if not as the first."""
SOURCES: Final = (("python", "server", "*.py"), ("python", "simulation", "*.py"))
TEMPLATES: Final = ("server/web/pages", "server/brief")
WIDTH: Final = 100


def gathered() -> dict[str, str]:
    """Every text, with the place where it was first found."""
    found: dict[str, str] = {}
    for text, place in (*_in_code(), *_in_templates(), *_in_the_model()):
        found.setdefault(text, place)
    return found


def templates() -> list[Path]:
    """Templates of Jinja, of the page and the brief."""
    files = (file for folder in TEMPLATES for file in (ROOT / folder).rglob("*"))
    return sorted(file for file in files if file.suffix in (".html", ".jinja", ".j2"))


def catalog(language: Language) -> Catalog:
    with path_of(language).open("rb") as text:
        return read_po(text, locale=language, abort_invalid=True)


def path_of(language: Language) -> Path:
    return CATALOGS / f"{language}.po"


def add_missing(language: Language) -> list[str]:
    """Append texts that the catalog lacks, untranslated."""
    known = catalog(language)
    missing = {text: place for text, place in gathered().items() if text not in known}
    with path_of(language).open("a", encoding="utf-8") as file:
        for text, place in missing.items():
            file.write(f'\n#: {place}\nmsgid {normalize(text, width=WIDTH)}\nmsgstr ""\n')
    return list(missing)


def _in_code() -> Iterator[tuple[str, str]]:
    for method, folder, pattern in SOURCES:
        for file in sorted((ROOT / folder).rglob(pattern)):
            yield from _extracted(method, file)


def _in_templates() -> Iterator[tuple[str, str]]:
    for file in templates():
        yield from _extracted("jinja2", file)


def _extracted(method: str, file: Path) -> Iterator[tuple[str, str]]:
    read = BytesIO(file.read_bytes())
    for line, text, _, _ in extract(method, read, keywords=KEYWORDS, options={"silent": "false"}):
        place = f"{file.relative_to(ROOT)}:{line}"
        for one in text if isinstance(text, tuple) else (text,):
            if one:
                yield one, place


def _in_the_model() -> Iterator[tuple[str, str]]:
    """Texts that are there anyway, for the API: whoever tells them looks them up."""
    for scenario in SCENARIOS.values():
        yield scenario.meaning, "simulation/scenario.py"
    for meaning in MEANINGS.values():
        yield from ((text, "simulation/measures.py") for text in (meaning.words, meaning.unit))
    for figure in LEDGER.values():
        for text in (figure.meaning, figure.unit, figure.source, figure.contradiction):
            if text:
                yield text, f"simulation/ledger ({figure.name})"
    yield from ((rule, "server/services/disclosure.py") for rule in disclosure.RULES)


if __name__ == "__main__":
    for text in add_missing(Language.NL):
        sys.stdout.write(f"{text}\n")
