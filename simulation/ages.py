"""Birth cohorts: what ageing does to hazards, and how old newcomers are.

A class of participants is a birth cohort, so that people age. In 2015 the four cohorts are those
aged 65 and over, 45–64, 25–44 and 16–24. Each hazard has a fixed profile over these age groups,
relative to its mean over the age mix of today's base; a cohort's hazard in a year is the profile
at the ages it then has, spread evenly over its birth years.
"""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from simulation.arrays import Floats
from simulation.assumptions import Parameter

COHORTS: Final = ("BORN_BEFORE_1950", "BORN_1950_1969", "BORN_1970_1989", "BORN_SINCE_1990")
FIRST_BIRTH_YEARS: Final = (1930, 1950, 1970, 1990)
"""First birth year of each cohort; the first holds all who are older as well."""

MINIMUM_AGE: Final = 16
OLDEST_NEWCOMER: Final = 84
AGE_MIX: Final = (0.05, 0.20, 0.50, 0.25)
"""Share of today's base aged 16–24, 25–44, 45–64 and 65+ [assumption]."""

CAUSES: Final = (
    Parameter.DEATH,
    Parameter.MOVE_OUT,
    Parameter.MOVE_WITHIN,
    Parameter.NUMBER_CHANGE,
    Parameter.OPT_OUT,
)
PROFILES: Final[Mapping[Parameter, tuple[float, float, float, float]]] = MappingProxyType(
    {
        Parameter.DEATH: (0.03, 0.06, 0.4, 2.6),
        Parameter.MOVE_OUT: (9.2 + 1.9, 6.8 + 1.8, 2.1 + 0.4, 1.4 + 0.2),
        Parameter.MOVE_WITHIN: (8.2, 9.1, 3.0, 2.2),
        Parameter.NUMBER_CHANGE: (1.0, 1.0, 1.0, 1.0),
        Parameter.OPT_OUT: (1.0, 1.0, 1.0, 1.0),
    }
)
"""Hazard by age group, in any unit: only the proportions count [CBS 2014 and 2017]."""


def cohort_of(birth_year: int) -> int:
    """Index of the cohort of someone born in `birth_year`."""
    return max(0, bisect_right(FIRST_BIRTH_YEARS, birth_year) - 1)


def relative_profiles() -> Floats:
    """Hazard of each cause and age group relative to the whole base; shape (cause, group) [-]."""
    profiles = np.array([PROFILES[cause] for cause in CAUSES])
    return np.asarray(profiles / (profiles @ np.array(AGE_MIX))[:, None])


@cache
def relative_hazards(year: int) -> Floats:
    """Hazard of each cause and cohort in `year`, likewise; shape (cause, cohort) [-]."""
    relative = relative_profiles()
    return np.stack([relative[:, _groups(ages)].mean(axis=1) for ages in _ages(year)], axis=1)


def newcomers(year: int, hazards: Floats) -> Floats:
    """Share of each cohort among those who register in `year`; shape (..., cohort), sums to 1.

    Newcomers have the ages of those who leave today's base: so L* keeps not only its size but its
    age mix. `hazards` is that of each age group [1/year], shape (..., group); where nobody leaves,
    the mix of the base itself.
    """
    leaving = np.array(AGE_MIX) * hazards
    total = leaving.sum(axis=-1, keepdims=True)
    by_group = np.divide(leaving, total, out=np.full_like(leaving, AGE_MIX), where=total > 0)
    return np.asarray(by_group @ _cohorts_of_groups(year))


@cache
def _cohorts_of_groups(year: int) -> Floats:
    """Share of each cohort in an age group of newcomers; shape (group, cohort)."""
    ages = np.arange(MINIMUM_AGE, OLDEST_NEWCOMER + 1)
    group = _groups(ages)
    cohort = np.array([cohort_of(year - 1 - age) for age in ages.tolist()])
    shares = np.zeros((len(AGE_MIX), len(COHORTS)))
    np.add.at(shares, (group, cohort), 1.0 / np.bincount(group)[group])
    return shares


def _ages(year: int) -> list[npt.NDArray[np.int64]]:
    """Ages on 1 January of `year` of each cohort's birth years, from the minimum age up."""
    after = [*(first - 1 for first in FIRST_BIRTH_YEARS[1:]), year - 1 - MINIMUM_AGE]
    return [
        year - 1 - np.arange(first, max(first, min(last, year - 1 - MINIMUM_AGE)) + 1)
        for first, last in zip(FIRST_BIRTH_YEARS, after, strict=True)
    ]


def _groups(ages: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    return np.searchsorted((25, 45, 65), ages, side="right")
