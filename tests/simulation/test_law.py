"""The closed forms against the differential equations they solve, integrated by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import law

hazard = st.floats(0.0, 5.0)


def integrate(h: float, γ: float, δ: float, t: float) -> tuple[float, ...]:
    """Runge–Kutta for one who is reachable at first, and for arrivals at 1 a year."""

    def slope(y: np.ndarray) -> np.ndarray:
        stay, linger, arrived, arrived_lingering = y
        return np.array(
            [
                -h * stay,
                γ * h * stay - δ * linger,
                1.0 - h * arrived,
                γ * h * arrived - δ * arrived_lingering,
            ]
        )

    y, parts = np.array([1.0, 0.0, 0.0, 0.0]), 400
    for _ in range(parts):
        dt = t / parts
        a = slope(y)
        b = slope(y + dt / 2 * a)
        c = slope(y + dt / 2 * b)
        d = slope(y + dt * c)
        y = y + dt / 6 * (a + 2 * b + 2 * c + d)
    return tuple(y)


@given(h=hazard, γ=st.floats(0.0, 1.0), δ=hazard, t=st.floats(0.003, 1.0))
def test_fates_solve_their_differential_equations(h: float, γ: float, δ: float, t: float) -> None:
    args = [np.array([value]) for value in (h, γ, δ, t)]

    found = (
        law.staying(args[0], args[3]),
        law.becoming_unreachable(*args),
        law.arrived_reachable(args[0], args[3]),
        law.arrived_unreachable(*args),
    )

    assert [float(value[0]) for value in found] == pytest.approx(integrate(h, γ, δ, t), abs=2e-8)


@pytest.mark.parametrize("gap", [0.0, 1e-12, 1e-9, 1e-6, 0.999e-3, 1.001e-3])
def test_equal_hazards_are_no_edge(gap: float) -> None:
    h, γ, t = np.array([0.3]), np.array([0.9]), np.array([1.0])

    found = law.arrived_unreachable(h, γ, h + gap, t)

    assert found[0] == pytest.approx(integrate(0.3, 0.9, 0.3 + gap, 1.0)[3], rel=1e-9)


def test_nobody_is_lost_or_made() -> None:
    h, γ, t = np.array([0.4]), np.array([1.0]), np.array([1.0])

    still_listed = law.staying(h, t) + law.becoming_unreachable(h, γ, np.zeros(1), t)
    arrived = law.arrived_reachable(h, t) + law.arrived_unreachable(h, γ, np.zeros(1), t)

    assert still_listed == pytest.approx(1.0, abs=1e-14)
    assert arrived == pytest.approx(1.0, abs=1e-14)
