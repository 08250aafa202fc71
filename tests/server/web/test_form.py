"""A form becomes an address, an address a form, and nothing is lost on the way."""

from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.rest.parameters import written
from server.rest.problems import Problem
from server.telling.language import Language
from server.web import figures, form
from server.web.address import asked_of, comparison_of
from simulation import LEDGER, Parameter

FREE = [name for name in Parameter if name is not Parameter.PARTICIPANTS]


def sent(*pairs: tuple[str, str]) -> str:
    """The address that a form becomes."""
    fields = form.fields_sent([("sent", "1"), *pairs])
    assert fields is not None
    return written(form.asked_by(fields, LEDGER))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("departure", "9", "0.09"),
        ("departure", "9,5", "0.095"),
        ("departure", "9.5", "0.095"),
        ("participants", "37.000", "37000"),
        ("participants", "37,000", "37000"),
        ("participants", "1.234.567", "1234567"),
        ("elasticity", "0,450", "0.45"),
        ("elasticity", "0.045", "0.045"),
        ("price_basic", "\N{MINUS SIGN}1", "-1"),
        ("departure", "nine", None),
        ("departure", "1e9", None),
        ("departure", "٣", None),
        ("departure", "", None),
    ],
)
def test_a_number_is_read_as_it_is_written_in_dutch_or_in_english(
    name: str, text: str, value: str | None
) -> None:
    assert figures.typed(name, text) == value


@given(
    name=st.sampled_from(FREE),
    hundredths=st.integers(0, 100_000),
    language=st.sampled_from(Language),
)
def test_what_a_field_shows_is_read_as_the_same_number(
    name: Parameter, hundredths: int, language: Language
) -> None:
    value = hundredths / 100

    shown = figures.shown(name, value, language)

    read = figures.typed(name, shown)
    assert read is not None
    assert float(read) == pytest.approx(value, rel=1e-11)


def test_what_is_as_by_default_is_not_in_the_address() -> None:
    untouched = [("set." + name, figures.usual(LEDGER[name], Language.NL)) for name in Parameter]

    assert sent(("scenario", "FROZEN"), ("years", "10"), ("year", ""), *untouched) == (
        "scenarios=FROZEN"
    )


def test_a_form_becomes_the_parameters_of_rest() -> None:
    query = sent(
        *[("scenario", "FROZEN"), ("scenario", "LEAN"), ("set.departure", "12,5")],
        *[("endedOn", "2023-03-21"), ("campaignOn", "2017-03-06"), ("campaignSize", "5000")],
        *[("apart", "GM0002"), ("dated", "hourly_wage:70@2017-01-01"), ("link", "CEILING")],
    )

    assert query == (
        "scenarios=FROZEN,LEAN&link=CEILING&changes=departure:0.125,hourly_wage:70@2017-01-01"
        "&notJoining=GM0002&then=2023-03-21:ENDED&campaigns=2017-03-06:5000"
    )


def test_the_page_s_own_parameters_are_not_asked_of_rest() -> None:
    asked = asked_of([("scenarios", "FROZEN"), ("year", "2020"), ("language", "EN")])

    assert written(asked) == "language=EN&year=2020&scenarios=FROZEN"
    assert comparison_of(asked) == "scenarios=FROZEN"


def test_without_scenarios_those_of_the_memo_are_compared() -> None:
    assert comparison_of(asked_of([])) == "scenarios=FROZEN,REGIONAL_BASIC,LOCAL"


def test_what_is_no_number_is_named() -> None:
    fields = form.fields_sent(
        [
            *[("sent", "1"), ("scenario", "FROZEN")],
            *[("set.departure", "much"), ("set.elasticity", "0")],
        ]
    )
    assert fields is not None

    with pytest.raises(Problem) as wrong:
        form.asked_by(fields, LEDGER)

    (fault,) = wrong.value.faults
    assert fault.field == "set.departure"
    assert "departure=much" in fault.detail


def test_a_size_and_a_year_may_be_grouped_in_threes() -> None:
    query = sent(
        *[("scenario", "FROZEN"), ("start", "2.016")],
        *[("campaignOn", "2017-03-06"), ("campaignSize", "5.000")],
    )

    assert query == "scenarios=FROZEN&start=2016&campaigns=2017-03-06:5000"


@pytest.mark.parametrize(
    ("field", "pairs"),
    [
        ("campaignOn", [("scenario", "FROZEN"), ("campaignSize", "5000")]),
        (
            "campaignSize",
            [("scenario", "FROZEN"), ("campaignOn", "2017-03-06"), ("campaignSize", "veel")],
        ),
        ("scenarios", [("link", "CEILING")]),
    ],
)
def test_what_is_half_filled_in_is_refused_and_named(
    field: str, pairs: list[tuple[str, str]]
) -> None:
    fields = form.fields_sent([("sent", "1"), *pairs])
    assert fields is not None

    with pytest.raises(Problem) as wrong:
        form.asked_by(fields, LEDGER)

    assert [fault.field for fault in wrong.value.faults] == [field]


whatifs: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"scenarios": st.sampled_from(["FROZEN", "FROZEN,LEAN"])},
    optional={
        "changes": st.lists(
            st.sampled_from(
                ["elasticity:0.3", "departure:0.1", "hourly_wage:70@2017-01-01", "price_basic:0"]
            ),
            min_size=1,
            unique=True,
        ).map(",".join),
        "adoptedOn": st.just("2016-01-01"),
        "notJoining": st.sampled_from(["GM0001", "GM0001,GM0002"]),
        "then": st.sampled_from(["2023-03-21:ENDED", "2018-01-01:LEAN,2023-03-21:ENDED"]),
        "campaigns": st.sampled_from(
            ["2017-03-06:5000", "2017-03-06:5000,2019-03-06:700,2020-03-06:1"]
        ),
        "precision": st.just("0.05"),
        "measures": st.just("REACHABLE,TOTAL_COST"),
        "quantiles": st.just("0.1,0.9"),
        "engine": st.just("INDIVIDUAL"),
        "link": st.just("CEILING"),
        "replications": st.sampled_from(["250", "777"]),
        "year": st.just("2020"),
        "language": st.just("EN"),
    },
)


@given(whatifs, st.sampled_from(Language))
@settings(max_examples=60)
def test_an_address_shown_in_a_form_and_sent_again_is_the_same_address(
    asked: dict[str, str], language: Language
) -> None:
    address = written(asked_of(asked.items()))

    shown = form.fields_shown(address, language)
    again = sent(*[(name, value) for name, values in shown.items() for value in values])

    assert sorted(parse_qsl(again)) == sorted(_ordered(parse_qsl(address)))


def _ordered(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Changes that hold from the start are sent before those that hold from a day."""
    return [
        (name, ",".join(sorted(value.split(","), key=lambda one: "@" in one)))
        if name == "changes"
        else (name, value)
        for name, value in pairs
    ]
