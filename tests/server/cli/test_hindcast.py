"""What `burgernet hindcast` prints."""

import csv
import io
import json

import pytest

from simulation import hindcast
from tests.server.cli.conftest import Burgernet


def test_the_table_shows_every_forecaster_with_its_errors_and_says_who_wins(
    burgernet: Burgernet,
) -> None:
    code, out, _ = burgernet("hindcast")

    lines = out.splitlines()
    assert code == 0
    for forecast in hindcast().forecasts:
        name = forecast.name.replace("departure ", "").replace("removal ", "")
        (line,) = [line for line in lines if line.startswith(f"{name} ")]
        assert len(line) <= 80
        for one in forecast.ahead:
            assert f"{one.listed / 1e6:.2f} " in line
            assert f"{abs(100 * one.error):.0f} %" in line
    assert "DOES NOT BEAT" in out
    assert "New municipalities joined" in out


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_records_hold_every_prediction_with_its_source(burgernet: Burgernet, format_: str) -> None:
    _, out, err = burgernet("hindcast", "--format", format_)

    rows = json.loads(out) if format_ == "json" else list(csv.DictReader(io.StringIO(out)))

    assert len(rows) == 10 * 6 + 4
    for row in rows:
        assert float(row["predicted"]) / float(row["published"]) - 1 == pytest.approx(
            float(row["error"])
        )
        assert float(row["low"]) < float(row["predicted"]) < float(row["high"])
        assert row["source"]
    assert "DOES NOT BEAT" in err
