"""Makes GraphQL enums of Python ones, each value described."""

from collections.abc import Mapping
from enum import EnumMeta
from typing import TypeVar

import strawberry

E = TypeVar("E", bound=EnumMeta)

DESCRIBED: dict[str, EnumMeta] = {}
"""Every enum of the contract by its name there."""


def described(cls: E, name: str, description: str, values: Mapping[str, str]) -> E:
    """Make a GraphQL enum of a Python one, with a sentence for each of its values."""
    strawberry.enum(cls, name=name, description=description)
    for value in cls.__strawberry_definition__.values:  # type: ignore[attr-defined]  # set above
        value.description = values[value.name]
    DESCRIBED[name] = cls
    return cls


def words(cls: EnumMeta) -> dict[str, str]:
    """The sentence for each value of an enum of the contract, by its name."""
    values = cls.__strawberry_definition__.values  # type: ignore[attr-defined]  # set above
    return {value.name: value.description for value in values}
