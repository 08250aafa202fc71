"""Documents drawn by chance from the contract: what clients might ask, in any of their manners."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_required_argument,
)
from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

PLACES = ["GM0141", "GM0153", "GM0158", "GM0163"]
CASES = st.fixed_dictionaries(
    {"scenario": st.sampled_from(["TODAY", "FROZEN", "REGIONAL_BASIC", "ENDED"])},
    optional={
        "changes": st.just([{"parameter": "DEATH", "value": 0.02, "from": "2015-06-01"}]),
        "campaigns": st.just([{"from": "2015-03-01", "registrations": 500, "days": 30}]),
        "later": st.just([{"scenario": "FROZEN", "from": "2015-09-15"}]),
        "adoptedOn": st.just("2015-02-03"),
        "channels": st.sampled_from(["TOGETHER", "APART"]),
        "app": st.sampled_from(["WITH", "WITHOUT"]),
        "basis": st.sampled_from(["LEDGER", "REGISTRY"]),
    },
)
HORIZONS: dict[str, st.SearchStrategy[Any]] = {
    "years": st.integers(1, 4),
    "engine": st.sampled_from(["ANALYTIC", "AGGREGATE"]),
    "replications": st.integers(1, 260),
    "step": st.sampled_from(["YEAR", "QUARTER"]),
    "doubt": st.sampled_from(["CHANCE", "FIGURES"]),
}
WHAT_IFS = st.builds(
    lambda case, horizon: case | horizon,
    CASES,
    st.fixed_dictionaries({}, optional=HORIZONS).filter(
        lambda asked: not (asked.get("engine") == "ANALYTIC" and asked.get("doubt") == "FIGURES")
    ),
)
COMPARISONS = st.builds(
    lambda cases, horizon: {"alternatives": cases} | horizon,
    st.lists(CASES, min_size=1, max_size=3),
    st.fixed_dictionaries({}, optional={name: HORIZONS[name] for name in ("years", "step")}).map(
        lambda asked: {"replications": 100} | asked
    ),
)
QUESTIONS = st.builds(
    lambda case, asked: case | asked,
    CASES.filter(lambda case: not {"changes", "later"} & set(case)),
    st.fixed_dictionaries(
        {"years": st.integers(1, 3)},
        optional={"parameters": st.just(["DEATH", "OPT_OUT", "ELASTICITY"])},
    ),
)
INPUTS: dict[str, st.SearchStrategy[Any]] = {
    "WhatIfInput": WHAT_IFS,
    "ComparisonInput": COMPARISONS,
    "SensitivityInput": QUESTIONS,
    "CaseInput": CASES.map(lambda case: {"scenario": case["scenario"]}),
    "Date": st.just("2014-01-01"),
    "Language": st.sampled_from(["NL", "EN"]),
    "Boolean": st.booleans(),
    "Purpose": st.sampled_from(["KEEPING", "CHECKING"]),
}
ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from(PLACES),
    "ids": st.lists(st.sampled_from([*PLACES, "nobody"]), max_size=30),
    "first": st.integers(1, 100),
    "measures": st.lists(
        st.sampled_from(["LISTED", "REACHABLE", "TOTAL_COST", "REGISTRATIONS"]),
        min_size=1,
        max_size=3,
    ),
    "municipalities": st.lists(st.sampled_from(PLACES), min_size=1, max_size=4),
    "quantiles": st.lists(st.sampled_from([0.0, 0.05, 0.25, 0.5, 0.95]), max_size=5),
    "threshold": st.floats(0, 1),
    "prices": st.lists(st.sampled_from([500, 1000, 5000]), min_size=1, max_size=2),
    "price": st.just(1000),
    "solved": st.sampled_from(["EXPECTED_SOLVED", "SOLVED_DIRECTLY"]),
    "measure": st.sampled_from(["EXPECTED_SOLVED", "REACHABLE", "TOTAL_COST"]),
    "kind": st.sampled_from(["REACHABLE", "RATE", "MONEY", "TORNADO", "DOUBTS", "LINKS", "TILES"]),
    "start": st.just(2015),
    "year": st.integers(2010, 2020),
    "language": st.sampled_from(["NL", "EN"]),
    "sets": st.sampled_from([16, 32]),
    "futures": st.integers(1, 300),
    "points": st.integers(2, 6),
    "against": st.lists(INPUTS["CaseInput"], min_size=1, max_size=2),
    "x": st.just({"parameter": "MOVE_WITHIN"}),
    "y": st.just({"parameter": "NUMBER_CHANGE"}),
}
FLOWS_ONLY = st.lists(st.sampled_from(["REGISTRATIONS", "TOTAL_COST"]), min_size=1, max_size=2)
LEFT_OUT = {"where", "orderBy", "after", "includeDeprecated"}
"""Arguments that make an answer smaller, or need a cursor."""


@dataclass
class Document:
    """Text and variables, as they grow."""

    schema: GraphQLSchema
    draw: Draw
    variables: dict[str, Any] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    aliases: int = 0

    def text(self, *, fields: int, depth: int) -> str:
        query = self.schema.query_type
        assert query is not None
        body = self.selection(query, fields=fields, depth=depth)
        declared = f"({' '.join(self.declared)})" if self.declared else ""
        return f"query Asked{declared} {body}\n" + "\n".join(self.fragments)

    def selection(self, kind: Any, *, fields: int, depth: int) -> str:
        if isinstance(kind, GraphQLInterfaceType):
            inside = self.selection(self.schema.type_map["Municipality"], fields=fields, depth=0)
            return f"{{ __typename id ... on Municipality {inside} }}"
        open_ = {
            name: of
            for name, of in kind.fields.items()
            if depth > 0 or not is_composite_type(get_named_type(of.type))
        }
        names = []  # some types hold objects alone
        if open_:
            names = self.draw(st.lists(st.sampled_from(sorted(open_)), min_size=1, max_size=fields))
        parts = [self.field(name, open_[name], depth) for name in dict.fromkeys(names)]
        return self.wrapped(kind, " ".join(["__typename", *parts]))

    def wrapped(self, kind: GraphQLObjectType, body: str) -> str:
        match self.draw(st.sampled_from(["plain", "plain", "inline", "named", "twice", "maybe"])):
            case "inline":
                return f"{{ ... on {kind.name} {{ {body} }} }}"
            case "named" | "twice" as how:
                name = f"F{len(self.fragments)}"
                self.fragments.append(f"fragment {name} on {kind.name} {{ {body} }}")
                return f"{{ ...{name} {f'...{name}' if how == 'twice' else ''} }}"
            case "maybe":
                return f"{{ __typename ... @include(if: {self.draw(BOOLEANS)}) {{ {body} }} }}"
        return f"{{ {body} }}"

    def field(self, name: str, of: GraphQLField, depth: int) -> str:
        self.aliases += 1
        given = []
        for argument, taken in of.args.items():
            wanted = is_required_argument(taken) or self.draw(st.booleans())
            if wanted and argument not in LEFT_OUT:
                values = FLOWS_ONLY if (name, argument) == ("totals", "measures") else None
                given.append(f"{argument}: {self.value(argument, taken, values)}")
        told = f"a{self.aliases}: {name}" if self.draw(st.booleans()) else name
        # what has arguments may not meet itself with others
        told = f"a{self.aliases}: {name}" if given else told
        told += f"({', '.join(given)})" if given else ""
        named = get_named_type(of.type)
        if not is_composite_type(named):
            return told
        return f"{told} {self.selection(named, fields=4, depth=depth - 1)}"

    def value(
        self, name: str, taken: GraphQLArgument, values: st.SearchStrategy[Any] | None
    ) -> str:
        value = self.draw(strategy(name, taken) if values is None else values)
        if self.draw(st.booleans()):
            variable = f"v{len(self.variables)}"
            self.variables[variable] = value
            self.declared.append(f"${variable}: {taken.type}")
            return f"${variable}"
        return literal(value, enums=isinstance(get_named_type(taken.type), GraphQLEnumType))


def strategy(name: str, taken: GraphQLArgument) -> st.SearchStrategy[Any]:
    named = get_named_type(taken.type)
    if name == "by" and isinstance(named, GraphQLEnumType):
        return st.lists(st.sampled_from(sorted(named.values)), min_size=1, unique=True)
    return ARGUMENTS[name] if name in ARGUMENTS else INPUTS[named.name]


BOOLEANS = st.sampled_from(["true", "false"])
_TEXT = {"from", "adoptedOn", "ids", "id", "name", "municipalities", "on"}


def literal(value: Any, *, enums: bool, name: str = "") -> str:
    """A value as GraphQL writes it."""
    match value:
        case dict():
            inside = (f"{key}: {literal(of, enums=True, name=key)}" for key, of in value.items())
            return f"{{{', '.join(inside)}}}"
        case bool():
            return str(value).lower()
        case list():
            return f"[{', '.join(literal(of, enums=enums, name=name) for of in value)}]"
        case str():
            return value if enums and name not in _TEXT else f'"{value}"'
    return repr(value)


@st.composite
def documents(draw: Draw, schema: GraphQLSchema) -> tuple[str, dict[str, Any]]:
    document = Document(schema, draw)
    text = document.text(fields=3, depth=draw(st.integers(1, 5)))
    return text, document.variables
