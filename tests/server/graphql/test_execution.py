import asyncio
import math
from enum import Enum, StrEnum
from typing import Any

import pytest
import strawberry
from hypothesis import given, settings
from hypothesis import strategies as st

from server.graphql import execution
from server.graphql.execution import Executor, ValidatedOnce
from server.graphql.limits import Limits
from server.graphql.schema import Schema


@strawberry.enum
class Colour(Enum):
    RED = "r"
    BLUE = "b"


@strawberry.enum
class Word(StrEnum):
    YES = "yes"


@strawberry.interface
class Named:
    text: str | None


@strawberry.type
class Thing(Named):
    identity: strawberry.ID | None
    whole: int | None
    number: float | None
    truth: bool | None
    colour: Colour | None
    word: Word | None
    numbers: list[float | None] | None
    firm: list[int] | None
    nested: list[list[str]] | None
    inner: "Thing | None"
    sure: str | None

    @strawberry.field
    def made(self, times: int = 2) -> str:
        return f"{self.text}" * times

    @strawberry.field
    async def awaited(self) -> str:
        await asyncio.sleep(0)
        return f"{self.text}"


@strawberry.type
class Strict:
    text: str
    whole: int
    firm: list[float]
    colour: Colour


@strawberry.type
class Query:
    @strawberry.field
    async def things(self, info: strawberry.Info) -> list[Named | None]:
        return list(info.context["things"])

    @strawberry.field
    def strict(self, info: strawberry.Info) -> list[Strict | None]:
        return list(info.context["strict"])


OURS = Schema(Query, types=[Thing], execution_context_class=Executor)
THEIRS = Schema(Query, types=[Thing])

QUERY = """
query ($yes: Boolean = true) {
  things {
    __typename text again: text ... on Thing {
      word awaited whole made(times: 1) number ...More inner { text inner { sure awaited } }
      skipped: truth @skip(if: $yes) truth @include(if: $yes)
    }
  }
  strict { firm text more: text whole colour }
}
fragment More on Thing { identity colour numbers firm nested again: text }
"""

odd = st.one_of(
    st.none(),
    st.sampled_from([math.nan, math.inf, -0.0, 2**31, -(2**31) - 1, True, 0]),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from([Colour.RED, Word.YES, "r", "RED", "yes", ValueError("bad"), object]),
    st.lists(st.none() | st.floats() | st.integers() | st.text(max_size=2), max_size=3),
    st.tuples(st.floats(), st.floats()),
)
floats = st.floats(allow_nan=False, allow_infinity=False)
right: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(max_size=3),
    "identity": st.text(max_size=3),
    "whole": st.integers(-(2**31), 2**31 - 1),
    "number": floats,
    "truth": st.booleans(),
    "colour": st.sampled_from(Colour),
    "word": st.just(Word.YES),
    "numbers": st.lists(st.none() | floats, max_size=3),
    "firm": st.lists(st.integers(0, 9), max_size=3),
    "nested": st.lists(st.lists(st.text(max_size=2), max_size=2), max_size=2),
    "sure": st.text(max_size=3),
}
things = st.fixed_dictionaries({name: right[name] | odd for name in right})
stricts = st.fixed_dictionaries(
    {name: right[name] | odd for name in ("text", "whole", "colour")}
    | {"firm": right["numbers"] | odd}
)


def asked(schema: Schema, context: dict[str, Any]) -> tuple[Any, Any]:
    answer = asyncio.run(schema.execute(QUERY, context_value=context))
    errors = [error.formatted for error in answer.errors or ()]
    return repr(answer.data), sorted(map(repr, errors))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(things, things), max_size=3), st.lists(stricts, max_size=3))
def test_answers_are_those_of_graphql_core_whatever_the_values(
    told: list[tuple[dict[str, Any], dict[str, Any]]], strict: list[dict[str, Any]]
) -> None:
    context = {
        "things": [Thing(inner=Thing(inner=None, **inner), **outer) for outer, inner in told],
        "strict": [Strict(**one) for one in strict],
    }

    assert asked(OURS, context) == asked(THEIRS, context)


def test_a_value_that_must_be_awaited_is() -> None:
    async def ask(schema: Schema) -> Any:
        future = asyncio.get_running_loop().create_future()
        future.set_result("later")
        told: dict[str, Any] = {"text": future, "whole": 1, "firm": [], "colour": Colour.RED}
        strict = Strict(**told)
        return (
            await schema.execute("{ strict { text } }", context_value={"strict": [strict]})
        ).data

    assert asyncio.run(ask(OURS)) == asyncio.run(ask(THEIRS)) == {"strict": [{"text": "later"}]}


CHECKED = Schema(Query, types=[Thing], extensions=[Limits, ValidatedOnce])


def errors_of(text: str) -> list[Any]:
    answer = asyncio.run(CHECKED.execute(text, context_value={"things": [], "strict": []}))
    return [error.formatted for error in answer.errors or ()]


@pytest.fixture(autouse=True)
def _forgetful() -> None:
    execution.valid.cache_clear()


def test_a_document_is_validated_once() -> None:
    for _ in range(3):
        assert errors_of("{ strict { text } }") == []

    assert execution.valid.cache_info().misses == 1


def test_a_wrong_document_stays_wrong_beside_a_right_one() -> None:
    for _ in range(2):
        assert errors_of("{ strict { text } }") == []
        (error,) = errors_of("{ strict { next } }")
        assert error["locations"] == [{"line": 1, "column": 12}]
        (error,) = errors_of("{\n strict { next } }")
        assert error["locations"] == [{"line": 2, "column": 11}]


def test_what_is_known_to_be_valid_is_bounded_in_number_and_length() -> None:
    for number in range(execution.KNOWN + 10):
        errors_of(f"{{ strict {{ a{number}: text }} }}")
    assert execution.valid.cache_info().currsize == execution.KNOWN

    long = "{ strict { text } } #" + "x" * execution.LONGEST
    misses = execution.valid.cache_info().misses
    assert errors_of(long) == []
    assert execution.valid.cache_info().misses == misses


def test_one_schema_does_not_vouch_for_another() -> None:
    @strawberry.type
    class Other:
        strict: str = ""

    other = Schema(Other, extensions=[Limits, ValidatedOnce])
    assert errors_of("{ strict { text } }") == []

    assert other.execute_sync("{ strict { text } }").errors
