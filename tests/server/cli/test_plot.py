"""`--plot`: a chart as a file, beside what is printed, here and of a server."""

import re
from pathlib import Path

import pytest

from server.cli.options import ChartName
from server.telling.charts import ChartKind
from tests.server.cli.conftest import Burgernet

QUICK = ("--scenario", "FROZEN", "--engine", "analytic", "--years", "4")


def test_the_charts_that_can_be_typed_are_those_there_are() -> None:
    assert [name.value for name in ChartName] == [kind.value for kind in ChartKind]


def test_a_chart_is_written_in_each_form_by_the_ending_of_its_name(
    burgernet: Burgernet, tmp_path: Path
) -> None:
    files = [tmp_path / f"bereik.{ending}" for ending in ("svg", "PNG", "pdf")]
    plots = [part for file in files for part in ("--plot", str(file))]

    code, out, err = burgernet("project", *QUICK, *plots)

    assert code == 0
    assert out.startswith("FROZEN · Twente")
    assert err == "".join(f"burgernet: wrote {file}\n" for file in files)
    begins = [file.read_bytes()[:5] for file in files]
    assert begins == [b"<svg ", b"\x89PNG\r", b"%PDF-"]
    assert "Deelnemers die bereikbaar zijn" in files[0].read_text()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("compare", *QUICK), "What it costs and what it solves, 2018"),
        (("compare", *QUICK, "--chart-year", "2016"), "What it costs and what it solves, 2016"),
        (
            ("sensitivity", *QUICK[:2], "--years", "4", "--futures", "20", "--sets", "16"),
            "Scenario 3 (frozen register), 2018: what each figure does to “solved directly, "
            "expected”",
        ),
        (
            (
                *("sensitivity", *QUICK[:2], "--futures", "20", "--sets", "16"),
                *("--measure", "REACHABLE", "--year", "2016"),
            ),
            "Scenario 3 (frozen register), 2016: what each figure does to “reachable”",
        ),
        (("project", *QUICK, "--chart", "rate"), "Share of the actions that is solved directly"),
    ],
)
def test_each_command_draws_its_own_chart_unless_another_is_asked_for(
    burgernet: Burgernet, tmp_path: Path, command: tuple[str, ...], told: str
) -> None:
    file = tmp_path / "chart.svg"

    assert burgernet(*command, "--language", "en", "--plot", str(file))[0] == 0

    title = re.search("<title>(.*?)</title>", file.read_text())
    assert title is not None
    assert title[1].startswith(told)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--plot", "chart.jpg"), "'--plot': chart.jpg ends in none of .svg, .png, .pdf"),
        (("--plot", "chart"), "'--plot': chart ends in none of"),
        (("--plot", "nowhere/chart.svg"), "'--plot': nowhere/chart.svg cannot be written"),
        (("--chart", "rate"), "'--chart': names a chart, and --plot no file"),
        (("--plot", "chart.svg", "--chart-year", "2030"), "chart_year=2030 is outside"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_anything_is_played(
    burgernet: Burgernet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    code, out, err = burgernet("project", *QUICK, *arguments)

    assert (code, out) == (2, "")
    assert said in err
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_server_draws_the_same_picture(burgernet: Burgernet, server: str, tmp_path: Path) -> None:
    here, there = tmp_path / "here.svg", tmp_path / "there.svg"
    asked = ("compare", *QUICK, "--chart", "tiles", "--not-joining", "GM0153")

    assert burgernet(*asked, "--plot", str(here))[0] == 0
    assert burgernet(*asked, "--plot", str(there), "--server", server)[0] == 0

    assert here.read_text() == there.read_text()


@pytest.mark.slow
def test_a_server_draws_one_case_alone(burgernet: Burgernet, server: str, tmp_path: Path) -> None:
    here, there = tmp_path / "here.svg", tmp_path / "there.svg"
    asked = ("project", *QUICK)

    assert burgernet(*asked, "--plot", str(here))[0] == 0
    assert burgernet(*asked, "--plot", str(there), "--server", server)[0] == 0

    assert here.read_text() == there.read_text()
