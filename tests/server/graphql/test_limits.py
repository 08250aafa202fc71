"""Documents that ask too much are refused before they cost anything, in linear time."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest
from graphql import GraphQLError, parse

from server.graphql.limits import MOST, document, estimate, measure
from server.graphql.limits.cost import laid_out
from server.graphql.limits.document import forget
from server.graphql.limits.prices import Around
from server.graphql.pointing import _places, pointed
from server.graphql.schema import schema
from server.services.extent import Extent
from tests import attacks
from tests.attacks import ATTACKS
from tests.server.conftest import Serve

pytestmark = pytest.mark.anyio

AROUND = Around(extent=Extent(municipalities=14, action_years=9), most_cells=30_000_000)
WELL_FORMED = {"400 suggestions", "600 wrong values"}
"""Attacks on validation, whose answer must be short and quick: no limit refuses them."""


IN_OTHER_WORDS = {"the same, in a circle", "inline fragments, 300 deep"}
"""Attacks that the pass over fragments, and the parser, refuse for what they are."""


async def asked(client: httpx.AsyncClient, text: str, **variables: Any) -> httpx.Response:
    return await client.post("/graphql", json={"query": text, "variables": variables})


@pytest.mark.parametrize("name", sorted(ATTACKS))
async def test_an_attack_is_refused_before_it_is_validated(
    client: httpx.AsyncClient, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    validated: list[object] = []

    def validate(*given: Any, **_: Any) -> list[GraphQLError]:
        validated.append(given)
        return []

    if name not in WELL_FORMED:
        monkeypatch.setattr("server.graphql.execution.validate", validate)

    answer = await asked(client, ATTACKS[name])

    told = answer.json()
    assert "data" not in told
    assert not validated
    assert len(answer.content) < 12_000
    if name not in WELL_FORMED | IN_OTHER_WORDS:
        (error,) = told["errors"]
        said = error["extensions"]
        assert said["code"] == "DOCUMENT_TOO_LARGE"
        asks = f".{said['limit']}={said['asked']} is outside [0, {said['most']}]"
        assert error["message"].endswith(asks)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (attacks.aliases(31), "aliases=31 is outside [0, 30]"),
        (attacks.directives(21), "directives=21 is outside [0, 20]"),
        (attacks.levels(16), "depth=16 is outside [0, 15]"),
        (attacks.fragments(9), "spreads=1023 is outside [0, 300]"),
        (attacks.fragments(80), "fields=over 9007199254740991 is outside [0, 600]"),
        (attacks.hollow(10), "spreads=2047 is outside [0, 300]"),
        (attacks.repeats(31), "repeats=31 is outside [0, 30]"),
        (attacks.introspections(3), "introspections=3 is outside [0, 2]"),
        (attacks.comments(10_000), "characters=20014 is outside [0, 20000]"),
        (attacks.duplicates(999), "tokens=over 1000 is outside [0, 1000]"),
    ],
)
def test_what_is_refused_says_which_limit_its_value_and_the_querys(text: str, limit: str) -> None:
    with pytest.raises(GraphQLError) as refusal:
        estimate(schema._schema, text, None, {}, AROUND)

    assert refusal.value.message == f"document.{limit}"


@pytest.mark.parametrize(
    "text",
    [
        attacks.aliases(30),
        attacks.directives(20),
        attacks.levels(15),
        attacks.fragments(4),
        attacks.repeats(30),
        attacks.introspections(2),
        attacks.inline(60),
        "{ ...F0 } "
        + "".join(f"fragment F{i} on Query {{ ...F{i + 1} }} " for i in range(80))
        + "fragment F80 on Query { __typename }",
    ],
)
def test_what_is_just_within_the_limits_is_read(text: str) -> None:
    assert estimate(schema._schema, text, None, {}, AROUND) >= 1


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count calls of Python's functions: steps that no machine makes faster or slower."""
    steps = [0]

    def count(_: Any, event: str, __: Any) -> None:
        steps[0] += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        yield steps
    finally:
        sys.setprofile(None)


def steps(work: Callable[[], object]) -> int:
    forget()
    laid_out.cache_clear()
    with counted() as made, suppress(GraphQLError):
        work()
    return made[0]


LINEAR = {
    "fragments": (attacks.fragments, 60),
    "hollow": (attacks.hollow, 60),
    "circle": (attacks.circle, 60),
    "aliases": (attacks.aliases, 100),
    "duplicates": (attacks.duplicates, 300),
    "repeats": (attacks.repeats, 50),
    "directives": (attacks.directives, 50),
    "levels": (attacks.levels, 20),
    "inline": (attacks.inline, 20),
    "comments": (attacks.comments, 4_000),
    "text": (attacks.text, 2_000),
    "values": (attacks.values, 200),
    "introspections": (attacks.introspections, 15),
}


@pytest.mark.parametrize("name", sorted(LINEAR))
def test_twice_the_document_takes_at_most_twice_the_steps(name: str) -> None:
    make, size = LINEAR[name]
    short, long = make(size), make(2 * size)

    def estimated(text: str) -> int:
        return steps(lambda: estimate(schema._schema, text, None, {}, AROUND))

    estimated(short)  # what is done once for the schema
    once, twice = estimated(short), estimated(long)

    assert once > 0
    assert twice <= 2.2 * once


