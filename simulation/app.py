"""Users of the free app: in no register, the same in every scenario, and on the look-out as well.

How many there are in a region is known for the nation on three days only; in between numbers are
taken to change along straight lines, before and after to stay as they are.
"""

from datetime import date
from itertools import pairwise
from typing import Final

from simulation.whatif import AppReading, WhatIf

COUNTED: Final = (
    (date(2014, 11, 18), "app_share_2014"),
    (date(2017, 3, 1), "app_share_2017"),
    (date(2022, 7, 1), "app_share_2022"),
)
"""Days on which users were counted, and the figure that says how many [users/inhabitant]."""


def users(whatif: WhatIf, on: date) -> float:
    """Users of the app on a day, by inhabitant; none under the reading WITHOUT."""
    if whatif.app is AppReading.WITHOUT:
        return 0.0
    known = [(day, float(whatif.figure(name).value or 0.0)) for day, name in COUNTED]
    for (begin, before), (end, after) in pairwise(known):
        if begin <= on <= end:
            return before + (after - before) * ((on - begin).days / (end - begin).days)
    return known[0][1] if on < known[0][0] else known[-1][1]


def bends(whatif: WhatIf) -> list[date]:
    """Days of a projection on which the line of users bends."""
    if whatif.app is AppReading.WITHOUT:
        return []
    return [day for day, _ in COUNTED if whatif.opening < day < whatif.end]
