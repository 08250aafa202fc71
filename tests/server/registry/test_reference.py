import re
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from server.errors import Code, Refused, RegionRefused
from server.registry import AgeGroup, reference
from server.registry.layouts import Tile

HEADER = "code,year,from_0_to_14,from_15_to_24,from_25_to_44,from_45_to_64,from_65"


@pytest.fixture
def twente(tmp_path: Path) -> Path:
    """Copy the region, to be spoilt."""
    with as_file(files("server.registry") / "regions" / "twente") as folder:
        return shutil.copytree(folder, tmp_path / "twente")


@pytest.mark.parametrize(
    ("year", "total"), [(2015, 625_976), (2016, 626_525), (2017, 627_212), (2018, 627_850)]
)
def test_the_municipalities_sum_to_the_published_total(year: int, total: int) -> None:
    places = reference.load("twente").places

    assert len(places) == 14
    assert sum(place.inhabitants[year][AgeGroup.ALL] for place in places) == total


def test_the_age_groups_of_a_municipality_sum_to_its_inhabitants() -> None:
    for place in reference.load("twente").places:
        groups = place.inhabitants[2015]

        assert sum(groups[group] for group in reference.AGE_GROUPS) == groups[AgeGroup.ALL]


def test_age_groups_are_not_made_up_for_years_without_percentages() -> None:
    for place in reference.load("twente").places:
        assert [*place.inhabitants[2016]] == [AgeGroup.ALL]


def test_every_figure_says_what_it_rests_on() -> None:
    region = reference.load("twente")

    assert {f"demo.{name}" for name in reference.Demo.__dataclass_fields__} <= {*region.basis}
    assert {"participants", "actions_per_year", "memo_inhabitants"} <= {*region.basis}
    assert {"benchmark.price", "benchmark.inhabitants"} <= {*region.basis}


