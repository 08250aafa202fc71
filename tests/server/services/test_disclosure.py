"""What is published is attacked by whoever knows everything but what happened."""

import pytest

from server.services.disclosure import GUARD, Cube, Key, complemented, known, publish, shown
from server.services.publishing import cubes_of_actions
from tests.attacked import SURE, named, surest
from tests.differencing import Life

LIVES = [
    Life(level=level, leaving=leaving, coming=balance * leaving * level)
    for level in (1, 3, 8, 14)
    for leaving in (0.01, 0.09)
    for balance in (0.0, 1.0)
]
TOWNS = {
    "few": {"GM0001": 4.0, "GM0002": 9.0, "GM0003": 30.0},
    "many": {"GM0001": 1.5, "GM0002": 70.0},
}


@pytest.mark.parametrize("life", LIVES, ids=str)
def test_all_years_of_a_cell_together_name_no_count_of_persons(life: Life) -> None:
    assert surest(life, seed=1, cells=40) < SURE


@pytest.mark.parametrize("least", [5, 8])
def test_the_attacker_is_sure_of_cells_that_fall_below_a_lower_bound(least: int) -> None:
    slow = Life(level=8, leaving=0.03, coming=0.24)

    assert surest(slow, seed=1, cells=60, least=least) > 0.8


@pytest.mark.parametrize("towns", TOWNS)
def test_all_tables_of_actions_together_name_no_count_of_persons(towns: str) -> None:
    published, worst = named(TOWNS[towns], seeds=range(4))

    assert published
    assert worst < SURE


@pytest.mark.parametrize("first", [2010, 2012, None])
def test_years_of_actions_begin_alike_whenever_the_first_one_was(first: int | None) -> None:
    """Else a year that is hidden would tell that there was one at least."""
    by_year: dict[Key, int] = {} if first is None else {(str(first),): 1}

    yearly, *_ = cubes_of_actions(by_year, {}, municipalities=[], until=2015)

    assert yearly.cells == {(str(year),): None for year in range(2010, 2015)}


def test_what_is_shown_of_a_count_tells_between_which_it_lies() -> None:
    for count in range(60):
        low, high = known(shown(count))
        assert low <= count <= high
        assert [shown(one) for one in (low, high)] == [shown(count)] * 2
        assert shown(high + 1) != shown(count)


def test_a_total_adds_up_what_is_shown_and_nothing_else() -> None:
    counts: dict[Key, int] = {
        ("a", "x"): 12,
        ("a", "y"): 9,
        ("b", "x"): 13,
        ("b", "y"): 8,
        ("c", "x"): 3,
    }
    cube = publish(counts, {"PLACE": "abc", "KIND": "xyz"})

    assert cube.by(["PLACE"]) == [(("a",), 10), (("b",), 15), (("c",), None)]
    assert cube.by(["KIND"]) == [(("x",), 25), (("y",), None), (("z",), None)]
    assert len(cube.by(["KIND", "PLACE"])) == 9


def test_a_cell_is_not_hidden_alone_where_its_table_has_a_total() -> None:
    counts: dict[Key, int] = {
        ("a", "1"): 9,
        ("b", "1"): 12,
        ("c", "1"): 14,
        ("d", "1"): 80,
        ("a", "2"): 50,
    }
    axes = {"PLACE": "abcd", "PERIOD": "12"}
    cube = complemented(publish(counts, axes), counts, along="PERIOD")

    hidden = {cell for cell, count in cube.cells.items() if count is None}

    assert {("a", "1"), ("b", "1"), ("c", "1")} <= hidden
    assert ("d", "1") not in hidden
    assert sum(counts[cell] for cell in hidden if cell in counts and cell[1] == "1") >= GUARD
    assert isinstance(cube, Cube)


def test_the_least_count_that_is_shown_is_ten() -> None:
    assert [shown(count) for count in (9, 10, 12, 13)] == [None, 10, 10, 15]


@pytest.mark.parametrize(("eight", "also"), [(8, False), (7, True)])
def test_hidden_cells_that_are_twenty_five_together_hide_no_other(
    eight: int, *, also: bool
) -> None:
    counts: dict[Key, int] = {("a", "1"): 9, ("b", "1"): 8, ("c", "1"): eight, ("d", "1"): 12}
    axes = {"PLACE": "abcd", "PERIOD": "1"}

    cube = complemented(publish(counts, axes), counts, along="PERIOD")

    assert (cube.cells["d", "1"] is None) is also
