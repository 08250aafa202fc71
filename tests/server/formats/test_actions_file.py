import io
from datetime import UTC, datetime

import pytest

from server.errors import Refused
from server.formats import actions_file, sheets
from server.formats.actions_file import ActionEntry
from server.formats.areas import Circle
from server.formats.rejections import Rejected
from server.registry import ActionType, Outcome

HEADINGS = (
    "kenmerk;gemeente;soort;begin;einde;gealarmeerd;reacties;uitkomst;bericht;breedtegraad;"
    "lengtegraad;straal"
)
MISSING = (
    "2014-17;Almelo;vermissing;18-11-2014 13:45;18-11-2014 14:30;4.213;12;direct;Gezocht: meisje;"
    "52,3570;6,6626;1500"
)


def entries(*rows: str, headings: str = HEADINGS) -> list[ActionEntry | Rejected]:
    file = io.BytesIO("\n".join((headings, *rows)).encode("cp1252"))
    found = sheets.survey(file)
    until = datetime(2015, 1, 1, tzinfo=UTC)
    return list(
        actions_file.read(file, found.encoding, places={"GM0141": "Almelo"}, until=until).entries
    )


def test_a_row_is_read_as_it_was_meant() -> None:
    (found,) = entries(MISSING)

    assert found == ActionEntry(
        row=2,
        reference="2014-17",
        municipality="GM0141",
        type=ActionType.MISSING_PERSON,
        raw_type="vermissing",
        started_at=datetime(2014, 11, 18, 12, 45, tzinfo=UTC),  # Amsterdam is an hour ahead
        ended_at=datetime(2014, 11, 18, 13, 30, tzinfo=UTC),
        alerted=4213,
        reactions=12,
        outcome=Outcome.DIRECT,
        text="Gezocht: meisje",
        area=Circle(latitude=52.357, longitude=6.6626, radius=1500.0),
    )


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("18-7-2014 13:45", 11),  # summer time
        ("2014-07-18T13:45:00Z", 13),
        ("2014-07-18T13:45:00+02:00", 11),
        ("18 juli 2014 13.45 uur", 11),
    ],
)
def test_moments_are_of_amsterdam_unless_they_say_their_zone(said: str, hour: int) -> None:
    (found,) = entries(MISSING.replace("18-11-2014 13:45", said))

    assert isinstance(found, ActionEntry)
    assert found.started_at == datetime(2014, 7, 18, hour, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instead", "of", "column", "why"),
    [
        ("", "vermissing", "soort", "must be given"),
        ("optocht", "vermissing", "soort", "is none of vermissing, overval, diefstal, overig"),
        ("18-11-2014", "18-11-2014 13:45", "begin", "has no time of day"),
        ("18-11-2014 25:45", "18-11-2014 13:45", "begin", "is no time of day"),
        ("18-11-2015 13:45", "18-11-2014 13:45", "begin", "must lie in [2004-01-01, 2015-01-01]"),
        ("1-1-0001 00:10", "18-11-2014 13:45", "begin", "is no day of the calendar"),
        ("31-12-9999 23:59 -14:00", "18-11-2014 13:45", "begin", "is no day of the calendar"),
        ("31-12-2003 23:30", "18-11-2014 13:45", "begin", "must lie in [2004-01-01, 2015-01-01]"),
        ("18-11-2014 13:30", "18-11-2014 14:30", "einde", "lies before the beginning"),
        ("", "18-11-2014 14:30", "einde", "must be given where there is an outcome"),
        ("", "direct", "uitkomst", "must be given of what has ended"),
        ("11", "4.213", "reacties", "must be a whole number in [0, 11]"),
        ("-1", "4.213", "gealarmeerd", "must be a whole number in [0, 20000000]"),
        ("", "6,6626", "breedtegraad", "latitude, longitude and radius in metres must be given"),
        ("152,3", "52,3570", "breedtegraad", "must lie in [-70, 70]"),
        ("-170,5", "6,6626", "lengtegraad", "must lie in [-170, 170]"),
        ("0", "1500", "straal", "must be over 0 and at most 100000 [m]"),
        ("zes", "6,6626", "lengtegraad", "is no number"),
        ("veel", "4.213", "gealarmeerd", "must be a whole number in [0, 20000000]"),
    ],
)
def test_what_cannot_be_had_is_rejected_by_column_and_reason(
    instead: str, of: str, column: str, why: str
) -> None:
    (found,) = entries(MISSING.replace(of, instead, 1))

    assert isinstance(found, Rejected)
    assert [fault.column for fault in found.faults] == [column]
    assert str(found.faults[0].reason).startswith(why)


def test_what_an_action_takes_is_asked_for_by_its_heading() -> None:
    with pytest.raises(Refused, match="has no column gealarmeerd"):
        entries(headings=HEADINGS.replace("gealarmeerd", "bereikt?"))
