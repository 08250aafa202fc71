from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.registry.apportionment import largest_remainder

weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any)


@given(st.integers(0, 10**6), weights)
def test_the_parts_sum_to_the_total_and_are_within_one_of_the_quota(
    total: int, weights: list[int]
) -> None:
    parts = largest_remainder(total, weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


def test_of_equal_remainders_the_first_gets_the_seat() -> None:
    assert largest_remainder(5, [1, 1, 1, 1]) == [2, 1, 1, 1]


def test_shares_in_decimals_divide_without_rounding_error() -> None:
    shares = [Decimal("0.05"), Decimal("0.20"), Decimal("0.50"), Decimal("0.25")]

    assert largest_remainder(10, shares) == [1, 2, 5, 2]


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [2, -1])])
def test_what_cannot_be_apportioned_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="cannot apportion"):
        largest_remainder(total, weights)
