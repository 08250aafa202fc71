"""What docs/limits.md says is what the code does."""

import re
from pathlib import Path

import pytest

from server.graphql.limits import MOST, Size
from server.graphql.limits.cost import REPEATS, VALUES
from server.graphql.limits.document import CHARACTERS, DIGITS, TOKENS
from server.graphql.operations import MOST_CHANGES
from server.settings import Settings
from server.transport.reading import MOST_BYTES

LIMITS = (Path(__file__).parents[3] / "docs" / "limits.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", LIMITS, re.MULTILINE))
KNOWN = {
    **{name: getattr(MOST, name) for name in Size.__slots__},
    "characters": CHARACTERS,
    "tokens": TOKENS,
    "digits": DIGITS,
    "repeats": REPEATS,
    "mutations": MOST_CHANGES,
    "values": VALUES,
    "body": MOST_BYTES,
    "cost": Settings.model_fields["most_cost"].default,
}


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_limit_stands_in_the_docs_with_its_value(name: str) -> None:
    assert int(ROWS[name]) == KNOWN[name]


def test_the_docs_name_no_limit_that_there_is_not() -> None:
    assert set(ROWS) == set(KNOWN)
