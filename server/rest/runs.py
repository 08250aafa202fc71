"""/runs: how far a run is."""

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import Field

from server.registry import RunState
from server.registry.runs import Standing
from server.rest.declaring import Reach, Ready, Resource, Table, Told, flat
from server.rest.examples import DIGEST
from server.rest.parameters import BY_NAME, Asked
from server.rest.tabular import Said
from server.services.runs import following
from server.telling.language import Words

Id = Annotated[str, Field(pattern="^[0-9a-f]{32}$", examples=[DIGEST], description="inputHash")]


class RunAsked(Asked):
    id: Id
    """Run: what GraphQL's `startRun` tells as `inputHash`."""


class Run(Told):
    """A what-if too large for one answer: how it stands."""

    id: str
    """Digest of input, model version and data version: same input, same run."""
    state: Annotated[RunState, BY_NAME]
    """How it stands; SUCCEEDED, FAILED and CANCELED are ends."""
    replications: int
    """Replications in all."""
    replications_done: int
    """Replications that are there."""
    rate: float | None
    """Its pace since it was last taken up [replication/second]; null before the first block since,
    and unless it is RUNNING."""
    asked_at: datetime
    """When it was asked for last."""
    expected_end: datetime | None
    """When it ends at that pace; null without one."""
    ended_at: datetime | None
    """When it ended; null before."""
    failure: str | None
    """Why it FAILED; null otherwise."""
    digest: str | None
    """Digest of all that was drawn; null before it SUCCEEDED."""
    model_version: str
    """Version of the model, with that of numpy, that plays it."""
    data_version: str
    """Digest of the register it starts from."""

    @classmethod
    def of(cls, standing: Standing, now: datetime) -> "Run":
        run = standing.run
        return cls(
            id=run.id,
            state=run.state,
            replications=run.replications,
            replications_done=standing.replications,
            rate=following.rate(standing, now),
            asked_at=run.asked_at,
            expected_end=following.expected_end(standing, now),
            ended_at=run.ended_at,
            failure=run.failure,
            digest=run.digest,
            model_version=run.model_version,
            data_version=run.data_version,
        )

    def table(self) -> Table:
        return flat(Run, [self])

    def provenance(self, words: Words) -> Said:
        return (
            (words("Run"), self.id),
            (words("Version of the data"), self.data_version),
            (words("Version of the model"), self.model_version),
            (words("Replications"), self.replications),
            (words("Digest of the result"), self.digest),
        )


async def _run(reach: Reach, asked: RunAsked) -> Ready[Run]:
    found = await following.known(reach.database, asked.id)

    async def tell() -> Run:
        return Run.of(found, datetime.now(UTC))

    return Ready(tell)


EXAMPLE: Final = Run(
    id=DIGEST,
    state=RunState.SUCCEEDED,
    replications=10_000,
    replications_done=10_000,
    rate=None,
    asked_at=datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
    expected_end=None,
    ended_at=datetime(2026, 1, 5, 9, 4, tzinfo=UTC),
    failure=None,
    digest=DIGEST * 2,
    model_version="2/numpy-2.3.0",
    data_version=DIGEST[:16],
)

RUN = Resource(
    path="/runs/{id}",
    name="run",
    file="run",
    summary="How far a run is",
    description="A what-if too large for one answer, which GraphQL's `startRun` starts. "
    "`/runs/{id}/events` tells the same as server-sent events, until its end.",
    asked=RunAsked,
    told=Run,
    example=EXAMPLE,
    ready=_run,
)
