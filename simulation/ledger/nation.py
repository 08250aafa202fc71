"""What was published of the national base: figures to test the model on, never its input.

Where only the month is known, the 15th is taken; of an annual report, the last day of its year.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Confidence(StrEnum):
    """How well a published figure is known."""

    PRIMARY = "primary"
    """Read in the primary source."""
    PRESS = "press"
    """Press, mirror or excerpt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """How many were said to be listed, on a date [participants]."""

    on: date
    listed: int
    source: str
    confidence: Confidence
    note: str = ""


PRINTED_TO: Final = 100_000
"""The figures are printed to 0.1 million [participants]."""
CLOSED_ON: Final = date(2022, 9, 1)
"""Nobody could register for SMS and voice from September 2022 on [security.nl 798180]."""

NATION: Final = (
    Published(
        on=date(2011, 1, 20),
        listed=200_000,
        source="government.nl, 20 January 2011",
        confidence=Confidence.PRIMARY,
    ),
    Published(
        on=date(2011, 12, 15),
        listed=600_000,
        source="westlanders.nu, December 2011",
        confidence=Confidence.PRESS,
    ),
    Published(
        on=date(2014, 11, 15),
        listed=1_400_000,
        source="en.wikipedia.org/wiki/Burgernet, November 2014",
        confidence=Confidence.PRESS,
        note="240,000 used the app; whether they are counted is not said",
    ),
    Published(
        on=date(2017, 3, 15),
        listed=1_600_000,
        source="gelderlander.nl, March 2017",
        confidence=Confidence.PRESS,
        note="600,000 used the app; whether they are counted is not said",
    ),
    Published(
        on=date(2021, 4, 15),
        listed=1_800_000,
        source="volkskrant.nl, April 2021",
        confidence=Confidence.PRESS,
    ),
    Published(
        on=date(2022, 12, 31),
        listed=1_700_000,
        source="annual report of 2022, by security.nl 798180",
        confidence=Confidence.PRESS,
        note="by SMS and voice; 1.3 million more used the app",
    ),
)
