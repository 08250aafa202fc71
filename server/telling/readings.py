"""What can be read in more than one way, and how: the choices of a what-if beside its figures."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from server.telling import names
from server.telling.language import Words, phrase
from simulation import (
    AppReading,
    ChannelsReading,
    HoursReading,
    Link,
    Reading,
    SupplementaryReading,
)

_READINGS: Final[Mapping[Reading, str]] = {
    Reading.LINK: phrase("How resolution depends on the register"),
    Reading.HOURS: phrase("How the memo’s 20 hours a month are read"),
    Reading.SUPPLEMENTARY: phrase("What the memo’s € 0.07 is the price of"),
    Reading.APP: phrase("Whether users of the free app count"),
    Reading.CHANNELS: phrase("Whether phone calls and SMS are told apart"),
}
_CHOICES: Final[Mapping[StrEnum, str]] = {
    HoursReading.LINEAR: phrase("in proportion to inhabitants"),
    HoursReading.PER_MUNICIPALITY: phrase("the same for each municipality"),
    SupplementaryReading.INCLUSIVE: phrase("the whole price"),
    SupplementaryReading.ADDITIONAL: phrase("an extra on the basic package"),
    AppReading.WITHOUT: phrase("app users do not count"),
    AppReading.WITH: phrase("app users count"),
    ChannelsReading.TOGETHER: phrase("all participants alike"),
    ChannelsReading.APART: phrase("those called and those texted apart"),
}


def reading(words: Words, name: Reading) -> str:
    """The question that each choice is an answer to."""
    return words(_READINGS[name])


def choice(words: Words, chosen: StrEnum) -> str:
    """A link, or a reading of the memo, as a label."""
    return names.link(words, chosen) if isinstance(chosen, Link) else words(_CHOICES[chosen])
