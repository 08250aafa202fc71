"""A region is a folder of data: the code names none, but for the one that is taken by default."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import server
import simulation
from server.registry import AgeGroup, reference
from server.services import regional
from server.settings import Settings
from simulation import LEDGER

FOLDERS = (Path(server.__path__[0]), Path(simulation.__path__[0]))
TEXTS = (".py", ".html", ".js", ".css", ".typ", ".po", ".toml", ".graphql", ".txt")
DATA = FOLDERS[0] / "registry" / "regions"
MEMO = re.compile(r"[`“]Vervolg Burgernet in Twente[`”]")
"""Its title, which no other region has otherwise."""


def sources() -> Iterator[tuple[Path, str]]:
    for folder in FOLDERS:
        for file in sorted(folder.rglob("*")):
            if file.suffix in TEXTS and DATA not in file.parents:
                yield file, MEMO.sub("", file.read_text(encoding="utf-8"))


def names() -> set[str]:
    """Codes and names of municipalities, and of the regions themselves."""
    known = [reference.load(name) for name in reference.regions()]
    places = [place for region in known for place in region.places]
    of_regions = {text for region in known for text in (region.name, region.label)}
    return {*(place.code for place in places), *(place.name for place in places), *of_regions}


def test_no_region_and_no_municipality_is_named_in_the_code() -> None:
    known = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names())))})(?:s|se)?\b")

    found = [(file, known.findall(text)) for file, text in sources()]

    named = {file.relative_to(DATA.parents[2]): set(said) for file, said in found if said}
    assert len(found) > 300
    assert named == {Path("server/settings.py"): {Settings.model_fields["region"].default}}


def test_no_code_of_a_municipality_stands_in_the_code() -> None:
    made_up = {"GM0000", "GM0001", "GM0002"}

    found = {code for _, text in sources() for code in re.findall(r"\bGM[0-9]{4}\b", text)}

    assert found <= made_up


def test_what_the_memo_says_of_its_own_region_is_what_the_ledger_says() -> None:
    region = reference.load("twente")

    said = {figure.name: float(figure.value) for figure in region.figures}

    assert said == {name: LEDGER[name].value for name in said}
    assert regional.figures("twente") == ()


@pytest.mark.parametrize("name", reference.regions())
def test_every_figure_of_a_region_is_one_of_the_ledger_with_its_source(name: str) -> None:
    region = reference.load(name)

    assert {figure.name for figure in region.figures} <= LEDGER.keys()
    for figure in regional.figures(name):
        assert any(figure.source.startswith(source.title) for source in region.sources.values())


def test_what_is_unknown_of_the_second_region_is_said_to_be_an_assumption() -> None:
    inhabitants = {
        name: sum(place.inhabitants[2015][AgeGroup.ALL] for place in reference.load(name).places)
        for name in ("twente", "ijsselland")
    }
    pro_rata = inhabitants["ijsselland"] / inhabitants["twente"]

    held = regional.ledger("ijsselland")

    assert inhabitants["ijsselland"] == 514_676
    for name in ("participants", "actions_per_year"):
        assert held[name].value == round((LEDGER[name].value or 0.0) * pro_rata)
        assert held[name].origin is simulation.Origin.ASSUMPTION
    assert held["memo_inhabitants"].value == 514_676


def test_the_others_of_the_second_region_pay_for_one_task_what_is_known_of_it() -> None:
    beside = regional.benchmark("ijsselland")

    assert beside is not None
    assert beside.cost == pytest.approx(71_711, abs=0.5)
    assert "relationship management alone" in beside.buys


def test_the_memo_carries_another_regions_price_over_its_own_inhabitants() -> None:
    beside = regional.benchmark("twente")

    assert beside is not None
    assert beside.whose == "IJsselland"
    assert beside.cost == pytest.approx(94_028.55)
