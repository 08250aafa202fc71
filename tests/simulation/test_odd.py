"""The ODD page names every figure of the ledger, as it is."""

import re
from pathlib import Path

import pytest

from simulation import LEDGER, Assumption

ODD = (Path(__file__).parents[2] / "docs" / "odd.md").read_text(encoding="utf-8")
ELEMENTS = (
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialization",
    "Input data",
    "Submodels",
)
CONCEPTS = (
    "Basic principles. Emergence. Adaptation, objectives, learning, prediction, sensing. "
    "Interaction. Stochasticity. Collectives. Observation."
)
ROWS = {
    name: [cell.strip() for cell in cells.split(" | ")]
    for name, cells in re.findall(r"^\| `(\w+)` \| (.*) \|$", ODD, re.MULTILINE)
}


def number(cell: str) -> float | None:
    return None if cell == "–" else float(cell.replace(",", ""))


def as_printed(value: float) -> float:
    """To four digits, whole numbers whole."""
    return value if value == int(value) else float(f"{value:.4g}")


def test_the_page_names_every_figure_of_the_ledger_and_no_other() -> None:
    assert list(ROWS) == list(LEDGER)


@pytest.mark.parametrize("figure", LEDGER.values(), ids=lambda figure: figure.name)
def test_the_page_gives_a_figure_as_the_ledger_has_it(figure: Assumption) -> None:
    value, span, unit, origin = ROWS[figure.name]

    low, high = ("–", "–") if span == "–" else span.split(" – ")

    for printed, known in ((value, figure.value), (low, figure.low), (high, figure.high)):
        assert number(printed) == (None if known is None else as_printed(known))
    assert (unit, origin) == (figure.unit, figure.origin.value)


def test_the_page_has_the_seven_elements_of_the_protocol_in_their_order() -> None:
    headings = re.findall(r"^## \d\. (.*)$", ODD, re.MULTILINE)

    assert headings == list(ELEMENTS)


def test_every_design_concept_is_spoken_of() -> None:
    concepts = re.findall(r"^- \*\*(.*?\.)\*\*", ODD, re.MULTILINE)

    assert " ".join(concepts) == CONCEPTS
