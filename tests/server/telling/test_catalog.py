from pathlib import Path

import pytest

from server.telling.gathering import ROOT, catalog, gathered, path_of, templates
from server.telling.language import Language, words
from tests.server.telling.wording import glued, placeholders, unlooked, unnamed

DUTCH = catalog(Language.NL)
CATALOGS = {language: catalog(language) for language in Language}
every_language = pytest.mark.parametrize("language", Language)
TEXTS = gathered()


def test_every_text_for_people_has_a_dutch_translation() -> None:
    missing = [
        f"{place}: {text}"
        for text, place in TEXTS.items()
        if not (message := DUTCH.get(text)) or not message.string or message.fuzzy
    ]

    assert not missing, "run `make words` and translate:\n" + "\n".join(missing)


@every_language
def test_a_translation_fills_in_what_its_text_fills_in(language: Language) -> None:
    unlike = [
        message.id
        for message in CATALOGS[language]
        if message.id and placeholders(str(message.id)) != placeholders(str(message.string))
    ]

    assert not unlike


@every_language
def test_a_catalog_holds_nothing_that_nobody_is_told(language: Language) -> None:
    left = [message.id for message in CATALOGS[language] if message.id and message.id not in TEXTS]

    assert not left
    assert not CATALOGS[language].obsolete


@every_language
def test_a_catalog_holds_no_text_twice(language: Language) -> None:
    lines = path_of(language).read_text().splitlines()

    assert sum(line.startswith("msgid ") for line in lines) == len(CATALOGS[language]) + 1  # a head


def test_what_is_out_of_bounds_is_named_in_what_is_said_of_it() -> None:
    where = [
        f"{file.relative_to(ROOT)}:{line}"
        for folder in ("server", "simulation")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for line in unnamed(file.read_text())
    ]

    assert not where


def test_no_text_for_people_is_put_together_before_it_is_looked_up() -> None:
    where = [
        f"{file.relative_to(ROOT)}:{line}"
        for folder in ("server", "simulation")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for line in glued(file.read_text())
    ]

    assert not where


def test_no_template_shows_text_that_it_does_not_look_up() -> None:
    shown = {template.name: unlooked(template) for template in templates()}

    assert not {name: texts for name, texts in shown.items() if texts}


def test_text_in_a_template_that_is_not_looked_up_is_found(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        '{% extends "x.html" %}<p title="Title">{{ _("Looked up") }} {% trans %}This too'
        "{% endtrans %}{% if more %}Not this{% endif %}</p>"
        "<script>const nor = 'this'</script><p>2025 %</p>"
    )

    assert unlooked(template) == ["Title", "Not this"]


def test_a_text_that_is_put_together_is_found() -> None:
    code = """
words("whole")
words(f"{one} glued")
self.words("a" + b)
phrase("two " "halves")
OutOfBounds(one, f"{b}")
"""

    assert list(glued(code)) == [3, 4, 6]


def test_in_dutch_a_text_is_told_in_dutch_and_in_english_as_it_stands() -> None:
    assert words(Language.NL)("reachable") == "bereikbaar"
    assert words(Language.EN)("reachable") == "reachable"
