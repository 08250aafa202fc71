"""What every server is asked: the same documents, each about twenty kilobytes of answer."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    query: str
    variables: dict[str, Any]

    def sent(self) -> dict[str, Any]:
        return {"query": self.query, "variables": self.variables}


LEAST: Final = Question("nothing", "{ __typename }", {})
"""What a request costs before it asks for anything."""

TOWNS: Final = Question(
    "100 towns",
    """
query Towns($first: Int!) {
  municipalities(first: $first) {
    edges { cursor node { id code name landHa urbanity households inhabitants } }
    pageInfo { hasNextPage endCursor }
  }
}
""",
    {"first": 100},
)
"""A hundred edges, each a cursor and a nested object: eight scalars a row."""

SERIES: Final = Question(
    "5,000 values",
    """
query Series($codes: [ID!]!) {
  projection(input: {scenario: FROZEN, years: 10, engine: ANALYTIC}) {
    series(measures: [REACHABLE], municipalities: $codes, quantiles: []) {
      municipality { code }
      years mean standardError standardDeviation meanInterval { low high }
    }
  }
}
""",
    {"codes": [f"GM{number:04}" for number in range(1, 101)]},
)
"""A hundred series of ten years, five columns of numbers each.

The input is no variable: graphql-jit 0.8.9 leaves out the defaults of one.
"""

QUESTIONS: Final = (LEAST, TOWNS, SERIES)
