import math
from dataclasses import dataclass
from typing import Final

EARTH: Final = 6_371_008.8
"""Mean radius [m]."""
CORNERS: Final = 64
MOST_LATITUDE: Final = 70.0
MOST_LONGITUDE: Final = 170.0
"""Degrees either way: away from poles and date line, where a ring of corners would be no circle."""
WIDEST: Final = 100_000.0
"""Radius [m]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Where an action was: degrees of WGS 84, metres."""

    latitude: float
    longitude: float
    radius: float

    def __post_init__(self) -> None:
        for name, value, bound in (
            ("latitude", self.latitude, MOST_LATITUDE),
            ("longitude", self.longitude, MOST_LONGITUDE),
        ):
            if not abs(value) <= bound:
                raise ValueError(f"{name}={value} is outside [-{bound:g}, {bound:g}]")
        if not 0.0 < self.radius <= WIDEST:
            raise ValueError(f"radius={self.radius} is outside (0, {WIDEST:g}]")

    def corners(self) -> list[tuple[float, float]]:
        """Longitude and latitude of a ring around it: counter-clockwise, closed, on the circle."""
        arc = self.radius / EARTH
        north, east = math.radians(self.latitude), math.radians(self.longitude)
        ring = []
        for corner in range(CORNERS):
            bearing = -2.0 * math.pi * corner / CORNERS
            sine = math.sin(north) * math.cos(arc) + math.cos(north) * math.sin(arc) * math.cos(
                bearing
            )
            turn = math.atan2(
                math.sin(bearing) * math.sin(arc) * math.cos(north),
                math.cos(arc) - math.sin(north) * sine,
            )
            ring.append(
                (round(math.degrees(east + turn), 7), round(math.degrees(math.asin(sine)), 7))
            )
        return [*ring, ring[0]]
