"""The prediction test: that it fits and predicts as it says, and what the docs say came of it."""

import itertools
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from simulation import Confidence, OutOfBounds, Published, hindcast
from simulation.ledger.nation import NATION

MODEL = Path(__file__).parents[2] / "docs" / "model.md"
ON = (
    date(2011, 1, 1),
    date(2012, 12, 31),
    date(2014, 12, 31),
    date(2016, 12, 31),
    date(2021, 12, 31),
    date(2022, 12, 31),
)
CLOSED = date(2022, 9, 1)
GHOSTS = 1 - 0.012 / 0.09


def listed(on: date, *, h: float, δ: float, base: float, registrations: float) -> float:
    """Model, section 6, by hand: all reachable on 1 January 2011, no registrations once closed."""
    ghosts = GHOSTS * h / (h - δ)

    def arrived(t: float) -> float:
        stay, kept = (1 - np.exp(-h * t)) / h, (1 - np.exp(-δ * t)) / δ if δ else t
        return float(stay + ghosts * (kept - stay))

    t = years(on)
    stayed = np.exp(-h * t) + ghosts * (np.exp(-δ * t) - np.exp(-h * t))
    missed = arrived(max(0.0, years(on) - years(CLOSED)))
    return float(base * stayed + registrations * (arrived(t) - missed))


def years(on: date) -> float:
    """Every calendar year counts as 1."""
    return (
        on.year - 2011 + (on - date(on.year, 1, 1)).days / date(on.year, 12, 31).timetuple().tm_yday
    )


def told(on: date, people: float) -> Published:
    return Published(on=on, listed=round(people), source="by hand", confidence=Confidence.PRIMARY)


@pytest.mark.parametrize("row", range(9))
def test_the_fit_recovers_what_the_closed_form_was_given(row: int) -> None:
    h, δ = [*itertools.product((0.04, 0.09, 0.15), (0.0, 0.2, 0.5))][row]
    truth = [listed(on, h=h, δ=δ, base=250_000, registrations=330_000) for on in ON]

    found = hindcast(tuple(told(*one) for one in zip(ON, truth, strict=True))).model[row]

    assert (found.departure, found.removal) == (h, δ)
    assert found.registrations == pytest.approx(330_000, rel=5e-4)
    assert [one.fitted for one in found.predictions] == [True, True, True, False, False, False]
    assert [one.listed for one in found.predictions] == pytest.approx(truth, rel=5e-4)
    assert [one.error for one in found.predictions] == pytest.approx([0.0] * 6, abs=5e-4)


@pytest.mark.parametrize("published", NATION[1:5])
def test_between_the_ends_of_years_it_is_off_by_half_a_per_cent_at_most(
    published: Published,
) -> None:
    on = (*ON[:3], published.on)
    truth = [listed(day, h=0.15, δ=0.5, base=250_000, registrations=330_000) for day in on]

    found = hindcast(tuple(told(*one) for one in zip(on, truth, strict=True))).model[-1]

    assert found.predictions[-1].error == pytest.approx(0.0, abs=0.005)


def test_the_band_holds_every_rounding_of_the_fitted_figures_and_no_more() -> None:
    corners: list[list[float]] = []
    for ups in itertools.product((-50_000, 50_000), repeat=3):
        moved = [
            replace(one, listed=one.listed + up)
            for one, up in itertools.zip_longest(NATION, ups, fillvalue=0)
            if isinstance(one, Published)
        ]
        corners.append([one.listed for one in hindcast(tuple(moved)).middle.ahead])

    band = hindcast().middle.ahead

    assert [one.low for one in band] == pytest.approx(np.min(corners, axis=0))
    assert [one.high for one in band] == pytest.approx(np.max(corners, axis=0))


def test_the_naive_forecasters_are_a_straight_line_and_the_last_figure() -> None:
    days = np.array([one.on.toordinal() for one in NATION], dtype=float)
    people: npt.NDArray[np.float64] = np.array([one.listed for one in NATION], dtype=float)
    straight = np.polyval(np.polyfit(days[:3] - days[0], people[:3], 1), days - days[0])

    line, last = hindcast().naive

    assert [one.listed for one in line.predictions] == pytest.approx(straight)
    assert [one.listed for one in last.predictions] == pytest.approx([1_400_000] * 4)


def test_it_is_held_to_what_was_published() -> None:
    assert [(one.on.year, one.listed / 1e6) for one in NATION] == [
        (2011, 0.2), (2011, 0.6), (2014, 1.4), (2017, 1.6), (2021, 1.8), (2022, 1.7),
    ]  # fmt: skip  # facts, section 3
    assert all(one.source for one in NATION)


def test_the_docs_state_the_errors_of_every_forecaster() -> None:
    rows = re.findall(
        r"^\| (departure.*?|straight.*?|last.*?) \| (.*) \|$", MODEL.read_text(), re.M
    )

    stated = {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}

    def written(error: float) -> str:
        return f"{100 * error:+.0f} %".replace("-", "−")

    assert stated == {
        forecast.name: [
            "–" if forecast.registrations is None else f"{forecast.registrations / 1e6:.2f}",
            *(f"{one.listed / 1e6:.2f} ({written(one.error)})" for one in forecast.ahead),
        ]
        for forecast in hindcast().forecasts
    }
    assert "does not beat" in MODEL.read_text()
    assert "DOES NOT BEAT" in hindcast().words


@pytest.mark.parametrize("on", [date(2010, 12, 31), date(2023, 1, 1)])
def test_a_figure_of_another_time_is_refused(on: date) -> None:
    with pytest.raises(OutOfBounds, match=f"published={on} is outside"):
        hindcast((*NATION, told(on, 1)))


def test_one_figure_is_too_little_to_fit_two_numbers_to() -> None:
    with pytest.raises(OutOfBounds, match="fitted=1 is outside"):
        hindcast(NATION[2:])
