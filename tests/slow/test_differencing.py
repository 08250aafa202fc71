"""The attack on what is published, on many worlds: small towns, quick and slow registers."""

import pytest

from tests.attacked import SURE, named, surest
from tests.differencing import Life

pytestmark = pytest.mark.slow

LIVES = [
    Life(level=level, leaving=leaving, coming=balance * leaving * level)
    for level in (0.5, 1, 2, 3, 5, 8, 12, 20)
    for leaving in (0.01, 0.03, 0.09, 0.3)
    for balance in (0.0, 1.0, 1.5)
]
TOWNS = [
    {"GM0001": 4.0, "GM0002": 9.0, "GM0003": 30.0},
    {"GM0001": 1.5, "GM0002": 70.0},
    {"GM0001": 0.5, "GM0002": 1.0, "GM0003": 60.0},
    {"GM0001": 8.0, "GM0002": 8.0, "GM0003": 40.0},
]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("life", LIVES, ids=str)
def test_ten_years_of_many_cells_name_no_count_of_persons(life: Life, seed: int) -> None:
    assert surest(life, seed=seed, cells=300, years=10) < SURE


@pytest.mark.parametrize("towns", TOWNS, ids=str)
def test_all_tables_of_actions_name_no_count_of_persons(towns: dict[str, float]) -> None:
    published, worst = named(towns, seeds=range(100, 140))

    assert published > 10
    assert worst < SURE
