"""What leaves as CAP 1.2 and GeoJSON, held to the rules of those who made them.

The rules of CAP are those of its schema (OASIS, CAP-v1.2.xsd): which elements, in which order, and
what may stand in them. Our own files were held to that schema itself once, by xmlschema.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final
from xml.etree import ElementTree as ET

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.formats import actions_sheet, cap, cells, geojson
from server.formats.alerts import Alert
from server.formats.areas import EARTH, Circle
from server.registry import ActionType, Outcome

SENDER = "veiligheidsregio@twente.example"
ALERT = Alert(
    id="action-17",
    municipality_code="GM0141",
    municipality="Almelo",
    type=ActionType.MISSING_PERSON,
    started_at=datetime(2014, 11, 18, 12, 45, tzinfo=UTC),
    ended_at=datetime(2014, 11, 18, 13, 30, tzinfo=UTC),
    outcome=Outcome.DIRECT,
    alerted=4213,
    reactions=12,
    headline="Vermist",
    text="Gezocht: meisje <5 & jas",
    area=Circle(latitude=52.357, longitude=6.6626, radius=1500.0),
    synthetic=False,
)

ONE, MAYBE, ANY = "", "?", "*"
MOMENT = r"\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d"
TEXT = r"(?s).+"
PAIR: Final = {"valueName": (ONE, TEXT), "value": (ONE, TEXT)}
RULES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "alert": {
        "identifier": (ONE, r"[^\s,<&]+"),
        "sender": (ONE, r"[^\s,<&]+"),
        "sent": (ONE, MOMENT),
        "status": (ONE, "Actual|Exercise|System|Test|Draft"),
        "msgType": (ONE, "Alert|Update|Cancel|Ack|Error"),
        "source": (MAYBE, TEXT),
        "scope": (ONE, "Public|Restricted|Private"),
        "restriction": (MAYBE, TEXT),
        "info": (ANY, ""),
    },
    "info": {
        "language": (MAYBE, "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"),
        "category": (ONE, "Geo|Met|Safety|Security|Rescue|Fire|Health|Env|Transport|Infra|Other"),
        "event": (ONE, TEXT),
        "urgency": (ONE, "Immediate|Expected|Future|Past|Unknown"),
        "severity": (ONE, "Extreme|Severe|Moderate|Minor|Unknown"),
        "certainty": (ONE, "Observed|Likely|Possible|Unlikely|Unknown"),
        "effective": (MAYBE, MOMENT),
        "onset": (MAYBE, MOMENT),
        "expires": (MAYBE, MOMENT),
        "headline": (MAYBE, TEXT),
        "description": (MAYBE, TEXT),
        "parameter": (ANY, ""),
        "area": (ANY, ""),
    },
    "area": {
        "areaDesc": (ONE, TEXT),
        "polygon": (ANY, TEXT),
        "circle": (ANY, r"-?\d+\.\d+,-?\d+\.\d+ \d+(\.\d+)?"),
        "geocode": (ANY, ""),
    },
    "parameter": PAIR,
    "geocode": PAIR,
}


def broken(element: ET.Element) -> list[str]:
    """What in an element is against the rules."""
    name = element.tag.removeprefix(f"{{{cap.NAMESPACE}}}")
    rules, tags = RULES[name], [child.tag.split("}")[-1] for child in element]
    found = [f"{name}/{tag} is unknown" for tag in tags if tag not in rules]
    order = [*rules]
    if [order.index(tag) for tag in tags] != sorted(order.index(tag) for tag in tags):
        found.append(f"{name} is out of order: {tags}")
    for tag, (often, _) in rules.items():
        if (often == ONE and tags.count(tag) != 1) or (often == MAYBE and tags.count(tag) > 1):
            found.append(f"{name}/{tag} is there {tags.count(tag)} times")
    for child, tag in zip(element, tags, strict=True):
        if not child.tag.startswith(f"{{{cap.NAMESPACE}}}"):
            found.append(f"{child.tag} is not CAP's")
        if tag in RULES:
            found += broken(child)
        elif not re.fullmatch(rules[tag][1], child.text or ""):
            found.append(f"{name}/{tag} holds {child.text!r}")
    return found


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314  it is our own


def text_at(root: ET.Element, path: str) -> str | None:
    found = root.find("/".join(f"{{{cap.NAMESPACE}}}{name}" for name in path.split("/")))
    return None if found is None else found.text


UNKNOWN = replace(
    ALERT, ended_at=None, outcome=None, alerted=None, headline=None, text=None, area=None
)


@pytest.mark.parametrize("alert", [ALERT, UNKNOWN, replace(ALERT, synthetic=True)])
def test_an_action_as_cap_breaks_no_rule_of_cap(alert: Alert) -> None:
    root = parsed(cap.document(alert, sender=SENDER))

    assert broken(root) == []


def test_cap_says_kilometres_and_latitude_first() -> None:
    root = parsed(cap.document(ALERT, sender=SENDER))

    assert text_at(root, "info/area/circle") == "52.357000,6.662600 1.500"
    assert text_at(root, "info/area/areaDesc") == "Almelo"
    assert text_at(root, "sent") == "2014-11-18T12:45:00-00:00"
    assert text_at(root, "info/description") == ALERT.text


def test_what_never_happened_is_an_exercise() -> None:
    root = parsed(cap.document(replace(ALERT, synthetic=True), sender=SENDER))

    assert text_at(root, "status") == "Exercise"


@given(st.text(min_size=1))
def test_whatever_an_action_says_it_is_xml(text: str) -> None:
    alert = replace(ALERT, headline=text, text=text)

    root = parsed(b"".join(cap.pieces([alert], sender=SENDER, written_at=alert.started_at)))

    assert len(list(root.iter(f"{{{cap.NAMESPACE}}}alert"))) == 1


@pytest.mark.parametrize("sender", ["", "a b", "a,b", "a<b", "a&b"])
def test_a_sender_that_cap_forbids_is_none(sender: str) -> None:
    with pytest.raises(ValueError, match="sender="):
        cap.document(ALERT, sender=sender)


def test_a_feed_holds_every_action_whole() -> None:
    alerts = [replace(ALERT, id=f"action-{number}") for number in range(3)]

    root = parsed(b"".join(cap.pieces(alerts, sender=SENDER, written_at=ALERT.started_at)))

    whole = list(root.iter(f"{{{cap.NAMESPACE}}}alert"))
    assert [text_at(alert, "identifier") for alert in whole] == ["action-0", "action-1", "action-2"]
    assert [broken(alert) for alert in whole] == [[], [], []]
    assert root.tag == f"{{{cap.ATOM}}}feed"


def test_geojson_says_longitude_first_and_against_the_clock() -> None:
    told = orjson.loads(b"".join(geojson.pieces([ALERT, UNKNOWN])))

    known, unknown = told["features"]
    (ring,) = known["geometry"]["coordinates"]
    assert told["type"] == "FeatureCollection"
    assert known["geometry"]["type"] == "Polygon"
    assert all(6.6 < longitude < 6.7 and 52.3 < latitude < 52.4 for longitude, latitude in ring)
    assert ring[0] == ring[-1]
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    assert area > 0, "the ring turns with the clock"
    assert known["properties"]["radiusMetres"] == 1500
    assert unknown["geometry"] is None


def test_no_actions_are_an_empty_collection_and_an_empty_feed() -> None:
    assert orjson.loads(b"".join(geojson.pieces([])))["features"] == []
    root = parsed(b"".join(cap.pieces([], sender=SENDER, written_at=ALERT.started_at)))
    assert root.find(f"{{{cap.ATOM}}}entry") is None


@given(st.floats(-70, 70), st.floats(-170, 170), st.floats(min_value=1, max_value=100_000))
def test_corners_lie_on_the_circle(latitude: float, longitude: float, radius: float) -> None:
    circle = Circle(latitude=latitude, longitude=longitude, radius=radius)

    east, north = np.radians(np.array(circle.corners())).T
    here, there = np.radians(latitude), np.radians(longitude)
    half = np.sin((north - here) / 2) ** 2
    half += np.cos(north) * np.cos(here) * np.sin((east - there) / 2) ** 2
    np.testing.assert_allclose(2 * EARTH * np.arcsin(np.sqrt(half)), radius, atol=0.05)


def test_a_sheet_has_times_of_amsterdam_as_excel_takes_them_and_whole_metres_as_such() -> None:
    told = dict(zip(actions_sheet.HEADINGS, actions_sheet.row(ALERT), strict=True))

    assert told["begin"] == "2014-11-18 13:45:00"
    assert (told["breedtegraad"], repr(told["straal"])) == (52.357, "1500")


@pytest.mark.parametrize("hour", range(4))
def test_a_time_in_a_sheet_is_read_as_it_was_in_the_hour_that_comes_twice_too(hour: int) -> None:
    began = datetime(2014, 10, 25, 23, 5, tzinfo=UTC) + timedelta(hours=hour)

    told = actions_sheet.row(replace(ALERT, started_at=began))[
        actions_sheet.HEADINGS.index("begin")
    ]

    assert cells.moment(str(told)) == began
