from itertools import combinations

import numpy as np
import pytest

from server.telling.charts import theme
from server.telling.charts.tiles import WHITE_FROM
from simulation.arrays import Floats

SEEN = {
    "by all three cones": np.eye(3),
    # Viénot, Brettel and Mollon (1999), on linear sRGB
    "with protanopia": np.array(
        [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]]
    ),
    "with deuteranopia": np.array(
        [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]]
    ),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = XYZ.sum(axis=1)


def linear(color: str) -> Floats:
    parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(light: Floats) -> Floats:
    """CIE L*a*b* of linear sRGB."""
    ratio = XYZ @ light / WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lightness(color: str) -> float:
    return float(lab(linear(color))[0])


def contrast(one: str, other: str) -> float:
    """WCAG's, from 1 to 21."""
    low, high = sorted(float(XYZ[1] @ linear(color)) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("eyes", SEEN)
def test_two_series_differ_in_colour_whoever_looks_at_them(eyes: str) -> None:
    for one, other in combinations(theme.SERIES, 2):
        seen = [lab(SEEN[eyes] @ linear(color)) for color in (one, other)]

        assert np.linalg.norm(seen[0] - seen[1]) > 20, (one, other)


def test_in_grey_two_series_differ_by_dash_and_by_shape() -> None:
    assert len(set(theme.DASHES)) == len(set(theme.SHAPES)) == len(theme.SERIES)
    assert len(set(theme.SERIES)) == len(theme.SERIES)


def test_a_pair_of_fills_differs_in_grey_as_in_colour() -> None:
    assert abs(lightness(theme.DARK) - lightness(theme.LIGHT)) > 35


def test_more_is_darker_in_even_steps_that_grey_print_shows() -> None:
    steps = -np.diff([lightness(color) for color in theme.SHARES])

    assert (steps > 9).all()


def test_lines_stand_out_from_paper_and_from_the_memo() -> None:
    for color in theme.SERIES:
        assert contrast(color, theme.PAPER) >= 3
        assert contrast(color, theme.MEMO) >= 3


@pytest.mark.parametrize("ink", [theme.INK, theme.FAINT])
def test_text_can_be_read_on_paper(ink: str) -> None:
    assert contrast(ink, theme.PAPER) >= 4.5


def test_text_can_be_read_on_every_tile() -> None:
    for level, fill in enumerate(theme.SHARES):
        ink = theme.PAPER if level >= WHITE_FROM else theme.INK
        assert contrast(ink, fill) >= 4.5, fill
