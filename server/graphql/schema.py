"""The contract: Query, Mutation and Subscription, each field a few lines."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from server.errors import Code, Refused
from server.graphql import (
    assumption,
    comparison,
    hindcast,
    learned,
    municipalities,
    mutating,
    projection,
    run,
    runs,
    sensitivity,
)
from server.graphql.actions import ActionQuery
from server.graphql.adopting import AdoptionMutation
from server.graphql.alerting import ActionMutation
from server.graphql.assumption import Assumption, Scenario
from server.graphql.audit import AuditQuery
from server.graphql.comparison import Comparison
from server.graphql.context import Info
from server.graphql.correcting import CorrectionMutation
from server.graphql.counts import CountQuery
from server.graphql.credentials import CredentialMutation, CredentialQuery
from server.graphql.delivering import DeliveryMutation
from server.graphql.describing import SCALARS
from server.graphql.enrolling import EnrolmentMutation
from server.graphql.execution import Executor, ValidatedOnce
from server.graphql.exercising import RightsMutation
from server.graphql.hindcast import Hindcast
from server.graphql.limits import Limits
from server.graphql.municipalities import MunicipalityOrder, MunicipalityWhere
from server.graphql.municipality import Municipality
from server.graphql.mutating import (
    CancelRunInput,
    CancelRunPayload,
    StartRunInput,
    StartRunPayload,
)
from server.graphql.node import Node
from server.graphql.paging import Connection
from server.graphql.participants import ParticipantQuery
from server.graphql.projection import Projection
from server.graphql.refetching import node
from server.graphql.run import Run, RunProgress
from server.graphql.runs import RunOrder, RunWhere
from server.graphql.sensitivity import Sensitivity, SensitivityInput
from server.graphql.spans import Spans
from server.graphql.viewer import Viewer
from server.graphql.whatif import ComparisonInput, WhatIfInput
from server.telemetry import traced_now
from simulation import SCENARIOS

MOST_NODES = 100

Id = Annotated[strawberry.ID, strawberry.argument(description="Id of an object.")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description="Ids, 100 at most.")]
First = Annotated[int, strawberry.argument(description="Rows of the page, 1–100.")]
After = Annotated[str | None, strawberry.argument(description="Cursor to go on from.")]
Where = Annotated[MunicipalityWhere | None, strawberry.argument(description="Which of them.")]
OrderBy = Annotated[
    list[MunicipalityOrder] | None,
    strawberry.argument(description="Keys of the order, the first counts most; absent: CBS code."),
]


@strawberry.type(description="What can be asked.")
class Query(ActionQuery, AuditQuery, CountQuery, CredentialQuery, ParticipantQuery):
    @strawberry.field(description="The object with an id; null for an id of nothing.")
    async def node(self, info: Info, id: Id) -> Node | None:
        return await node(info, id)

    @strawberry.field(description="The objects with these ids, in their order; null for nothing.")
    async def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        if len(ids) > MOST_NODES:
            raise Refused(Code.BAD_INPUT, f"ids={len(ids)} is outside [0, {MOST_NODES}]")
        return list(await asyncio.gather(*(node(info, id_) for id_ in ids)))

    @strawberry.field(description="Who asks.")
    def viewer(self) -> Viewer:
        return Viewer()

    @strawberry.field(description="Municipalities of the region, a page at a time.")
    async def municipalities(
        self,
        info: Info,
        where: Where = None,
        order_by: OrderBy = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[Municipality]:
        return await municipalities.page(
            info, where=where, order_by=order_by or [], first=first, after=after
        )

    @strawberry.field(description="Every figure behind the results, with its source and its doubt.")
    async def assumptions(self, info: Info) -> list[Assumption]:
        return await assumption.ledger(info)

    @strawberry.field(
        description="What the register itself says, beside the ledger: SYNTHETIC where it is."
    )
    async def learned(
        self,
        info: Info,
        start: Annotated[
            int,
            strawberry.argument(
                description="Year on whose 1 January the base is taken that L* keeps level."
            ),
        ] = 2015,
    ) -> list[Assumption]:
        return await learned.learned(info, start)

    @strawberry.field(description="The scenarios on the table, and what each of them changes.")
    def scenarios(self) -> list[Scenario]:
        return [Scenario.of(scenario) for scenario in SCENARIOS.values()]

    @strawberry.field(description="One scenario, year by year, from the register's own counts.")
    async def projection(
        self,
        info: Info,
        input: Annotated[WhatIfInput, strawberry.argument(description="What is supposed.")],
    ) -> Projection:
        return await projection.project(info, input)

    @strawberry.field(description="Several cases against a baseline, paired by common luck.")
    async def comparison(
        self,
        info: Info,
        input: Annotated[ComparisonInput, strawberry.argument(description="What is compared.")],
    ) -> Comparison:
        return await comparison.compare(info, input)

    @strawberry.field(description="What one number of a scenario rests on, and how firmly.")
    async def sensitivity(
        self,
        info: Info,
        input: Annotated[SensitivityInput, strawberry.argument(description="What is asked.")],
    ) -> Sensitivity:
        return await sensitivity.ask(info, input)

    @strawberry.field(
        description="The model tested on the nation: fitted to 2011–14, later years predicted."
    )
    async def hindcast(self, info: Info) -> Hindcast:
        return await hindcast.hindcast(info)

    @strawberry.field(description="A run; null for an id of nothing.")
    async def run(self, info: Info, id: Id) -> Run | None:
        return await run.with_key(info, run.key_of(id))

    @strawberry.field(description="Runs, a page at a time.")
    async def runs(
        self,
        info: Info,
        where: Annotated[RunWhere | None, strawberry.argument(description="Which of them.")] = None,
        order_by: Annotated[
            list[RunOrder] | None,
            strawberry.argument(description="Their order; absent: those asked for last first."),
        ] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[Run]:
        return await runs.page(info, where=where, order_by=order_by or [], first=first, after=after)


@strawberry.type(description="What can be done. A payload carries the thing, or says why not.")
class Mutation(
    CredentialMutation,
    EnrolmentMutation,
    CorrectionMutation,
    RightsMutation,
    DeliveryMutation,
    ActionMutation,
    AdoptionMutation,
):
    @strawberry.mutation(
        description="Start a what-if too large for one answer. Same input, model and data: the run "
        "that is there already, gone on with if it was cancelled or failed."
    )
    async def start_run(
        self,
        info: Info,
        input: Annotated[StartRunInput, strawberry.argument(description="What it plays.")],
    ) -> StartRunPayload:
        return await mutating.start(info, input)

    @strawberry.mutation(description="Cancel a run. What it has brought so far stays.")
    async def cancel_run(
        self,
        info: Info,
        input: Annotated[CancelRunInput, strawberry.argument(description="Which one.")],
    ) -> CancelRunPayload:
        return await mutating.cancel(info, input)


@strawberry.type(description="What can be followed.")
class Subscription:
    @strawberry.subscription(
        description="How far a run is: now, whenever it is farther, and at last its end, always."
    )
    async def run_progress(
        self,
        info: Info,
        id: Id,
        after: Annotated[
            str | None,
            strawberry.argument(description="Cursor of what is known already; absent: nothing is."),
        ] = None,
    ) -> AsyncGenerator[RunProgress, None]:
        async for told in runs.progress(info, id, after):
            yield told


class Schema(strawberry.Schema):
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing here: strawberry would log the document; `refusal.told` logs defects."""

    def get_extensions(self, sync: bool = False) -> list[SchemaExtension]:
        """Time validating and executing, of requests that are traced alone."""
        return [*super().get_extensions(sync), *([Spans()] if traced_now() else [])]


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    extensions=[Limits, ValidatedOnce],
    config=StrawberryConfig(scalar_map=SCALARS),
    execution_context_class=Executor,
)


_ROOTS = (schema._schema.query_type, schema._schema.mutation_type, schema._schema.subscription_type)
ROOT_FIELDS = frozenset({"__schema", "__type", "__typename"}).union(
    *(root.fields for root in _ROOTS if root is not None)
)
"""Every name that an operation can begin with."""


def sdl() -> str:
    """Print the contract."""
    return schema.as_str() + "\n"
