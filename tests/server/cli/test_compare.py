"""What `burgernet compare` prints."""

import csv
import io
import json
import re
from collections.abc import Sequence

import pytest

from simulation import Measure
from simulation.measures import FLOWS
from tests.server.cli.conftest import Burgernet

SHORT = ("--years", "3", "--replications", "250")
HEADER = "baseline,scenario,quantity,measure,year,price,unit,value,standard_error,p05,p50,p95"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def only(found: Sequence[dict[str, str]], **wanted: str) -> dict[str, str]:
    (row,) = (row for row in found if all(row[name] == value for name, value in wanted.items()))
    return row


def test_the_baseline_is_named_and_the_answer_comes_first(burgernet: Burgernet) -> None:
    code, out, err = burgernet("compare", "--scenario", "FROZEN", *SHORT)

    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0] == "FROZEN against TODAY, the baseline · Twente, 2015–2017"
    assert lines[2].startswith("FROZEN solves ")
    assert " fewer directly and costs € " in lines[2]
    said = " ".join(out.split())
    assert "FROZEN takes no registrations" in said
    assert "relationship management alone" in said
    assert "SYNTHETIC" in said


def test_a_comparison_fits_eighty_columns_and_cuts_no_number(
    burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    asked = ("--baseline", "LOCAL", "--scenario", "REGIONAL_BASIC", "--price", "1000000")

    _, out, _ = burgernet("compare", *asked, "--engine", "analytic")

    assert max(map(len, out.splitlines())) <= 80
    assert "…" not in out
    assert "nan" not in out.lower()
    assert "−" in out
    assert not re.search(r"(?<![\w-])-\d", out), "a hyphen for a minus sign"


def test_csv_and_json_hold_the_same_numbers(burgernet: Burgernet) -> None:
    asked = ("compare", "--baseline", "local", "--scenario", "REGIONAL_BASIC", *SHORT)

    code, as_csv, err = burgernet(*asked, "--format", "csv")
    _, as_json, _ = burgernet(*asked, "--format", "json")

    assert code == 0
    assert "SYNTHETIC" in err
    assert as_csv.splitlines()[0] == HEADER
    assert [
        {name: "" if value is None else str(value) for name, value in record.items()}
        for record in json.loads(as_json)
    ] == rows(as_csv)
    assert "nan" not in (as_csv + as_json).lower()


def test_every_quantity_stands_where_it_is_documented(burgernet: Burgernet) -> None:
    asked = ("compare", "--baseline", "LOCAL", "--scenario", "REGIONAL_BASIC", *SHORT)
    _, out, _ = burgernet(*asked, "--price", "5000", "--format", "csv")

    found = rows(out)

    for flow in FLOWS:
        assert only(found, quantity="difference", measure=flow, year="")["unit"]
    wage = only(found, quantity="break_even", measure="hourly_wage")
    assert float(wage["value"]) == pytest.approx(6.75)
    curve = only(found, quantity="worth_its_cost", measure=Measure.EXPECTED_SOLVED, price="5000.0")
    assert float(curve["value"]) == 1.0
    assert float(only(found, quantity="solves_as_many", year="")["value"]) == 1.0
    assert only(found, quantity="cost_per_extra_solved", measure="EXPECTED_SOLVED")["value"] == ""
    assert float(only(found, quantity="benchmark")["value"]) == pytest.approx(94_028.55)
    never = only(found, quantity="never_below", scenario="LOCAL")
    assert float(never["value"]) == 1.0
    assert {row["baseline"] for row in found} == {"LOCAL"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--threshold", "10"), "threshold=10 is outside [0, 1]"),
        (("--price", "-1"), "price=-1 is outside [0, 1000000000]"),
        (("--price", "much"), "'--price'"),
        (("--price", "1") * 11, "prices=11 is outside [1, 10]"),
        (("--baseline", "THAW"), "'--baseline': 'THAW' is none of TODAY"),
        (("--baseline", "ALL"), "'--baseline': 'ALL' is more than one"),
        (("--baseline", "FROZEN"), "there is nothing but the baseline, FROZEN"),
        (("--years", "31"), "years=31 is outside [1, 30]"),
        (("--set", "death=-1"), "death=-1 is outside [0, 5]"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    burgernet: Burgernet, options: tuple[str, ...], said: str
) -> None:
    code, out, err = burgernet("compare", "--scenario", "FROZEN", *options)

    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
