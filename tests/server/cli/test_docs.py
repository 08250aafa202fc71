"""The docs say to type what can be typed, and leave out no command."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

from server.cli.commands import commands

HOUSE = Path(__file__).parents[3]
PAGES = [HOUSE / "README.md", *sorted((HOUSE / "docs").glob("*.md"))]
TYPED = re.compile(r"\bburgernet ((?:(?![`|>)#\n]|\\\n).|\\\n)+)")


def named() -> dict[str, Collection[str]]:
    """Every command, by what is typed after `burgernet`, with its options."""
    found: dict[str, Collection[str]] = {}
    for name, one in typer.main.get_group(commands).commands.items():
        within = one.commands if isinstance(one, TyperGroup) else {}
        for words, command in [(f"{name} {two}", within[two]) for two in within] or [(name, one)]:
            found[words] = {said for option in command.params for said in option.opts}
    return found


def typed(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Commands of a page, each with the options that stand after it."""
    there = named()
    for line in TYPED.findall(page.read_text("utf-8")):
        words = line.split()
        name = next((one for one in (" ".join(words[:2]), words[0]) if one in there), None)
        if name is not None:
            yield name, re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_options_that_the_docs_say_to_type_are_there(page: Path) -> None:
    there = named()

    missing = [
        f"{name} {option}"
        for name, options in typed(page)
        for option in options
        if option not in {"--help", *there[name]}
    ]

    assert missing == []


def test_the_docs_say_to_type_many_a_command() -> None:
    assert len({name for page in PAGES for name, _ in typed(page)}) > 20


def test_every_command_stands_in_the_table_of_the_command_line() -> None:
    page = (HOUSE / "docs" / "cli.md").read_text("utf-8")
    table: set[str] = set()
    for first in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE):
        group = ""
        for name in re.findall(r"`([^`]*)`", first):
            group = name.split()[0] if " " in name else group
            table |= {name, f"{group} {name}"}

    assert set(named()) - table == set()
