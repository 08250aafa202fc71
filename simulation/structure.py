"""The doubt about structure: the same what-if under every link and reading, one changed at a time.

Nobody can say how likely a link or a reading is; so they are set side by side, never mixed.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from simulation.analytic import Expectation, expect
from simulation.plan import plan
from simulation.region import Region
from simulation.whatif import (
    AppReading,
    ChannelsReading,
    HoursReading,
    Link,
    SupplementaryReading,
    WhatIf,
)


class Reading(StrEnum):
    """What can be read in more than one way; its value is the field of a what-if."""

    LINK = "link"
    HOURS = "hours"
    SUPPLEMENTARY = "supplementary"
    APP = "app"
    CHANNELS = "channels"


CHOICES: Final[dict[Reading, type[StrEnum]]] = {
    Reading.LINK: Link,
    Reading.HOURS: HoursReading,
    Reading.SUPPLEMENTARY: SupplementaryReading,
    Reading.APP: AppReading,
    Reading.CHANNELS: ChannelsReading,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A what-if read in one way; all else as it stands."""

    reading: Reading
    choice: StrEnum
    chosen: bool
    """Whether that is how the what-if itself reads it."""
    outlook: Expectation


def structure(whatif: WhatIf, region: Region) -> tuple[Alternative, ...]:
    """Lay out the what-if under each choice of each reading, by reading; in closed form."""

    def under(reading: Reading, choice: StrEnum) -> Alternative:
        changed: dict[str, Any] = {reading.value: choice}
        return Alternative(
            reading=reading,
            choice=choice,
            chosen=getattr(whatif, reading.value) is choice,
            outlook=expect(plan(replace(whatif, **changed), region)),
        )

    return tuple(
        under(reading, choice) for reading, choices in CHOICES.items() for choice in choices
    )
