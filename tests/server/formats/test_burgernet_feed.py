"""Burgernet's own feed: nobody has described it, so hardly anything may upset its reader."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Refused
from server.formats import burgernet_feed
from server.formats.burgernet_feed import FeedAction
from server.formats.rejections import Rejected
from server.registry import ActionType

ACTION = {
    "id": 4711,
    "municipality": "Almelo",
    "actionType": "MISSING_CHILD",
    "amberAlert": False,
    "active": True,
    "startTimestamp": 1416314700,
    "endTimestamp": None,
    "area": {"lat": 52.357, "lng": 6.6626, "radius": 1500},
    "messages": [
        {
            "title": "Vermist",
            "body": "Gezocht: meisje",
            "messageType": "START",
            "responseUrl": None,
            "speechId": 3,
            "lastModifiedTimestamp": 1416314700000,
        }
    ],
    "somethingNew": {"nobody": "knows"},
}
NOW = datetime(2014, 11, 20, 9, tzinfo=UTC)
STARTED = datetime(2014, 11, 18, 12, 45, tzinfo=UTC)


def read(told: Any) -> list[FeedAction | Rejected]:
    return list(burgernet_feed.read(orjson.dumps(told), now=NOW))


def action(**changes: Any) -> FeedAction:
    (found,) = read([{**ACTION, **changes}])
    assert isinstance(found, FeedAction), found
    return found


def test_an_action_is_read_and_kept_as_it_came() -> None:
    found = action()

    assert (found.id, found.municipality, found.type) == (
        *("4711", "Almelo"),
        ActionType.MISSING_PERSON,
    )
    assert (found.started_at, found.ended_at, found.active) == (STARTED, None, True)
    assert found.area is not None
    assert (found.area.latitude, found.area.longitude, found.area.radius) == (52.357, 6.6626, 1500)
    assert found.messages[0].body == "Gezocht: meisje"
    assert orjson.loads(found.raw) == ACTION


@pytest.mark.parametrize("told", [[ACTION], {"actions": [ACTION]}, {"actions": [ACTION], "x": 1}])
def test_a_list_reads_the_same_bare_or_in_an_object(told: Any) -> None:
    assert read(told) == [action()]


@pytest.mark.parametrize(
    "told",
    [1416314700, 1416314700000, "1416314700", "1416314700000", "2014-11-18T13:45:00+01:00"],
)
def test_a_moment_reads_the_same_in_seconds_and_milliseconds(told: Any) -> None:
    assert action(startTimestamp=told).started_at == STARTED


@pytest.mark.parametrize(
    ("raw", "type_"),
    [
        ("Vermissing", ActionType.MISSING_PERSON),
        ("OVERVAL", ActionType.ROBBERY),
        ("woninginbraak", ActionType.THEFT),
        ("42", ActionType.OTHER),
    ],
)
def test_a_type_that_nobody_knows_is_another_and_its_word_is_kept(
    raw: str, type_: ActionType
) -> None:
    found = action(actionType=raw)

    assert (found.type, found.raw_type) == (type_, raw)


@pytest.mark.parametrize(
    "area",
    [None, {}, [], {"lat": 0, "lng": 0, "radius": 5}, {"lat": "x", "lng": 6, "radius": 5}],
)
def test_an_area_that_is_none_leaves_the_action(area: Any) -> None:
    assert action(area=area).area is None


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"id": None}, "id"),
        ({"startTimestamp": None}, "startTimestamp"),
        ({"startTimestamp": 1e300}, "startTimestamp"),
        ({"startTimestamp": 0}, "startTimestamp"),
        ({"endTimestamp": 1416314699}, "endTimestamp"),
        ({"startTimestamp": "0001-01-02T00:00:00Z"}, "startTimestamp"),
        ({"startTimestamp": "2003-12-31T23:59:59Z"}, "startTimestamp"),
        ({"startTimestamp": (NOW + timedelta(days=1, seconds=1)).isoformat()}, "startTimestamp"),
        ({"startTimestamp": "4821-01-01T00:00:00Z"}, "startTimestamp"),
        ({"endTimestamp": "4821-01-01T00:00:00Z"}, "endTimestamp"),
        ({"id": "a\0b"}, "id"),
        ({"messages": [{"title": "a", "body": "b\0"}]}, "messages"),
        ({"messages": [{"title": "\x1b]0;a\x07", "body": "b"}]}, "messages"),
    ],
)
def test_what_cannot_be_an_action_is_rejected_and_the_rest_is_read(
    changes: dict[str, Any], column: str
) -> None:
    rejected, sound = read([{**ACTION, **changes}, ACTION])

    assert isinstance(rejected, Rejected)
    assert [fault.column for fault in rejected.faults] == [column]
    assert isinstance(sound, FeedAction)


def test_an_action_may_begin_by_a_clock_that_is_ahead_and_is_foreseen_to_end() -> None:
    found = action(
        startTimestamp=(NOW + timedelta(hours=23)).isoformat(),
        endTimestamp=(NOW + timedelta(days=3)).isoformat(),
        messages=[{"title": "Vermist", "body": "Blauwe jas.\r\n\tBel 112 \N{ZERO WIDTH JOINER}"}],
    )

    assert found.ended_at == NOW + timedelta(days=3)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b'{"error": "x"}', b"7", b'"\xff"', b"[" * 20_000, b"[1" + b"0" * 5_000],
)
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="the feed"):
        list(burgernet_feed.read(content, now=NOW))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text(max_size=8),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from([*ACTION, "lat", "lng", "radius", "body"]), inside)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*ACTION]), ANYTHING, min_size=1))
def test_whatever_an_action_says_is_read_or_rejected(changes: dict[str, Any]) -> None:
    (found,) = read([{**ACTION, **changes}])

    assert isinstance(found, FeedAction | Rejected)
