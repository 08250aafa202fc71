"""What may be asked: a value outside its bounds is refused by name."""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Self

from simulation.sentence import Sentence

LONGEST: Final = 19
"""A whole number with more digits is shortened: nobody reads on [digits]."""


class Field(str):
    """Name of an input, in a sentence about it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Given:
    """A number given for an input, or one of its bounds, in a sentence about it."""

    field: str
    number: float

    def __format__(self, _: str) -> str:
        if math.isnan(self.number):
            return "NaN"
        if math.isinf(self.number) or self.number != int(self.number):
            return str(self.number)
        whole = str(int(self.number))
        return whole if len(whole) <= LONGEST else f"{Decimal(self.number):.3g}"


class OutOfBounds(ValueError):
    """An input that the model does not take; the message names field, value and bounds."""

    def __init__(self, field: str, message: str, /, **parts: object) -> None:
        """`message` is a template with {field} and the parts in it."""
        self.field = field
        self.said: Final = Sentence(message, field=Field(field), **parts)
        super().__init__(self.said)

    def under(self, field: str) -> Self:
        """The same of an input by another name, whose parts are named after it."""
        told = {name: part for name, part in self.said.parts.items() if name != "field"}
        inside = self.field.partition(".")[2]
        again = type(self)(f"{field}.{inside}" if inside else field, self.said.template, **told)
        again.field = field
        return again


def within(field: str, value: float, low: float, high: float) -> None:
    """Refuse a value outside [low, high]; NaN is outside every range."""
    if not low <= value <= high:
        raise OutOfBounds(
            field,
            "{field}={value} is outside [{low}, {high}]",
            value=Given(field, value),
            low=Given(field, low),
            high=Given(field, high),
        )
