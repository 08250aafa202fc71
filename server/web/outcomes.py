"""From what an address asks to an outcome: played now, or brought by a run."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request

from server.errors import Code, Refused
from server.graphql.limits import work
from server.graphql.limits.charts import SETS_OF
from server.registry import RunState
from server.registry.runs import Standing
from server.rest import computing
from server.rest.answering import ASKING
from server.services import sensitivity
from server.services.outcome import Outcome
from server.services.runs import following, question
from server.telling.charts import ChartKind
from server.web.address import Asked
from server.web.house import House
from simulation import Plan
from simulation.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Ready:
    """All that it takes; nothing that takes long is done yet."""

    key: tuple[str, ...]
    """Says when the outcome is another one."""
    outcome: Callable[[], Awaitable[Outcome]]


async def ready(house: House, request: Request, asked: Asked, charts: Sequence[ChartKind]) -> Ready:
    """Lay out what is asked, of which charts are drawn; raises Problem, Refused, OutOfBounds."""
    reach = house.reach()
    most = reach.settings.most_cells
    await house.charge(request, ASKING + asked.lookup)
    if asked.run is not None:
        found = await following.known(reach.database, asked.run)
        return _brought(house, request, found, asked.year, charts)
    laid = await computing.lay_out(reach, asked, asked.whatifs)

    async def play() -> Outcome:
        points = computing.points(laid, most=most) + drawing(laid.plans, charts, most=most)
        await house.charge(request, points)
        return replace(await computing.play(reach, laid), year=asked.year)

    return Ready(computing.version(laid), play)


def drawing(plans: Sequence[Plan], charts: Sequence[ChartKind], *, most: int) -> int:
    """What drawing charts takes of a client's share, as in GraphQL."""
    return sum(
        work.RENDERING
        + work.chart(
            cases=len(plans),
            cells=min(most, sensitivity.cells(plans[-1:], SETS_OF.get(kind, 0))),
        )
        for kind in charts
    )


def _brought(
    house: House,
    request: Request,
    found: Standing,
    year: int | None,
    charts: Sequence[ChartKind],
) -> Ready:
    if found.run.state is not RunState.SUCCEEDED:
        state = found.run.state.name
        said = Sentence(
            "run={id} is {state}: it has brought nothing yet", id=found.run.id, state=state
        )
        raise Refused(Code.BAD_INPUT, said)

    async def read() -> Outcome:
        reach = house.reach()
        posed = question.read(found.run.question)
        outlooks = await reach.runs.results.of(reach.database, found)
        plans = [one.plan for one in outlooks]
        points = work.RESULT + drawing(plans, charts, most=reach.settings.most_cells)
        await house.charge(request, points)
        return Outcome(found=posed.opening, sampling=posed.sampling, outlooks=outlooks, year=year)

    return Ready((found.run.id, str(found.run.digest)), read)
