from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def largest_remainder(total: int, weights: Sequence[int | Decimal | Fraction]) -> list[int]:
    """Whole numbers that sum to `total`, as near pro rata to `weights` as can be.

    Everyone gets the whole part of the quota; what is left goes, one each, to the largest
    fractions, the first of equals first. No floats: 0.05 as a binary fraction breaks ties by
    rounding error.
    """
    if total < 0 or not weights or min(weights) < 0 or sum(weights) == 0:
        raise ValueError(f"cannot apportion {total} to {list(weights)}")
    shares = [Fraction(weight) for weight in weights]
    quotas = [total * share / sum(shares) for share in shares]
    parts = [int(quota) for quota in quotas]
    by_fraction = sorted(range(len(parts)), key=lambda i: parts[i] - quotas[i])
    for i in by_fraction[: total - sum(parts)]:
        parts[i] += 1
    return parts
