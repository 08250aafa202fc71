"""Decisions can be read as such: each says why, what, what of it, and what else there was."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("*.md"))
PARTS = ["Context", "Decision", "Consequences", "Alternatives"]
PART = re.compile(r"^(?:\*\*(\w+)\.\*\*|## (\w+)$)", re.MULTILINE)


def test_every_decision_has_its_four_parts_in_their_order() -> None:
    parts = {page.name: [a or b for a, b in PART.findall(page.read_text())] for page in PAGES}

    assert len(parts) > 15
    assert {name: found for name, found in parts.items() if found != PARTS} == {}


def test_every_decision_has_a_number_of_its_own_and_bears_it() -> None:
    numbers = [int(page.name[:4]) for page in PAGES]

    assert len(set(numbers)) == len(numbers)
    for page, number in zip(PAGES, numbers, strict=True):
        assert page.read_text().startswith(f"# {number}. "), page.name
