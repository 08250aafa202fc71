"""What was published of people stays published: settled before anything of them changes."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.registry import Dataset
from server.services import census, disclosure, publishing
from server.services.census import Cells, Measure


async def settle(session: AsyncSession, *, today: date) -> None:
    """Keep what is published of every 1 January that is over, in the transaction of a change.

    Whatever changes who is counted asks this first, and only then changes it.
    """
    if not await registry.datasets.is_founded(session):
        return
    dataset = await registry.datasets.current(session)
    last = publishing.last_day(dataset, today=today)
    if publishing.is_settled(dataset, last):
        return
    codes = await publishing.municipalities(session)
    async for day, measures in unsettled(session, dataset, codes, until=last):
        await registry.settled.put(session, day, measures)
    await registry.settled.settle(session, last)


async def settle_anew(session: AsyncSession, *, today: date) -> None:
    """A new edition: what was published is counted again, and settled as it is now."""
    await registry.settled.drop(session)
    await settle(session, today=today)


async def unsettled(
    session: AsyncSession, dataset: Dataset, codes: Sequence[str], *, until: date
) -> AsyncIterator[tuple[date, Mapping[Measure, Cells]]]:
    """All that is shown of each 1 January that is not settled, from the first with anybody."""
    if dataset.settled_until is not None:
        first = dataset.settled_until.year + 1
    else:
        registered = await registry.participants.first_registration(session)
        first = until.year + 1 if registered is None else publishing.next_day(registered).year
    if first > until.year:
        return
    before = await publishing.listed(session, dataset, codes, on=date(first - 1, 1, 1))
    for year in range(first, until.year + 1):
        day = date(year, 1, 1)
        measures = await census.taken(session, codes, on=day, before=before)
        yield day, measures
        before = disclosure.as_shown(measures[Measure.LISTED], census.axes(codes))
