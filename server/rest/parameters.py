"""A query string, to what it asks, and back: the page's address is read by the same words.

asked = read(query, {}, comparisons.Asked)    # bytes of an address; or, of pairs that one has,
asked = taken(pairs, comparisons.Asked)       # raises Problem, with each fault by name and bounds
query = written(asked)                        # the one address of what is asked
"""

import re
from collections.abc import Collection, Iterable, Mapping
from enum import Enum, StrEnum
from inspect import get_annotations
from typing import Final, TypeVar
from urllib.parse import parse_qsl, quote

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

from server.errors import Code
from server.graphql.describing import words
from server.rest.problems import Fault, Problem
from server.rest.schemas import schemas, takes
from simulation.bounds import Field
from simulation.sentence import Listing, Sentence

MOST_BYTES: Final = 8_192
"""Of a query string, percent signs counted as they are sent."""
MOST_PARAMETERS: Final = 64
SHOWN: Final = 40
"""So much is shown of a value that is refused [characters]."""


class Format(StrEnum):
    """How an answer is laid out."""

    JSON = "json"
    CSV = "csv"
    JSONL = "jsonl"
    EXCEL = "excel"
    XLSX = "xlsx"


class Asked(BaseModel):
    """Parameters of a resource: their names, types, bounds and descriptions, stated once."""

    model_config = ConfigDict(
        use_attribute_docstrings=True, extra="forbid", frozen=True, alias_generator=to_camel
    )

    format: Format | None = None
    """How the answer is laid out: `excel` is CSV that Dutch Excel opens, `xlsx` a workbook; absent:
    as the header `Accept` says, JSON if that says nothing."""

    @property
    def lookup(self) -> int:
        """What it takes of a client's share to look up what is asked, beside any request's."""
        return 0

    @property
    def mark(self) -> str:
        """What a file of the answer is told apart by, in its name."""
        return ""


A = TypeVar("A", bound=BaseModel)


class ByName:
    """Marks an enum that goes by its names, as it does in GraphQL."""

    def __get_pydantic_core_schema__(
        self, source: type[Enum], _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        names = core_schema.literal_schema(list(source.__members__))
        member = core_schema.chain_schema(
            [names, core_schema.no_info_plain_validator_function(lambda name: source[name])]
        )
        return core_schema.no_info_before_validator_function(
            lambda value: value.name if isinstance(value, source) else value,
            member,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: value.name, return_schema=names
            ),
            metadata={"pydantic_js_updates": {"x-enum-descriptions": list(words(source).values())}},
        )


BY_NAME: Final = ByName()

WHOLE: Final = r"-?[0-9]{1,18}"
DECIMAL: Final = r"-?[0-9]{1,18}(?:\.[0-9]{1,24})?(?:[eE][+-]?[0-9]{1,3})?"
"""24: JavaScript writes all digits of a float from 0.000001 on, without an exponent."""


def _spelled(pattern: str) -> BeforeValidator:
    """Only what is spelled so: Python would take "1_0", " 1" and a date for a number as well."""
    spelling = re.compile(pattern, re.ASCII)

    def check(value: object) -> object:
        if isinstance(value, str) and not spelling.fullmatch(value):
            raise ValueError(value)
        return value

    return BeforeValidator(check)


IS_WHOLE: Final = _spelled(WHOLE)
IS_DECIMAL: Final = _spelled(DECIMAL)
A_DAY: Final = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
"""Not all of these are days: whoever can tell that only by a calendar refuses them."""
IS_DAY: Final = _spelled(A_DAY)
SPLIT: Final = BeforeValidator(lambda value: value.split(",") if isinstance(value, str) else value)
"""A list, with commas between its items."""
ONCE: Final = AfterValidator(lambda values: tuple(dict.fromkeys(values)))
"""Of items that are the same the first."""


def read(query: bytes, path: Mapping[str, str], asked: type[A]) -> A:
    """Read what is asked; raises Problem, with all that is wrong."""
    if len(query) > MOST_BYTES:
        raise Problem(
            414,
            "TOO_LONG",
            Sentence(
                "the query is {length} bytes long, {most} is the most",
                length=len(query),
                most=MOST_BYTES,
            ),
        )
    return taken([*path.items(), *_pairs(query)], asked)


def taken(pairs: Iterable[tuple[str, str]], asked: type[A]) -> A:
    """What pairs of name and value ask; raises Problem, with all that is wrong."""
    given: dict[str, str] = {}
    faults: list[Fault] = []
    for name, value in pairs:
        if name in given:
            twice = Sentence("{field} is given twice", field=Field(_shown(name)))
            faults.append(Fault(field=_shown(name), detail=twice))
        given[name] = value
    try:
        found = asked.model_validate(given, by_alias=True, by_name=False)
    except ValidationError as error:
        faults.extend(_faults(error, given, asked))
    if faults:
        raise Problem(400, Code.BAD_INPUT, faults[0].detail, faults)
    return found


def written(asked: Asked, *, without: Collection[str] = ()) -> str:
    """The query that asks this: defaults left out, a resource's own parameters first."""
    told = asked.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return "&".join(
        f"{name}={quote(_said(told[name]), safe=',:@')}"
        for name in _names(type(asked))
        if name in told and name not in without
    )


def _names(asked: type[Asked]) -> list[str]:
    """Names of parameters, those of a subclass before those that it shares."""
    kinds = [kind for kind in asked.__mro__ if issubclass(kind, Asked)]
    own = (name for kind in kinds for name in get_annotations(kind))
    return [asked.model_fields[name].alias or name for name in own if name in asked.model_fields]


def _said(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _pairs(query: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            query.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(query),
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError:  # bad UTF-8 among it
        raise Problem(
            400,
            Code.BAD_INPUT,
            Sentence(
                "the query is no list of name=value with & between them, {most} at most, in UTF-8 "
                "with percent signs",
                most=MOST_PARAMETERS,
            ),
        ) from None


def _faults(
    error: ValidationError, given: Mapping[str, str], asked: type[BaseModel]
) -> list[Fault]:
    """Everything wrong, each parameter once."""
    known = schemas(asked)
    faults = {}
    for wrong in error.errors(include_url=False, include_context=False):
        name = str(wrong["loc"][0])
        if name not in known:
            detail = Sentence(
                "{field} is no parameter here; there are {known}",
                field=Field(_shown(name)),
                known=Listing(known),
            )
        elif wrong["type"] == "missing":
            detail = Sentence(
                "{field} is missing: it must be {taken}",
                field=Field(name),
                taken=takes(known[name]),
            )
        else:
            detail = Sentence(
                "{field}={given} must be {taken}",
                field=Field(name),
                given=_shown(given[name]),
                taken=takes(known[name]),
            )
        faults[name] = Fault(field=_shown(name), detail=detail)
    return list(faults.values())


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
