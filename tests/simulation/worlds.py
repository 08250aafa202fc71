"""Regions to play in: Twente by hand from the published figures, and small ones from luck."""

from datetime import date

import numpy as np
from hypothesis import strategies as st

from simulation import (
    Adoption,
    Change,
    Link,
    Municipality,
    Parameter,
    Region,
    ScenarioName,
    WhatIf,
)

INHABITANTS_2015 = {
    "GM0141": 72291, "GM0147": 21992, "GM0153": 158553, "GM0158": 24307, "GM0163": 35622,
    "GM0164": 81059, "GM0168": 22467, "GM0173": 32120, "GM0183": 21142, "GM0189": 23874,
    "GM1700": 33874, "GM1735": 34917, "GM1742": 37830, "GM1774": 25928,
}  # fmt: skip  # one line a row of the published table
AGES = (0.25, 0.50, 0.20, 0.05)


def twente(participants: int = 37_000) -> Region:
    """Largest remainder over municipalities, then over cohorts; written apart from the code."""
    total = sum(INHABITANTS_2015.values())
    shares = [people / total for people in INHABITANTS_2015.values()]
    listed = _largest_remainder(participants, shares)
    return Region(
        name="Twente",
        municipalities=tuple(
            Municipality(
                code=code,
                name=code,
                inhabitants=people,
                listed=tuple(_largest_remainder(number, AGES)),
            )
            for (code, people), number in zip(INHABITANTS_2015.items(), listed, strict=True)
        ),
    )


def _largest_remainder(total: int, shares: list[float] | tuple[float, ...]) -> list[int]:
    quotas = np.array(shares) * total
    whole = np.floor(quotas).astype(int)
    for i in np.argsort(whole - quotas, kind="stable")[: total - whole.sum()]:
        whole[i] += 1
    return [int(number) for number in whole]


def hamlet(listed: int = 120) -> Region:
    """Two small places, so that luck and rounding matter."""
    return Region(
        name="Hamlet",
        municipalities=tuple(
            Municipality(
                code=code, name=code, inhabitants=people, listed=(listed, 2 * listed, 7, 0)
            )
            for code, people in (("GM0001", 900), ("GM0002", 4100))
        ),
    )


counts = st.tuples(*[st.integers(0, 400)] * 4)
municipalities = st.builds(
    Municipality,
    code=st.sampled_from(["GM0001", "GM0002", "GM0003"]),
    name=st.just("somewhere"),
    inhabitants=st.integers(1, 200_000),
    listed=counts,
)
regions = st.builds(
    Region,
    name=st.just("Small"),
    municipalities=st.lists(municipalities, min_size=1, max_size=3, unique_by=lambda m: m.code).map(
        tuple
    ),
)
hazards = st.sampled_from(
    [
        Parameter.DEATH,
        Parameter.MOVE_OUT,
        Parameter.NUMBER_CHANGE,
        Parameter.OPT_OUT,
        Parameter.DEPARTURE,
        Parameter.REMOVAL,
    ]
)
dates = st.none() | st.dates(date(2015, 1, 1), date(2016, 12, 31))
changes = st.builds(
    Change, parameter=hazards, value=st.sampled_from([0.0, 0.01, 0.3, 2.0]), since=dates
)
adoptions = st.builds(Adoption, scenario=st.sampled_from(ScenarioName), since=dates)
whatifs = st.builds(
    WhatIf,
    adoptions=st.lists(adoptions, max_size=2).map(tuple),
    years=st.just(2),
    changes=st.lists(changes, max_size=3).map(tuple),
    link=st.sampled_from(Link),
)
