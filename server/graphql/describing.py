"""Makes GraphQL enums of Python ones, each value described, and describes scalars."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import EnumMeta
from typing import Final, TypeVar

import strawberry
from strawberry.schema.types.base_scalars import DateDefinition, DateTimeDefinition
from strawberry.types.scalar import ScalarDefinition

E = TypeVar("E", bound=EnumMeta)

DESCRIBED: dict[str, EnumMeta] = {}
"""Every enum of the contract by its name there."""

SCALARS: Final[Mapping[object, ScalarDefinition]] = {
    date: replace(DateDefinition, description="A day of the calendar: YYYY-MM-DD (ISO 8601)."),
    datetime: replace(
        DateTimeDefinition,
        description="A moment with its offset: YYYY-MM-DDThh:mm:ss+hh:mm (ISO 8601).",
    ),
}


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
