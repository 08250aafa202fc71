from datetime import UTC, date, datetime

import pytest

from server.errors import Refused
from server.graphql import ids

MOMENT = datetime(2015, 3, 1, 12, 30, 1, 500, tzinfo=UTC)
VALUES: list[ids.Value] = [MOMENT, date(2015, 1, 1), "Borne", -3]
KINDS: list[type] = [datetime, date, str, int]


def test_a_cursor_brings_back_what_was_put_in_it() -> None:
    assert ids.values_of(ids.cursor("a", VALUES), "a", KINDS) == VALUES


@pytest.mark.parametrize(
    "kinds", [[*KINDS, str], KINDS[:3], [date, *KINDS[1:]], [*KINDS[:3], bool]]
)
def test_a_cursor_of_another_order_is_refused(kinds: list[type]) -> None:
    with pytest.raises(Refused, match="no cursor of this list"):
        ids.values_of(ids.cursor("a", VALUES), "a", kinds)


def test_a_moment_without_a_time_zone_is_no_cursor() -> None:
    with pytest.raises(Refused, match="no cursor of this list"):
        ids.values_of(ids.cursor("a", [datetime(2015, 3, 1)]), "a", [datetime])  # noqa: DTZ001  that is the point
