from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.dialects import insert
from server.registry.keyset import Order, past
from server.registry.tables import Block, Run, RunState

MOST = 100

OPEN = Run.state.in_([RunState.QUEUED, RunState.RUNNING, RunState.CANCELING])
LATEST_FIRST = (Order(Run.turn, descending=True),)


@dataclass(frozen=True, slots=True)
class Standing:
    """A run, and how far it is."""

    run: Run
    blocks: int
    replications: int
    """Of all finished blocks."""


async def with_id(session: AsyncSession, id_: str) -> Run | None:
    return await session.get(Run, id_)


async def standing(session: AsyncSession, ids: Collection[str]) -> dict[str, Standing]:
    """How far runs are, by id; what is not known is left out."""
    done = (
        select(Block.run_id, func.count().label("blocks"), func.max(Block.number).label("last"))
        .where(Block.run_id.in_(ids))
        .group_by(Block.run_id)
        .subquery()
    )
    query = (
        select(Run, func.coalesce(done.c.blocks, 0), func.coalesce(done.c.last, -1))
        .outerjoin(done, done.c.run_id == Run.id)
        .where(Run.id.in_(ids))
    )
    return {
        run.id: Standing(run, blocks, _replications(run, blocks, last))
        for run, blocks, last in await session.execute(query)
    }


def _replications(run: Run, blocks: int, last: int) -> int:
    """The last block of a run may be a short one."""
    missing = run.blocks * run.block_size - run.replications if last == run.blocks - 1 else 0
    return blocks * run.block_size - missing


async def page(
    session: AsyncSession,
    *,
    first: int,
    after: Sequence[object] | None = None,
    order: Sequence[Order] = LATEST_FIRST,
    where: ColumnElement[bool] | None = None,
) -> tuple[Sequence[Run], bool]:
    """Those just past the row with the key `after`, and whether there are more."""
    size = min(max(first, 1), MOST)
    query = select(Run).order_by(*(key.clause for key in order)).limit(size + 1)
    if where is not None:
        query = query.where(where)
    if after is not None:
        query = query.where(past(order, after))
    rows = (await session.scalars(query)).all()
    return rows[:size], len(rows) > size


async def count(session: AsyncSession, where: ColumnElement[bool] | None = None) -> int:
    query = select(func.count()).select_from(Run)
    return await session.scalar(query if where is None else query.where(where)) or 0


async def by_state(session: AsyncSession) -> dict[RunState, int]:
    """How many runs are kept, in every state."""
    query = select(Run.state, func.count().label("runs")).group_by(Run.state)
    found = {row.state: row.runs for row in await session.execute(query)}
    return {state: found.get(state, 0) for state in RunState}


async def next_turn(session: AsyncSession) -> int:
    """Behind all others; for a transaction that writes."""
    return (await session.scalar(select(func.max(Run.turn))) or 0) + 1


async def unfinished(session: AsyncSession) -> Sequence[Run]:
    """In the order of their turns."""
    query = select(Run).where(OPEN).order_by(Run.turn)
    return (await session.scalars(query)).all()


async def numbers_of_blocks(session: AsyncSession, id_: str) -> frozenset[int]:
    """Which blocks of a run are there."""
    return frozenset(await session.scalars(select(Block.number).where(Block.run_id == id_)))


async def results(session: AsyncSession, id_: str, *, before: int) -> Sequence[bytes]:
    """Results of the blocks 0, 1, … up to `before` or the first that is missing."""
    query = (
        select(Block.number, Block.result)
        .where(Block.run_id == id_, Block.number < before)
        .order_by(Block.number)
    )
    found = (await session.execute(query)).all()
    return [result for place, (number, result) in enumerate(found) if number == place]


async def digests(session: AsyncSession, id_: str) -> Sequence[str]:
    """Of all blocks, in their order."""
    query = select(Block.digest).where(Block.run_id == id_).order_by(Block.number)
    return (await session.scalars(query)).all()


async def keep(
    session: AsyncSession, id_: str, number: int, *, digest: str, result: bytes
) -> str | None:
    """Keep the result of a block, if no one was first: the digest kept; None if its run is gone."""
    if await session.scalar(select(Run.id).where(Run.id == id_, OPEN)) is None:
        return None
    row = {"run_id": id_, "number": number, "digest": digest, "result": result}
    # RETURNING, for the row count of an insert that did nothing says nothing
    query = insert(session, Block).values(row).on_conflict_do_nothing().returning(Block.number)
    if (await session.scalar(query)) is not None:
        return digest
    first = select(Block.digest).where(Block.run_id == id_, Block.number == number)
    return await session.scalar(first)


async def move(
    session: AsyncSession, id_: str, to: RunState, *, out_of: Collection[RunState], **also: object
) -> Run | None:
    """Change a run's state if it is in one of some; the run, or None if it was not."""
    query = (
        update(Run)
        .where(Run.id == id_, Run.state.in_(out_of))
        .values(state=to, **also)
        .returning(Run)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).one_or_none()


def old(ended_before: datetime) -> ColumnElement[bool]:
    return and_(~OPEN, Run.ended_at < ended_before)


async def forget(session: AsyncSession, *, ended_before: datetime) -> Sequence[str]:
    """Delete runs that ended long ago, with their blocks; their ids."""
    query = delete(Run).where(old(ended_before)).returning(Run.id)
    return (await session.scalars(query)).all()
