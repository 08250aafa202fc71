"""Starts runs and cancels them, in whichever process they are conducted."""

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.errors import Code, Refused
from server.registry import Run, RunState
from server.services.headcount import Headcount
from server.services.projecting import Engine, Opening, Sampling
from server.services.runs import blocks, following
from server.services.runs.question import Question, written
from simulation import MODEL_VERSION, OutOfBounds, WhatIf
from simulation.sentence import Sentence

MEGABYTE: Final = 1_000_000
GIVEN_UP = (RunState.FAILED, RunState.CANCELED, RunState.CANCELING)


def drawn(sampling: Sampling) -> None:
    """Raise OutOfBounds for what no run can play."""
    if sampling.engine is Engine.ANALYTIC:
        raise OutOfBounds(
            "engine",
            "{field}=ANALYTIC has no replications to play: projection and comparison answer at "
            "once",
        )
    if sampling.opening is Headcount.EXACT:
        raise OutOfBounds(
            "opening",
            "{field}=EXACT is for a projection or comparison: what a run brings is open to all",
        )


def question(
    whatifs: tuple[WhatIf, ...],
    *,
    compared: bool,
    sampling: Sampling,
    opening: Opening,
    most_megabytes: int,
) -> Question:
    """What a run of them plays; raises Refused where it would bring more than can be read."""
    asked = Question(whatifs=whatifs, compared=compared, sampling=sampling, opening=opening)
    size = blocks.size(asked)
    if size > most_megabytes * MEGABYTE:
        raise Refused(
            Code.TOO_LARGE,
            Sentence(
                "replications={replications} bring {megabytes} MB, {most} MB is the most: ask "
                "fewer replications, cases or years",
                replications=sampling.replications,
                megabytes=size // MEGABYTE,
                most=most_megabytes,
            ),
        )
    return asked


async def start(session: AsyncSession, asked: Question, *, most: int, now: datetime) -> Run:
    """The run of a question: there already, gone on with where it was given up, or a new one.

    Raises Refused where `most` runs have not ended yet.
    """
    there = await registry.runs.with_id(session, asked.id)
    if there is not None and there.state not in GIVEN_UP:
        return there
    if there is None or there.state is not RunState.CANCELING:
        under_way = await registry.runs.count(session, registry.runs.OPEN)
        if under_way >= most:
            said = Sentence(
                "{count} runs have not ended yet, {most} is the most", count=under_way, most=most
            )
            raise Refused(Code.BUSY, said)
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
        id=asked.id,
        turn=await registry.runs.next_turn(session),
        question=written(asked),
        model_version=MODEL_VERSION,
        data_version=asked.opening.region.version,
        state=RunState.QUEUED,
        replications=asked.sampling.replications,
        block_size=asked.block_size,
        asked_at=now,
    )
    session.add(run)
    await session.flush()
    return run


async def cancel(session: AsyncSession, id_: str, *, now: datetime) -> Run:
    """Cancel a run, if it has not ended; raises Refused where there is none.

    One that plays is CANCELING until its blocks under way have stopped. What is there stays.
    """
    waiting, playing = (RunState.QUEUED,), (RunState.RUNNING,)
    run = (
        await registry.runs.move(session, id_, RunState.CANCELED, out_of=waiting, ended_at=now)
        or await registry.runs.move(session, id_, RunState.CANCELING, out_of=playing)
        or await registry.runs.with_id(session, id_)
    )
    if run is None:
        raise following.unknown()
    return run
