"""Starts runs and cancels them, in whichever process they are conducted."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.errors import Code, Refused
from server.registry import Run, RunState
from server.services.runs.question import Question, written
from simulation import MODEL_VERSION

GIVEN_UP = (RunState.FAILED, RunState.CANCELED, RunState.CANCELING)


async def start(session: AsyncSession, question: Question, *, most: int, now: datetime) -> Run:
    """The run of a question: there already, gone on with where it was given up, or a new one.

    Raises Refused where `most` runs have not ended yet.
    """
    there = await registry.runs.with_id(session, question.id)
    if there is not None and there.state not in GIVEN_UP:
        return there
    if there is None or there.state is not RunState.CANCELING:
        under_way = await registry.runs.count(session, registry.runs.OPEN)
        if under_way >= most:
            raise Refused(Code.BUSY, f"{under_way} runs have not ended yet, {most} is the most")
    if there is not None:
        again = await registry.runs.move(
            session,
            there.id,
            RunState.QUEUED,
            out_of=GIVEN_UP,
            turn=await registry.runs.next_turn(session),
            asked_at=now,
            ended_at=None,
            failure=None,
        )
        return again or there
    run = Run(
        id=question.id,
        turn=await registry.runs.next_turn(session),
        question=written(question),
        model_version=MODEL_VERSION,
        data_version=question.opening.region.version,
        state=RunState.QUEUED,
        replications=question.sampling.replications,
        block_size=question.block_size,
        asked_at=now,
    )
    session.add(run)
    await session.flush()
    return run


async def cancel(session: AsyncSession, id_: str, *, now: datetime) -> Run | None:
    """Cancel a run, if it has not ended; the run, or None where there is none.

    One that plays is CANCELING until its blocks under way have stopped. What is there stays.
    """
    waiting, playing = (RunState.QUEUED,), (RunState.RUNNING,)
    return (
        await registry.runs.move(session, id_, RunState.CANCELED, out_of=waiting, ended_at=now)
        or await registry.runs.move(session, id_, RunState.CANCELING, out_of=playing)
        or await registry.runs.with_id(session, id_)
    )
