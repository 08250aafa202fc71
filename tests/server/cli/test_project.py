"""What `burgernet project` prints."""

import csv
import io
import json
import math
import re
from pathlib import Path

import pytest

from simulation import MEANINGS, MODEL_VERSION, Measure, ScenarioName
from tests.server.cli.conftest import Burgernet

HEADER = "scenario,municipality,year,measure,unit,mean,standard_error,p05,p50,p95"
FACTS = ("--set", "departure=0.09", "--set", "participants=37000")
NO_GHOSTS = ("--set", "starting_ghost_share=0")
SHORT = ("--years", "2", "--replications", "20")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def of(found: list[dict[str, str]], measure: Measure, municipality: str = "") -> list[float]:
    return [
        float(row["mean"])
        for row in found
        if (row["measure"], row["municipality"]) == (measure, municipality)
    ]


def test_a_frozen_base_shrinks_as_the_facts_say(burgernet: Burgernet) -> None:
    code, out, _ = burgernet(
        *("project", "--scenario", "FROZEN", *FACTS, *NO_GHOSTS),
        *("--engine", "analytic", "--format", "csv"),
    )

    reachable = of(rows(out), Measure.REACHABLE)

    assert code == 0
    assert [round(reachable[t - 1]) for t in (1, 3, 5, 10)] == [33_815, 28_245, 23_592, 15_043]


def test_what_follows_one_another_is_played_and_told(burgernet: Burgernet) -> None:
    code, out, _ = burgernet(
        *("project", "--scenario", "FROZEN", "--engine", "analytic", "--app", "with"),
        *("--then", "2023-03-21:ENDED", "--campaign", "2017-03-06:5000"),
        *("--not-joining", "GM0183", "--set", "elasticity=1@2019-01-01"),
    )

    assert code == 0
    for told in (
        "Apart from GM0183. From 2023-03-21: ENDED. Campaign of 5,000 from 2017-03-06.",
        "elasticity = 1 from 2019-01-01.",
        "Users of the app count.",
    ):
        assert told in " ".join(out.split())


def test_a_precision_sets_the_replications(burgernet: Burgernet) -> None:
    code, out, _ = burgernet(
        "project", "--scenario", "FROZEN", "--years", "1", "--precision", "0.1"
    )

    # 12.3 solved a year, a Poisson number: (1.96 / 0.1)² / 12.3 = 31.2
    assert code == 0
    assert "aggregate engine: 32 replications" in " ".join(out.split())


def test_csv_and_json_hold_the_same_numbers(burgernet: Burgernet) -> None:
    asked = ("project", "--scenario", "ENDED", "--scenario", "today", *SHORT)

    _, as_csv, _ = burgernet(*asked, "--format", "csv")
    _, as_json, _ = burgernet(*asked, "--format", "json")

    records = json.loads(as_json)
    assert as_csv.splitlines()[0] == HEADER
    assert {tuple(record) for record in records} == {tuple(HEADER.split(","))}
    assert [
        {name: "" if value is None else str(value) for name, value in record.items()}
        for record in records
    ] == rows(as_csv)
    assert "nan" not in (as_csv + as_json).lower()


def test_every_scenario_measure_and_year_stands_once_with_its_unit(burgernet: Burgernet) -> None:
    _, out, _ = burgernet("project", "--scenario", "ALL", "--format", "csv", *SHORT)

    found = rows(out)

    assert [(row["scenario"], row["measure"], row["year"]) for row in found] == [
        (scenario, measure, year)
        for scenario in ScenarioName
        for measure in Measure
        for year in ("2015", "2016")
    ]
    assert all(row["unit"] == MEANINGS[Measure(row["measure"])].unit for row in found)


def test_what_is_undefined_is_empty_and_null_not_nought(burgernet: Burgernet) -> None:
    asked = ("project", "--scenario", "ENDED", *SHORT)

    _, as_csv, _ = burgernet(*asked, "--format", "csv")
    _, as_json, _ = burgernet(*asked, "--format", "json")

    rate = next(row for row in rows(as_csv) if row["measure"] == "DIRECT_RESOLUTION_RATE")
    record = next(row for row in json.loads(as_json) if row["measure"] == "DIRECT_RESOLUTION_RATE")
    assert {rate[name] for name in ("mean", "standard_error", "p05", "p50", "p95")} == {""}
    assert {record[name] for name in ("mean", "standard_error", "p05", "p50", "p95")} == {None}


def test_municipalities_add_up_to_the_region(burgernet: Burgernet) -> None:
    asked = ("project", "--scenario", "LEAN", "--by", "municipality", "--format", "csv", *SHORT)
    _, out, _ = burgernet(*asked)

    found = rows(out)

    codes = {row["municipality"] for row in found} - {""}
    assert len(codes) == 14
    for measure in (Measure.LISTED, Measure.SOLVED_DIRECTLY, Measure.TOTAL_COST):
        parts = zip(*(of(found, measure, code) for code in codes), strict=True)
        assert [sum(part) for part in parts] == pytest.approx(of(found, measure))


