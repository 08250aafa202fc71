"""A run: a what-if too large for one answer, how far it is and what it has brought."""

from dataclasses import replace
from datetime import datetime
from typing import Self

import strawberry

from server import registry
from server.errors import Code, Refused
from server.graphql import ids
from server.graphql.comparison import Comparison, comparison_of
from server.graphql.context import Info
from server.graphql.describing import described
from server.graphql.limits import work
from server.graphql.node import Node
from server.graphql.projection import Projection, projection_of
from server.registry import RunState
from server.registry.runs import Standing
from server.services.runs import following, question, results
from server.services.runs.following import Seen

KIND = "Run"

described(
    RunState,
    "RunState",
    "How a run stands. SUCCEEDED, FAILED and CANCELED are ends; the last two can be gone on with.",
    {
        "QUEUED": "It waits for its turn.",
        "RUNNING": "It plays.",
        "CANCELING": "It is told to stop, and has not yet.",
        "SUCCEEDED": "All its replications are there, and stay.",
        "FAILED": "It stopped; `failure` says why.",
        "CANCELED": "It was told to stop, and has.",
    },
)


@strawberry.type(
    description="A what-if too large for one answer. It belongs to no request: it plays on when "
    "its client leaves, and goes on from its last block when the server was killed."
)
class Run(Node):
    standing: strawberry.Private[Standing]

    state: RunState = strawberry.field(description="How it stands.")
    replications: int = strawberry.field(description="Replications in all.")
    replications_done: int = strawberry.field(
        description="Replications of all blocks that are there; while it plays, `projection` may "
        "have fewer: those before the first block that is missing."
    )
    asked_at: datetime = strawberry.field(description="When it was asked for last.")
    ended_at: datetime | None = strawberry.field(description="When it ended; null before.")
    rate: float | None = strawberry.field(
        description="Its pace since it was last taken up [replication/second]; null before the "
        "first block since, and unless it is RUNNING."
    )
    expected_end: datetime | None = strawberry.field(
        description="When it ends at that pace; null without one."
    )
    failure: str | None = strawberry.field(description="Why it FAILED; null otherwise.")
    model_version: str = strawberry.field(
        description="Version of the model, with that of numpy, that plays it."
    )
    data_version: str = strawberry.field(description="Digest of the register it starts from.")
    input_hash: strawberry.ID = strawberry.field(
        description="Digest of all that is asked of the run, model version and data version: same "
        "hash, same run; those of its projections are of each case by itself."
    )
    digest: str | None = strawberry.field(
        description="Digest of all that was drawn, once it SUCCEEDED; null before. The same input, "
        "model and data bring the same digest, however often it was interrupted."
    )

    @classmethod
    def of(cls, standing: Standing, now: datetime) -> Self:
        run = standing.run
        return cls(
            standing=standing,
            id=strawberry.ID(ids.encode(KIND, run.id)),
            state=run.state,
            replications=run.replications,
            replications_done=standing.replications,
            asked_at=run.asked_at,
            ended_at=run.ended_at,
            rate=following.rate(standing, now),
            expected_end=following.expected_end(standing, now),
            failure=run.failure,
            model_version=run.model_version,
            data_version=run.data_version,
            input_hash=strawberry.ID(run.id),
            digest=run.digest,
        )

    @strawberry.field(
        description="What is known of the one scenario it plays, from its first replications up to "
        "one that is missing; null before those, and for a comparison."
    )
    async def projection(self, info: Info) -> Projection | None:
        if question.read(self.standing.run.question).compared:
            return None
        return next(iter(await self._projections(info)), None)

    @strawberry.field(
        description="What is known of the cases it compares, likewise; null for a single scenario."
    )
    async def comparison(self, info: Info) -> Comparison | None:
        if not question.read(self.standing.run.question).compared:
            return None
        projections = await self._projections(info)
        return comparison_of(projections) if projections else None

    @strawberry.field(
        description="Path of its yearly series, for the region and each municipality, as CSV once "
        "it SUCCEEDED; null before, where it is too large for one answer, and once the model is "
        "another one."
    )
    def csv(self) -> str | None:
        return self._download("csv")

    @strawberry.field(description="Path of the same as JSON Lines, likewise.")
    def json_lines(self) -> str | None:
        return self._download("jsonl")

    def _download(self, format_: str) -> str | None:
        there = results.downloadable(self.standing.run)
        return f"/api/v1/runs/{self.input_hash}/series?format={format_}" if there else None

    async def _projections(self, info: Info) -> list[Projection]:
        context, run = info.context, self.standing.run
        context.budget.work(work.RESULT)
        asked = question.read(run.question)
        outlooks = await context.runs.results.of(context.database, self.standing)
        return [
            projection_of(
                outlook,
                asked.opening,
                replace(asked.sampling, replications=len(outlook.course.reachable)),
                model_version=run.model_version,
            )
            for outlook in outlooks
        ]


@strawberry.type(description="How far a run is, at one moment.")
class RunProgress:
    cursor: str = strawberry.field(
        description="Pass as `after` to go on from here once the connection was cut."
    )
    state: RunState = strawberry.field(description="How it stands.")
    replications: int = strawberry.field(description="Replications in all.")
    replications_done: int = strawberry.field(description="Replications that are there.")
    rate: float | None = strawberry.field(
        description="Its pace since it was last taken up [replication/second]; null before the "
        "first block since, and unless it is RUNNING."
    )
    expected_end: datetime | None = strawberry.field(
        description="When it ends at that pace; null without one."
    )
    run: Run = strawberry.field(description="The run, with what it has brought so far.")

    @classmethod
    def of(cls, standing: Standing, now: datetime) -> Self:
        run = Run.of(standing, now)
        return cls(
            cursor=ids.cursor(standing.run.id, [run.state.value, run.replications_done]),
            state=run.state,
            replications=run.replications,
            replications_done=run.replications_done,
            rate=run.rate,
            expected_end=run.expected_end,
            run=run,
        )


def key_of(id_: str) -> str:
    """Key of a run that an id, or an input hash, stands for."""
    return ids.key_of(id_, KIND) or id_


def seen_at(cursor: str, key: str) -> Seen:
    """What a follower of this run knew who gives this cursor; raises Refused for what is none."""
    state, replications = ids.values_of(cursor, key, [str, int])
    if not isinstance(replications, int) or str(state) not in RunState.__members__:
        raise Refused(Code.BAD_INPUT, "after is no cursor of a run's progress")
    return Seen(RunState(str(state)), replications)


async def with_key(info: Info, key: str) -> Run | None:
    found = await info.context.standings.load(key)
    return None if found is None else Run.of(found, info.context.now())


async def of_row(info: Info, row: registry.Run) -> Run:
    """A run that was just started or cancelled, as it stands by now."""
    context = info.context
    found = await following.standing(context.database, row.id)
    return Run.of(found or Standing(row, 0, 0), context.now())