def test_a_region_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refused, match="twente") as refusal:
        reference.load("../regions/twente")

    assert refusal.value.code is Code.UNKNOWN_REGION


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "municipalities.csv",
            "GM0147,Borne,2600,3",
            "GM0147,Borne,2600,7",
            "twente/municipalities.csv line 3: urbanity is '7', must be a whole number, 1 to 5",
        ),
        (
            "municipalities.csv",
            "GM0147,Borne",
            "GM0141,Borne",
            "line 3: code is 'GM0141', as on line 2; must be given once",
        ),
        ("municipalities.csv", "GM0147,Borne", "GM147,Borne", "line 3: code is 'GM147', must look"),
        ("municipalities.csv", ",9140", "", "line 3: must have 5 fields"),
        ("municipalities.csv", ",9140", ",9140,1", "line 3: must have 5 fields"),
        ("municipalities.csv", "land_ha,", "land,", "line 1: the header must be code,name,land_ha"),
        ("municipalities.csv", ",9140", ",9_140", "line 3: households is '9_140', must be a whole"),
        ("municipalities.csv", "Borne", '"Bor"ne', "line 3: "),
        ("inhabitants.csv", "GM0141,2016,72425", "GM0141,2016,0", "line 3: inhabitants is '0'"),
        ("inhabitants.csv", "2016,72425,B,", "2016,72425,E,", "line 3: confidence is 'E'"),
        ("inhabitants.csv", "72425,B,cbs_later", "72425,B,cbs", "line 3: source is 'cbs', must be"),
        ("inhabitants.csv", "GM0141,2016", "GM0999,2016", "line 3: code is 'GM0999', must be one"),
        ("inhabitants.csv", "GM0141,2016,72425,B,cbs_later\n", "", "line 2: no row for 2016"),
        ("ages.csv", "2015,18,11,25", "2015,18,11,52", "line 2: the percentages sum to 127, must"),
        (
            "region.toml",
            "value = 2010-06-01",
            "value = 1910-06-01",
            "demo.start.value is 1910-06-01, must be a date",
        ),
        ("region.toml", 'name = "twente"', 'name = "drenthe"', "must be 'twente', as the folder"),
        ("region.toml", "value = 0.012", "value = nan", "opt_out.value is NaN, must be a number"),
        ("region.toml", "value = 100", "value = true", "actions_per_year.value is True, must be"),
        ("region.toml", "value = 0.15", "value = -1", "benchmark.price.value is -1, must be"),
        ("region.toml", "SMS = 0.70", "SMS = 0.71", "that sum to 1"),
        ("region.toml", "SMS = 0.70", "TELEX = 0.70", "shares of SMS, VOICE, EMAIL"),
        ("region.toml", 'label = "Twente"', "", "line 1: label is missing, must be given"),
        ("region.toml", "value = 2010-07-01", "value = 2009-07-01", "2010-06-01 to 2014-11-17"),
        ("region.toml", 'label = "Twente"', "label = Twente", "at line 6, column 9"),
        (
            "tiles.csv",
            "GM0183,2,0",
            "GM0183,1,0",
            "line 3: column 1, row 0 is that of GM1700",
        ),
        ("tiles.csv", "GM0183,2,0\n", "", "tiles.csv: no row for GM0183"),
        ("tiles.csv", "GM0183,2,0", "GM0184,2,0", "line 3: code is 'GM0184', must be one of"),
        ("tiles.csv", "GM0183,2,0", "GM1700,2,0", "line 3: code is 'GM1700', as on line 2; must"),
        ("tiles.csv", "GM0183,2,0", "GM0183,20,0", "line 3: column is '20', must be a whole"),
        ("tiles.csv", "column,row", "x,y", "line 1: the header must be code,column,row"),
        ("region.toml", "value = 2014-11-18", "value = 2024-11-18", "nothing of 2025"),
    ],
)
def test_a_slip_of_the_hand_is_answered_with_where_it_is_and_what_may_stand_there(
    twente: Path, file: str, old: str, new: str, said: str
) -> None:
    text = (twente / file).read_text(encoding="utf-8")
    assert old in text
    (twente / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(RegionRefused, match=re.escape(said)):
        reference.read(twente)


def test_a_wrong_figure_is_found_on_its_line(twente: Path) -> None:
    file = twente / "region.toml"
    text = file.read_text(encoding="utf-8").replace("value = 1930", "value = 1830")
    file.write_text(text, encoding="utf-8")
    line = text.splitlines().index("value = 1830") + 1

    with pytest.raises(RegionRefused, match=f"line {line}: demo.oldest_birth_year.value is 1830"):
        reference.read(twente)


def test_a_missing_file_is_refused(twente: Path) -> None:
    (twente / "ages.csv").unlink()

    with pytest.raises(RegionRefused, match=r"twente/ages\.csv"):
        reference.read(twente)


def test_a_second_region_is_data_alone(tmp_path: Path) -> None:
    folder = tmp_path / "ijsselland"
    folder.mkdir()
    for name, text in {
        "region.toml": """
            name = "ijsselland"
            label = "IJsselland"
            [sources.cbs_2015]
            title = "CBS, Wijk- en Buurtkaart 2015"
            confidence = "A"
            """,
        "municipalities.csv": "code,name,land_ha,urbanity,households\n"
        "GM0180,Staphorst,13418,5,5558\nGM0193,Zwolle,11131,2,56699\n",
        "inhabitants.csv": "code,year,inhabitants,confidence,source\n"
        "GM0180,2015,16421,A,cbs_2015\nGM0193,2015,123861,A,cbs_2015\n",
        "ages.csv": f"{HEADER},confidence,source\n"
        "GM0180,2015,24,14,24,24,15,A,cbs_2015\nGM0193,2015,19,12,29,25,15,A,cbs_2015\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")

    region = reference.read(folder)

    assert [place.name for place in region.places] == ["Staphorst", "Zwolle"]
    assert (region.demo, region.benchmark, [*region.figures]) == (None, None, [])
    assert region.tiles == {"GM0180": Tile(0, 0), "GM0193": Tile(1, 0)}
