"""What may be asked: a value outside its bounds is refused by name."""

import math


class OutOfBounds(ValueError):
    """An input that the model does not take; the message names field, value and bounds."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}{message}")
        self.field = field


def within(field: str, value: float, low: float, high: float) -> None:
    """Refuse a value outside [low, high]; NaN is outside every range."""
    if not low <= value <= high:
        raise OutOfBounds(field, f"={_plain(value)} is outside [{_plain(low)}, {_plain(high)}]")


def _plain(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return str(int(value)) if math.isfinite(value) and value == int(value) else str(value)
