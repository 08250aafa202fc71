"""What is asked has one address, from which it is read back as it was."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rest import comparisons, projections
from server.rest.parameters import read, taken, written
from server.rest.schemas import schemas
from simulation import Parameter, ScenarioName

DAYS = st.dates(date(2010, 1, 1), date(2130, 12, 31)).map(str)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64).map(repr) | st.from_regex(
    r"-?[0-9]{1,4}(\.[0-9]{1,3})?", fullmatch=True
)
SPELLED: Mapping[str, st.SearchStrategy[str]] = {
    "changes": st.builds(
        "{}:{}{}".format,
        st.sampled_from(Parameter),
        NUMBERS,
        st.just("") | DAYS.map("@{}".format),
    ),
    "then": st.builds("{}:{}".format, DAYS, st.sampled_from([*ScenarioName.__members__])),
    "campaigns": st.builds("{}:{}".format, DAYS, NUMBERS),
}


def sent(name: str, schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    """Whatever one parameter takes, as a client may spell it."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "array":
            items = SPELLED[name] if name in SPELLED else sent(name, schema["items"])
            return st.lists(items, min_size=1, max_size=6).map(",".join)
        case "integer":
            return st.integers(schema["minimum"], schema["maximum"]).map(str)
        case "number":
            return st.floats(schema["minimum"], schema["maximum"]).map(repr)
    return DAYS if schema.get("format") == "date" else st.from_regex(r"GM[0-9]{4}", fullmatch=True)


KNOWN = schemas(comparisons.Asked)
QUERIES = st.fixed_dictionaries(
    {"scenarios": sent("scenarios", KNOWN["scenarios"])},
    optional={name: sent(name, schema) for name, schema in KNOWN.items() if name != "scenarios"},
)


@given(QUERIES)
def test_an_address_is_read_back_as_what_was_asked(query: dict[str, str]) -> None:
    asked = taken(query.items(), comparisons.Asked)

    address = written(asked)

    again = read(address.encode("ascii"), {}, comparisons.Asked)
    assert again == asked
    assert written(again) == address


@given(QUERIES, st.randoms())
def test_the_order_of_parameters_does_not_make_another_address(
    query: dict[str, str], luck: Any
) -> None:
    shuffled = list(query.items())
    luck.shuffle(shuffled)

    other = written(taken(shuffled, comparisons.Asked))

    assert other == written(taken(query.items(), comparisons.Asked))


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("baseline=TODAY&years=10&scenarios=FROZEN", "scenarios=FROZEN"),
        ("seed=2&baseline=LOCAL&scenarios=FROZEN,FROZEN", "scenarios=FROZEN&baseline=LOCAL&seed=2"),
        (
            "changes=elasticity:0.30@2017-01-01,death:1e-3&scenarios=LEAN",
            "scenarios=LEAN&changes=elasticity:0.3@2017-01-01,death:0.001",
        ),
        ("scenarios=LEAN&quantiles=0.05,0.5,0.95&format=csv", "scenarios=LEAN&format=csv"),
        (
            "scenarios=LEAN&campaigns=2017-03-06:1e300",
            "scenarios=LEAN&campaigns=2017-03-06:1e%2B300",
        ),
    ],
)
def test_the_address_leaves_out_defaults_and_repetitions(sent: str, address: str) -> None:
    assert written(read(sent.encode(), {}, comparisons.Asked)) == address


@pytest.mark.anyio
async def test_an_address_gets_the_answer_of_what_it_was_made_from(
    client: httpx.AsyncClient,
) -> None:
    sent = "years=3&changes=elasticity:0.30&quantiles=0.5,0.5&scenario=FROZEN&replications=50"
    address = written(taken(parse_qsl(sent), projections.Asked))

    first = await client.get(f"/api/v1/projections?{sent}")
    second = await client.get(f"/api/v1/projections?{address}")

    assert address != sent
    assert first.headers["etag"] == second.headers["etag"]
    assert first.content == second.content
