"""What tells who somebody is, as it is typed, made into what is kept.

A refusal names the field and what it takes, and never what was typed.
"""

from collections.abc import Callable, Collection
from datetime import date
from typing import Final, TypeVar

from server.formats import cells
from server.formats.rejections import Unfit
from server.registry import Channel, people
from server.registry.people import Reach
from server.registry.tables import MINIMUM_AGE
from simulation import OutOfBounds

MOST_CONTACTS: Final = 10
MOST_ADDRESSES: Final = 5

T = TypeVar("T")


def name(typed: str) -> str:
    """A name of one line."""
    return _read("name", typed, cells.name)


def birth_year(year: int, *, on: date) -> int:
    """The year of birth of whoever may register on a day."""
    low, high = on.year - cells.OLDEST, on.year - MINIMUM_AGE
    if not low <= year <= high:
        raise OutOfBounds("birthYear", "{field} must lie in [{low}, {high}]", low=low, high=high)
    return year


def postcode(typed: str, field: str = "postcode") -> str:
    """Four digits and two letters."""
    return _read(field, typed, cells.postcode)


def house_number(typed: str, field: str = "houseNumber") -> str:
    """With its letter or addition."""
    return people.house_number(*_read(field, typed, cells.house))


def telephone(typed: str, field: str = "telephone") -> str:
    """As E.164 has it."""
    return _read(field, typed, cells.telephone)[0]


def email(typed: str, field: str = "email") -> str:
    """An address of e-mail."""
    return _read(field, typed, cells.email)


def contacts(typed: Collection[tuple[Channel, str]]) -> list[Reach]:
    """Ways to reach somebody, each once, in their order."""
    count("contacts", typed, MOST_CONTACTS)
    reaches = {}
    for place, (channel, value) in enumerate(typed):
        field = f"contacts.{place}.value"
        read = email if channel is Channel.EMAIL else telephone
        reach = Reach(channel=channel, value=read(value, field))
        reaches[reach.channel, reach.value] = reach
    return list(reaches.values())


def count(field: str, members: Collection[object], most: int) -> None:
    """Refuse a list that is empty or too long."""
    if not 1 <= len(members) <= most:
        raise OutOfBounds(
            field,
            "{field} has {count} members; 1 to {most} are taken",
            count=len(members),
            most=most,
        )


def _read(field: str, typed: str, read: Callable[[str], T]) -> T:
    try:
        return read(typed.strip())
    except Unfit as unfit:
        raise OutOfBounds(field, "{field} {reason}", reason=unfit.reason) from None
