"""What breaks a client of the last release is found, and what does not is let be."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from server.graphql import promise
from server.graphql.schema import sdl

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / "docs" / "contract"
TODAY = date(2026, 3, 1)
RELEASED = '''
"""What can be asked."""
type Query {
  """Towns."""
  towns(
    """How many."""
    first: Int! = 20
    """From where."""
    after: String
  ): [Town!]!
  """A town."""
  town(
    """Which."""
    where: Where!
  ): Town
  """An old way."""
  places: [Place!]! @deprecated(reason: "Use `towns` instead; goes after 2026-02-28.")
}

"""A town."""
type Town {
  """Its name."""
  name: String!
  """Its size."""
  size: Size
}

"""An old town."""
type Place {
  """Its name."""
  name: String!
}

"""How large."""
enum Size {
  """Small."""
  SMALL
  """Large."""
  LARGE
}

"""Which."""
input Where {
  """Its code."""
  code: String
  """How many years."""
  years: Int! = 10
}
'''


def changed(before: str, after: str) -> str:
    assert RELEASED.count(before) == 1, before
    return RELEASED.replace(before, after)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('  """Its size."""\n  size: Size\n', "", "Field Town.size was removed."),
        ('name: String!\n  """Its size.', 'name: String\n  """Its size.', "Town.name changed"),
        ("size: Size", "size: String", "Field Town.size changed type"),
        ("after: String", "after: Int", "Query.towns(after:) has changed type"),
        ("after: String", "after: String!", "Query.towns(after:) has changed type"),
        (
            "    after: String\n",
            '    after: String\n    """All."""\n    all: Boolean!\n',
            "required argument Query.towns(all:) was added",
        ),
        ('    """From where."""\n    after: String\n', "", "Query.towns(after:) was removed"),
        ("first: Int! = 20", "first: Int! = 50", "Query.towns(first:) has changed defaultValue"),
        ("first: Int! = 20", "first: Int!", "Query.towns(first:) defaultValue was removed"),
        ('  """Large."""\n  LARGE\n', "", "Enum value Size.LARGE was removed"),
        ("  code: String\n", "  code: String!\n", "Where.code changed type"),
        (
            "  code: String\n",
            '  code: String\n  """On."""\n  on: String!\n',
            "Where.on",
        ),
        ("years: Int! = 10", "years: Int! = 5", "Where.years has changed defaultValue"),
        ("[Town!]!", "[Town!]", "Query.towns changed type"),
        ("type Town {", "interface Town {", "Town changed from an Object type to an Interface"),
    ],
)
def test_what_a_client_would_notice_is_named(before: str, after: str, said: str) -> None:
    broken = promise.faults(changed(before, after), RELEASED, on=TODAY)

    assert any(said in fault for fault in broken), broken


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  code: String\n", '  code: String\n  """On."""\n  on: String\n'),
        ("size: Size", 'size: Size\n  """More."""\n  more: Int!'),
        ("  LARGE\n", '  LARGE\n  """Huge."""\n  HUGE\n'),
        ("size: Size", "size: Size!"),
        ("after: String", "after: String = null"),
        ('"""Towns."""', '"""Towns, by code."""'),
    ],
)
def test_what_no_client_would_notice_is_let_be(before: str, after: str) -> None:
    assert promise.faults(changed(before, after), RELEASED, on=TODAY) == []


OLD_WAY = (
    '  """An old way."""\n'
    '  places: [Place!]! @deprecated(reason: "Use `towns` instead; goes after 2026-02-28.")\n'
)
OLD_TYPE = '"""An old town."""\ntype Place {\n  """Its name."""\n  name: String!\n}\n'


def test_what_was_deprecated_goes_after_its_last_day_and_no_sooner() -> None:
    without = changed(OLD_WAY, "").replace(OLD_TYPE, "")

    assert promise.faults(without, RELEASED, on=date(2026, 3, 1)) == []
    assert promise.faults(without, RELEASED, on=date(2026, 2, 28)) == [
        "Place was removed.",
        "Field Query.places was removed.",
    ]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("Not needed.", "Query.places: @deprecated must say"),
        ("Use `towns` instead.", "Query.places: @deprecated must say"),
        ("Use `cities` instead; goes after 2026-02-28.", "names cities, which is not there"),
        ("Use `towns` instead; goes after 2026-02-30.", "names 2026-02-30, which is no day"),
    ],
)
def test_a_deprecation_says_what_to_use_instead_and_until_when(reason: str, said: str) -> None:
    now = changed("Use `towns` instead; goes after 2026-02-28.", reason)

    (fault,) = promise.faults(now, on=TODAY)

    assert said in fault


@pytest.mark.parametrize(
    "description",
    ['"""How large."""\n', '  """Small."""\n', '  """Its code."""\n', '    """How many."""\n'],
)
def test_what_has_no_description_is_named(description: str) -> None:
    (fault,) = promise.faults(changed(description, ""), on=TODAY)

    assert fault.endswith("has no description")


def test_this_contract_breaks_no_client_of_the_last_release() -> None:
    released = promise.latest(CONTRACTS)

    assert released is not None
    assert promise.faults(sdl(), released.read_text("utf-8"), on=date.today()) == []  # noqa: DTZ011  promises end on days


def test_the_last_release_is_the_one_with_the_highest_version(tmp_path: Path) -> None:
    for version in ("0.9.0", "0.10.0", "0.2.1"):
        (tmp_path / f"{version}.graphql").touch()

    latest = promise.latest(tmp_path)

    assert latest is not None
    assert latest.stem == "0.10.0"


@pytest.mark.parametrize("path", sorted(CONTRACTS.glob("*.graphql")), ids=lambda path: path.stem)
def test_the_contract_of_a_release_is_what_was_tagged(path: Path) -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git here to ask")
    shown = subprocess.run(
        [git, "show", f"v{path.stem}:schema.graphql"], cwd=ROOT, capture_output=True, check=False
    )
    if shown.returncode:
        pytest.skip(f"v{path.stem} is not tagged here")

    assert path.read_bytes() == shown.stdout
