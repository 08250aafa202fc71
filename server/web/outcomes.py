"""From what an address asks to an outcome: played now, or brought by a run."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from starlette.requests import Request

from server.errors import Code, Refused
from server.registry import RunState
from server.registry.runs import Standing
from server.rest import computing
from server.rest.answering import ASKING
from server.services.outcome import Outcome
from server.services.runs import following, question
from server.web.address import Asked
from server.web.house import House
from simulation.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Ready:
    """All that it takes; nothing that takes long is done yet."""

    key: tuple[str, ...]
    """Says when the outcome is another one."""
    outcome: Callable[[], Awaitable[Outcome]]


async def ready(house: House, request: Request, asked: Asked) -> Ready:
    """Lay out what is asked; raises Problem, Refused and OutOfBounds."""
    await house.charge(request, ASKING + asked.lookup)
    if asked.run is not None:
        return _brought(house, await following.known(house.reach().database, asked.run), asked.year)
    reach = house.reach()
    laid = await computing.lay_out(reach, asked, asked.whatifs)

    async def play() -> Outcome:
        points = computing.points(laid, most=reach.settings.most_cells)
        await house.charge(request, points)
        return replace(await computing.play(reach, laid), year=asked.year)

    return Ready(computing.version(laid), play)


def _brought(house: House, found: Standing, year: int | None) -> Ready:
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
        return Outcome(found=posed.opening, sampling=posed.sampling, outlooks=outlooks, year=year)

    return Ready((found.run.id, str(found.run.digest)), read)
