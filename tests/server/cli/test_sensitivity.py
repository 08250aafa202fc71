"""What `burgernet sensitivity` prints."""

import csv
import io
import json
import re

import pytest

from server.cli.doubt_tables import WIDTH, drawn_bar
from simulation import LEDGER, Bar, Parameter
from tests.server.cli.conftest import Burgernet

FEW = ("--sets", "32", "--futures", "250", "--parameters", "elasticity,death,hourly_wage")
FROZEN = ("sensitivity", "--scenario", "FROZEN", *FEW)


def test_a_table_says_in_a_sentence_what_matters_most(burgernet: Burgernet) -> None:
    code, out, err = burgernet(*FROZEN, "--axes", "elasticity,death", "--year", "2020")

    said = " ".join(out.split())
    assert (code, err) == (0, "")
    assert said.startswith("EXPECTED_SOLVED of FROZEN in 2020:")
    assert "the greatest part is that about elasticity" in said
    assert "These change nothing here: hourly_wage." in said
    assert "an action solved being worth € 5,000" in said
    assert "link power (as asked)" in said
    assert "Where FROZEN is worth more than TODAY (+), an action solved being worth" in said
    assert "EXPECTED_SOLVED TOTAL_COST actions/year euro of 2014/year" in said
    assert not re.search(r"(?<![\w-])-\d", out), "a hyphen for a minus sign"
    assert "SYNTHETIC" in said
    assert max(map(len, out.splitlines())) <= 80
    assert "…" not in out


def test_csv_and_json_hold_the_same_numbers_of_every_part(burgernet: Burgernet) -> None:
    _, as_csv, _ = burgernet(*FROZEN, "--format", "csv")
    _, as_json, _ = burgernet(*FROZEN, "--format", "json")

    rows = list(csv.DictReader(io.StringIO(as_csv)))
    told = json.loads(as_json)
    assert [{name: str(value) for name, value in record.items()} for record in told] == rows
    assert {row["part"] for row in rows} == {"tornado", "sobol", "regret", "structure"}
    found = {(row["part"], row["subject"], row["quantity"]): float(row["value"]) for row in rows}
    assert found["tornado", "elasticity", "at_low"] == pytest.approx(12.5)
    assert found["tornado", "elasticity", "high"] == LEDGER["elasticity"].high
    assert found["sobol", "hourly_wage", "total"] == 0.0


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--scenario", "THAW", "'THAW' is none of"),
        ("--measure", "HAPPINESS", "'HAPPINESS' is none of LISTED"),
        ("--year", "1999", "year=1999 is outside [2015, 2024]"),
        ("--parameters", "deth", "did you mean death?"),
        ("--parameters", "price_basic", "price_basic, which has no distribution"),
        ("--axes", "death", "'death' is not two figures"),
        ("--axes", "death,price_basic", "price_basic has no range in the ledger"),
        ("--price", "-1", "price=-1 is outside [0, 10000000]"),
        ("--sets", "33", "sets=33 is no power of two"),
        ("--futures", "0", "futures=0 is outside [1, 100000]"),
        ("--start", "2010", "nobody was listed on 2010-01-01"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    burgernet: Burgernet, option: str, value: str, said: str
) -> None:
    code, out, err = burgernet(*FROZEN, option, value)

    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_bar_reaches_from_its_low_over_the_ledgers_answer_to_its_high() -> None:
    bar = Bar(
        parameter=Parameter.DEATH, low=0, value=1, high=2, at_low=9.0, at_value=5.0, at_high=3.0
    )

    drawn = drawn_bar(bar, 0.0, 9.0)

    assert len(drawn) == WIDTH
    assert re.fullmatch(" +█+│░+", drawn)
    assert drawn.count("░") > drawn.count("█")
