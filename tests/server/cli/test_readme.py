"""The README shows what the program does."""

import json
import re
from pathlib import Path

import pytest

from server.settings import Settings
from tests.server.cli.conftest import Burgernet

README = Path(__file__).parents[3] / "README.md"
OPERATING = README.parent / "docs" / "operating.md"


def example(name: str) -> str:
    """The block that stands below a mark."""
    found = re.search(
        rf"<!-- example: {name} -->\n```\w+\n(.*?)```",
        README.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert found, name
    return found[1]


def test_what_the_readme_shows_is_what_is_printed(
    burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    command, *shown = example("what-if").splitlines()

    code, out, _ = burgernet(*command.removeprefix("$ burgernet ").split())

    printed = iter(out.splitlines())
    assert code == 0
    assert len(shown) > 10
    for line in shown:
        assert line.strip() == "…" or line in printed, line


def test_every_setting_is_documented_with_its_default() -> None:
    rows = re.compile(r"^\| `BURGERNET_(\w+)` \| (?:`(.*?)`|none) \|", re.MULTILINE)
    table = dict(rows.findall(OPERATING.read_text("utf-8")))

    assert table == {
        name.upper(): json.dumps(field.default)
        if isinstance(field.default, tuple)
        else str("" if field.default is None else field.default)
        for name, field in Settings.model_fields.items()
    }


def test_every_link_of_the_readme_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README.read_text(encoding="utf-8"))

    assert len(links) >= 5
    assert [link for link in links if not (README.parent / link).exists()] == []
