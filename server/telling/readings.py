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
_SAYING: Final[Mapping[StrEnum, str]] = {
    Link.POWER: phrase(
        "One per cent fewer reachable participants means somewhat less than one per cent fewer "
        "actions solved directly; how much less is the elasticity."
    ),
    Link.EXPONENTIAL: phrase(
        "Every reachable participant has the same small chance to solve an action, whatever the "
        "others do."
    ),
    Link.CEILING: phrase(
        "Most actions cannot be solved by participants at all, however many take part; the others "
        "as if every participant had a chance of his or her own."
    ),
    HoursReading.LINEAR: phrase(
        "A municipality twice as large needs twice the hours: 2,786 hours a year for Twente."
    ),
    HoursReading.PER_MUNICIPALITY: phrase(
        "Every municipality needs 20 hours a month, large or small: 3,360 hours a year for Twente."
    ),
    SupplementaryReading.INCLUSIVE: phrase(
        "The supplementary package costs € 0.07 an inhabitant, the basic package included, as the "
        "memo’s totals say."
    ),
    SupplementaryReading.ADDITIONAL: phrase(
        "The supplementary package costs € 0.07 an inhabitant on top of the € 0.03 of the basic "
        "package."
    ),
    AppReading.WITHOUT: phrase("Only those in the register look out."),
    AppReading.WITH: phrase(
        "Users of the free app look out as well. They are in no register and are the same in "
        "every scenario, so that scenarios differ less."
    ),
    ChannelsReading.TOGETHER: phrase("No difference is made between calls and SMS."),
    ChannelsReading.APART: phrase(
        "Those who are called may change their numbers more or less often than those who get an "
        "SMS; the split was never published and is assumed."
    ),
}


def reading(words: Words, name: Reading) -> str:
    """The question that each choice is an answer to."""
    return words(_READINGS[name])


def choice(words: Words, chosen: StrEnum) -> str:
    """A link, or a reading of the memo, as a label."""
    return names.link(words, chosen) if isinstance(chosen, Link) else words(_CHOICES[chosen])


def saying(words: Words, chosen: StrEnum) -> str:
    """What it says, in a sentence."""
    return words(_SAYING[chosen])
