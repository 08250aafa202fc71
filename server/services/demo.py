from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Code, Refused
from server.registry import (
    Action,
    ActionType,
    AgeGroup,
    Origin,
    Outcome,
    Participant,
    imports,
)
from server.registry.reference import Region
from server.services import founding, publishing, settling, synthesis
from server.services.synthesis import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the demo put in; shares in [0, 1]."""

    region: str
    as_of: date
    seed: int
    municipalities: int
    inhabitants: int
    listed: int
    left: int
    actions: int
    listed_share: float
    missing_person_share: float
    direct_share: float
    indirect_share: float


async def fill(session: AsyncSession, region: Region, *, seed: int) -> Summary:
    """Fill an empty register with a synthetic one; raises Refused if it holds anything."""
    demo = region.demo
    if demo is None:
        raise Refused(Code.NO_DEMO, f"no figures to draw a demo of {region.label} from")
    if await imports.unfinished(session):
        said = (
            "a file of participants waits to go in: import it to its end, or name another database"
        )
        raise Refused(Code.REGISTER_NOT_EMPTY, said)
    await founding.found(session, region, origin=Origin.SYNTHETIC, as_of=demo.as_of, seed=seed)
    participants, actions = synthesis.draw(region.places, demo, seed=seed)
    # Without nulls the rows fall apart into thousands of statements, by the columns they have.
    nulls = {"render_nulls": True}
    await session.execute(insert(Participant), participants, execution_options=nulls)
    await session.execute(insert(Action), actions, execution_options=nulls)
    # nobody in it is real, but counting it takes longer than reading what was counted
    await settling.settle(session, today=publishing.next_day(demo.as_of))
    inhabitants = sum(place.inhabitants[demo.spread_by][AgeGroup.ALL] for place in region.places)
    listed = sum(row["left_on"] is None for row in participants)
    return Summary(
        region=region.name,
        as_of=demo.as_of,
        seed=seed,
        municipalities=len(region.places),
        inhabitants=inhabitants,
        listed=listed,
        left=len(participants) - listed,
        actions=len(actions),
        listed_share=listed / inhabitants,
        missing_person_share=_share(actions, "type", ActionType.MISSING_PERSON),
        direct_share=_share(actions, "outcome", Outcome.DIRECT),
        indirect_share=_share(actions, "outcome", Outcome.INDIRECT),
    )


def _share(actions: Rows, field: str, value: ActionType | Outcome) -> float:
    return sum(row[field] is value for row in actions) / max(len(actions), 1)
