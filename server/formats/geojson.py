"""Actions as GeoJSON (RFC 7946): longitude before latitude, rings against the clock."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson

from server.formats.alerts import Alert

MEDIA: Final = "application/geo+json"
HEAD: Final = b'{"type":"FeatureCollection","features":['


def pieces(alerts: Iterable[Alert]) -> Iterator[bytes]:
    """A collection of features, one a line; what lies nobody knows where has no geometry."""
    yield HEAD
    between = b"\n"
    for alert in alerts:
        yield between + orjson.dumps(feature(alert))
        between = b",\n"
    yield b"\n]}\n"


def feature(alert: Alert) -> dict[str, Any]:
    """One action; GeoJSON has no circles, so it is a ring, whose middle and radius stand beside."""
    circle = alert.area
    return {
        "type": "Feature",
        "id": alert.id,
        "geometry": circle and {"type": "Polygon", "coordinates": [circle.corners()]},
        "properties": {
            "municipalityCode": alert.municipality_code,
            "municipality": alert.municipality,
            "type": alert.type,
            "startedAt": alert.started_at,
            "endedAt": alert.ended_at,
            "outcome": alert.outcome,
            "alerted": alert.alerted,
            "reactions": alert.reactions,
            "headline": alert.headline,
            "text": alert.text,
            "centre": circle and [circle.longitude, circle.latitude],
            "radiusMetres": circle and circle.radius,
            "synthetic": alert.synthetic,
        },
    }