def test_readings_and_figures_reach_the_simulation(burgernet: Burgernet) -> None:
    def cost(*more: str) -> float:
        asked = ("--years", "1", "--engine", "analytic", "--format", "csv", *more)
        _, out, _ = burgernet("project", *asked)
        return of(rows(out), Measure.ORGANISATION_COST)[0]

    supplementary = ("--scenario", "REGIONAL_SUPPLEMENTARY")
    local = ("--scenario", "LOCAL", "--set", "HOURLY_WAGE=100")

    assert round(cost(*supplementary)) == 43_880
    assert round(cost(*supplementary, "--supplementary", "additional")) == 62_686
    assert round(cost(*local, "--hours", "per_municipality")) == 336_000


def test_links_and_steps_change_what_they_should(burgernet: Burgernet) -> None:
    def last(measure: Measure, *more: str) -> float:
        asked = ("project", "--scenario", "FROZEN", "--format", "csv", "--years", "3", *more)
        _, out, _ = burgernet(*asked)
        return of(rows(out), measure)[-1]

    rate = Measure.DIRECT_RESOLUTION_RATE
    few = ("--replications", "20")

    exact = [last(rate, "--engine", "analytic", "--link", link) for link in ("power", "ceiling")]
    assert exact[0] > exact[1]
    assert last(Measure.REACHABLE, *few) != last(Measure.REACHABLE, *few, "--step", "month")
    assert last(Measure.REACHABLE, *few) != last(Measure.REACHABLE, *few, "--seed", "2")


def test_a_table_says_what_it_rests_on(burgernet: Burgernet) -> None:
    code, out, err = burgernet("project", "--scenario", "FROZEN", "--seed", "7", *SHORT)

    said = " ".join(out.split())
    assert (code, err) == (0, "")
    assert "SYNTHETIC" in said
    assert f"Model {MODEL_VERSION}, data " in said
    assert "20 replications, steps of a year, seed 7." in said
    assert re.search(r"^start +32,560 +37,000 +4,440 +12\.5 ", out, re.MULTILINE)
    assert re.search(r"^ 2015 +29,\d{3} +29,\d{3}–29,\d{3} ", out, re.MULTILINE)


def test_a_table_fits_eighty_columns_and_cuts_no_number_in_fewer(
    burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def width(columns: str) -> int:
        monkeypatch.setenv("COLUMNS", columns)
        _, out, _ = burgernet("project", "--scenario", "ALL", *SHORT)
        assert "…" not in out
        return max(map(len, out.splitlines()))

    assert width("80") <= 80
    assert width("40") <= 80


def test_a_table_of_exact_means_has_no_bands(burgernet: Burgernet) -> None:
    _, out, _ = burgernet("project", "--scenario", "ENDED", "--engine", "analytic")

    assert "5–95" not in out
    assert "nan" not in out.lower()
    assert "exact means, no luck" in " ".join(out.split())


@pytest.mark.slow
def test_where_there_is_no_register_a_synthetic_one_is_drawn_and_said_so(
    burgernet: Burgernet, tmp_path: Path
) -> None:
    missing = tmp_path / "new.sqlite"
    asked = ("project", "--scenario", "TODAY", "--format", "json", "--engine", "analytic")

    code, out, err = burgernet(*asked, "--database", str(missing))
    _, again, quiet = burgernet(*asked, "--database", str(missing))

    assert code == 0
    assert missing.exists()
    assert "drawing a SYNTHETIC one" in err
    assert "drawing" not in quiet
    assert out == again
    assert all(math.isfinite(row["mean"]) for row in json.loads(out) if row["measure"] == "LISTED")


def test_on_the_registers_basis_each_figure_that_is_not_the_ledgers_is_told(
    burgernet: Burgernet,
) -> None:
    asked = ("project", "--scenario", "TODAY", "--engine", "analytic", "--format", "csv")

    _, ledger, silent = burgernet(*asked)
    _, same, _ = burgernet(*asked, "--basis", "ledger")
    code, other, said = burgernet(*asked, "--basis", "registry")

    assert code == 0
    assert ledger == same != other
    assert "not the ledger's" not in silent
    for name in ("opt_out", "registrations_today"):
        assert re.search(rf"{name} = .*, not the ledger's: SYNTHETIC register of Twente", said)
    assert "resolution_today = " not in said  # too little of it is published


def test_participants_may_be_played_one_by_one(burgernet: Burgernet) -> None:
    asked = ("project", "--scenario", "FROZEN", "--years", "2", "--set", "participants=300")

    code, out, err = burgernet(
        *asked, "--engine", "individual", "--replications", "30", "--format", "csv"
    )
    _, exact, _ = burgernet(*asked, "--engine", "analytic", "--format", "csv")

    drawn = [row for row in rows(out) if row["measure"] == Measure.REACHABLE]
    errors = [float(row["standard_error"]) for row in drawn[-2:]]
    truth = of(rows(exact), Measure.REACHABLE)[-2:]
    assert code == 0
    for row, mean, error in zip(drawn[-2:], truth, errors, strict=True):
        assert abs(float(row["mean"]) - mean) < 4.4 * error
    assert "individual engine: 30 replications, seed 1." in err
