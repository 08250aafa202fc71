from enum import StrEnum


class ParticipantAgeGroup(StrEnum):
    """Of participants, who are 16 at least, by their age on 1 January.

    Who turns 16 in the course of that year, and is 15 on 1 January, counts among the first.
    """

    FROM_16_TO_24 = "FROM_16_TO_24"
    FROM_25_TO_44 = "FROM_25_TO_44"
    FROM_45_TO_64 = "FROM_45_TO_64"
    FROM_65 = "FROM_65"


OLDEST = 84
"""Age to which those of the last age group are taken to go, where they are spread evenly."""

_LOWEST_AGE = {
    ParticipantAgeGroup.FROM_16_TO_24: 16,
    ParticipantAgeGroup.FROM_25_TO_44: 25,
    ParticipantAgeGroup.FROM_45_TO_64: 45,
    ParticipantAgeGroup.FROM_65: 65,
}


def last_birth_year(group: ParticipantAgeGroup, *, year: int) -> int:
    """Whoever was born in a year has had as many birthdays on 1 January, but one."""
    return year - 1 - _LOWEST_AGE[group]


def age_group(birth_year: int, *, year: int) -> ParticipantAgeGroup:
    """Age group on 1 January."""
    youngest, *older = ParticipantAgeGroup
    for group in reversed(older):
        if birth_year <= last_birth_year(group, year=year):
            return group
    return youngest


def birth_years(group: ParticipantAgeGroup, *, year: int) -> range:
    """Years in which those were born who are in an age group on a 1 January; see `OLDEST`."""
    groups = [*ParticipantAgeGroup]
    youngest, oldest = groups[0], groups[-1]
    first = (
        year - 1 - OLDEST
        if group is oldest
        else last_birth_year(groups[groups.index(group) + 1], year=year) + 1
    )
    last = last_birth_year(group, year=year) + (group is youngest)
    return range(first, last + 1)
