"""A minimal strawberry application: rows in memory, each field an attribute."""

import os
from pathlib import Path
from typing import Any

import orjson
import strawberry

from server.graphql.whatif import WhatIfInput
from simulation import Measure


@strawberry.type
class Municipality:
    id: strawberry.ID
    code: str
    name: str
    land_ha: int
    urbanity: int
    households: int
    inhabitants: int


@strawberry.type
class MunicipalityEdge:
    cursor: str
    node: Municipality


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class MunicipalityConnection:
    edges: list[MunicipalityEdge]
    page_info: PageInfo


@strawberry.type
class Place:
    code: str


@strawberry.type
class Interval:
    low: list[float | None]
    high: list[float | None]


@strawberry.type
class YearlySeries:
    municipality: Place
    years: list[int]
    mean: list[float | None]
    standard_error: list[float | None]
    standard_deviation: list[float | None]
    mean_interval: Interval


@strawberry.type
class Projection:
    kept: strawberry.Private[list[YearlySeries]]

    @strawberry.field
    async def series(
        self,
        measures: list[Measure],
        municipalities: list[strawberry.ID],
        quantiles: list[float],
    ) -> list[YearlySeries]:
        return self.kept


def _towns(told: dict[str, Any]) -> MunicipalityConnection:
    return MunicipalityConnection(
        edges=[
            MunicipalityEdge(
                cursor=edge["cursor"],
                node=Municipality(land_ha=edge["node"].pop("landHa"), **edge["node"]),
            )
            for edge in told["edges"]
        ],
        page_info=PageInfo(
            has_next_page=told["pageInfo"]["hasNextPage"], end_cursor=told["pageInfo"]["endCursor"]
        ),
    )


def _series(told: dict[str, Any]) -> Projection:
    return Projection(
        kept=[
            YearlySeries(
                municipality=Place(**one["municipality"]),
                years=one["years"],
                mean=one["mean"],
                standard_error=one["standardError"],
                standard_deviation=one["standardDeviation"],
                mean_interval=Interval(**one["meanInterval"]),
            )
            for one in told["series"]
        ]
    )


_kept = orjson.loads(Path(os.environ["KEPT"]).read_bytes())
TOWNS = _towns(_kept["municipalities"])
PROJECTION = _series(_kept["projection"])


@strawberry.type
class Query:
    @strawberry.field
    async def municipalities(self, first: int) -> MunicipalityConnection:
        return TOWNS

    @strawberry.field
    async def projection(self, input: WhatIfInput) -> Projection:
        return PROJECTION
