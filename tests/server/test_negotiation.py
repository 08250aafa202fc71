"""Headers of negotiation are read by one reader, for both APIs."""

import pytest

from server.negotiation import Accepted, has


@pytest.mark.parametrize(
    ("accept", "weight"),
    [
        (None, 1.0),
        ("", 1.0),
        ("text/csv;q=0.5", 0.5),
        ("text/*;q=0.4, */*;q=0.9", 0.4),
        ("TEXT/CSV ; charset=utf-8 ; Q=0.3", 0.3),
        ("text/csv;q=0.2, text/csv;q=0.7", 0.7),
        ("text/csv;q=1.5", 0.0),
        ("text/csv;q=nan", 0.0),
        ("text/csv;q=inf", 0.0),
        ("text/csv;q=-1", 0.0),
        ("application/json", 0.0),
    ],
)
def test_a_media_type_weighs_what_its_narrowest_range_says(
    accept: str | None, weight: float
) -> None:
    assert Accepted.of(accept).weight("text/csv") == weight


def test_a_range_names_no_media_type() -> None:
    accepted = Accepted.of("text/*, application/json;q=0.5")

    assert accepted.by_name("text/html") == 0
    assert accepted.by_name("application/json") == 0.5


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", W/"a" ,"c"', True),
        ('"b"', False),
        ("*", False),
        ("a", False),
        ("", False),
        (None, False),
    ],
)
def test_a_client_has_what_it_names_by_its_tag(header: str | None, known: bool) -> None:
    assert has('"a"', header) is known
    assert has('W/"a"', header) is known