@pytest.mark.parametrize(
    ("make", "size"), [(attacks.fragments, 60), (attacks.hollow, 60), (attacks.duplicates, 500)]
)
def test_measuring_takes_steps_in_proportion_to_length(make: attacks.Document, size: int) -> None:
    """Past the limit on tokens, which hides it: doubled paths are no doubled work."""
    short, long = parse(make(size)), parse(make(2 * size))

    once, twice = steps(lambda: measure(short)), steps(lambda: measure(long))

    assert once > size
    assert twice <= 2.2 * once


def test_each_path_through_fragments_is_counted() -> None:
    deep = measure(parse(attacks.fragments(70)))

    assert deep.fields == 2**70
    assert deep.fields > MOST.fields


def test_pointing_at_many_wrong_values_walks_through_the_document_once() -> None:
    errors = schema.execute_sync(attacks.values(300)).errors or []
    assert len(errors) > 4

    def point(at: int) -> int:
        _places.cache_clear()
        return steps(lambda: [pointed(error) for error in errors[:at]])

    assert point(len(errors)) <= 1.5 * point(1)


async def test_what_is_told_of_a_bad_document_is_short_and_names_the_place(
    client: httpx.AsyncClient,
) -> None:
    answer = await asked(client, attacks.values(300))

    errors = answer.json()["errors"]
    assert len(errors) <= 6
    assert errors[0]["extensions"]["field"] == "measures[0]"
    assert len(answer.content) < 12_000


async def test_a_name_of_a_made_up_length_is_not_told_back_whole(
    client: httpx.AsyncClient,
) -> None:
    name = "x" * 15_000
    for text, variables in (
        (f"{{ {name} }}", {}),
        (f'{{ nodes(ids: ["a"]) {{ ...{name} }} }}', {}),
        ("query ($s: ScenarioName!) { projection(input: {scenario: $s}) { start } }", {"s": name}),
        (f"{{ projection(input: {{scenario: FROZEN, {name}: [1]}}) {{ start }} }}", {}),
    ):
        answer = await asked(client, text, **variables)

        assert "data" not in answer.json()
        assert len(answer.content) < 4_000


@pytest.mark.parametrize("number", [8_000, 85_000])
async def test_variables_too_many_to_be_looked_through_are_refused(
    client: httpx.AsyncClient, number: int
) -> None:
    text = "query ($i: ComparisonInput!) { comparison(input: $i) { assumed } }"
    alternatives: list[dict[str, Any]] = [{}] * number

    answer = await asked(client, text, i={"alternatives": alternatives})

    (error,) = answer.json()["errors"]
    assert error["message"] == f"variables.values={number + 2} is outside [0, 5000]"
    assert error["extensions"]["code"] == "DOCUMENT_TOO_LARGE"


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("query ($n: Int!) { municipalities(first: $n) { nodes { code } } }", {"n": 1e300}),
        ("query ($n: Int!) { municipalities(first: $n) { nodes { code } } }", {"n": -5}),
        ("query ($n: Int!) { municipalities(first: $n) { nodes { code } } }", {"n": "many"}),
        ("query ($n: Int!) { municipalities(first: $n) { nodes { code } } }", {"n": None}),
        ("{ municipalities(first: 1e999) { nodes { code } } }", {}),
        ("{ municipalities(first: " + "9" * 90 + ") { nodes { code } } }", {}),
        ("{ projection(input: {scenario: FROZEN, years: 1e400}) { start } }", {}),
        ("{ projection(input: 5) { start } }", {}),
        ("{ projection(input: [{scenario: FROZEN, engine: NONE}]) { start } }", {}),
        ("{ comparison(input: {alternatives: 5, baseline: 7}) { assumed } }", {}),
        ("{ participantCounts(by: [[], {}, 1]) { cells { count } } }", {}),
        ("query ($i: SensitivityInput!) { sensitivity(input: $i) { year } }", {"i": [[[[]]]]}),
    ],
)
async def test_values_that_are_none_are_refused_and_the_server_goes_on(
    client: httpx.AsyncClient, text: str, variables: dict[str, Any]
) -> None:
    answer = await asked(client, text, **variables)
    after = await asked(client, "{ __typename }")

    codes = {error["extensions"]["code"] for error in answer.json()["errors"]}
    assert codes <= {"BAD_DOCUMENT", "BAD_INPUT", "DOCUMENT_TOO_LARGE"}
    assert after.json()["data"] == {"__typename": "Query"}


async def test_a_request_has_a_deadline_as_a_whole(serve: Serve) -> None:
    text = "{" + " ".join(
        f"a{i}: projection(input: {{scenario: TODAY, replications: 2000, seed: {i}}}) {{ start }}"
        for i in range(8)
    )
    async with serve(request_within=0.3) as client:
        answer = await asked(client, text + "}")
        after = await asked(client, "{ __typename }")

    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "TOO_SLOW"
    assert after.json()["data"] == {"__typename": "Query"}


def test_what_is_refused_is_not_read_again_for_whoever_asks_next() -> None:
    bad = attacks.levels(19)
    first = steps(lambda: document(bad))

    with counted() as again, pytest.raises(GraphQLError, match="depth=19"):
        document(bad)

    assert again[0] < first / 10


def test_a_flood_of_bad_documents_drives_out_no_good_one() -> None:
    good = document("{ __typename good: __typename }")

    for i in range(1_000):
        with pytest.raises(GraphQLError):
            document(f"{{ a{i}: __typename " + "@skip(if: true) " * 25 + "}")

    assert document("{ __typename good: __typename }") is good
