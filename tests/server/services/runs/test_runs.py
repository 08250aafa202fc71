"""Runs outlive requests and processes, and bring the same bytes whatever happens to them."""

import asyncio
import hashlib
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

import simulation
from server import registry
from server.address import Address
from server.errors import Code, DatabaseRefused, Refused
from server.registry import Database, Run, RunState
from server.registry.store import Lock
from server.services.projecting import Doubt, Engine, Sampling
from server.services.runs import asking, blocks, conductor, following, question
from server.services.runs.changes import Changes
from server.services.runs.executor import Threads
from server.services.runs.following import Seen, expected_end, follow, rate, standing
from server.services.runs.question import written
from server.services.runs.results import Results, downloadable
from simulation import ScenarioName, WhatIf
from simulation.population import Course
from tests.server.conftest import ONLY_SQLITE, AtMostQueries, kept_out
from tests.server.services.runs.conftest import (
    FROZEN,
    Ask,
    Conducted,
    conducting_with,
    ended,
    now,
    started,
)

pytestmark = pytest.mark.anyio

TODAY = WhatIf.of(ScenarioName.TODAY, years=3)
SOME = Sampling(replications=600)


async def outlooks(register: Database, id_: str) -> tuple[simulation.Samples, ...]:
    told = await standing(register, id_)
    assert told is not None
    return await Results().of(register, told)


@pytest.mark.parametrize(
    "sampling",
    [
        SOME,
        replace(SOME, doubt=Doubt.FIGURES),
        replace(SOME, step=simulation.Step.QUARTER, seed=7),
    ],
    ids=["chance", "figures", "quarters"],
)
async def test_a_run_brings_what_a_direct_answer_brings(
    register: Database, question: Ask, conducted: Conducted, sampling: Sampling
) -> None:
    asked = await question(TODAY, FROZEN, sampling=sampling)
    run = await started(register, asked)

    async with conducted() as changes:
        ending = await ended(register, changes, run.id)

    assert ending.state is RunState.SUCCEEDED, ending.failure
    direct = simulation.simulate(
        await laid(asked),
        replications=sampling.replications,
        step=sampling.step,
        seed=sampling.seed,
    )
    for mine, other in zip(await outlooks(register, run.id), direct, strict=True):
        for field in fields(Course):
            kept, played = getattr(mine.course, field.name), getattr(other.course, field.name)
            assert np.array_equal(kept, played), field.name


async def laid(asked: question.Question) -> tuple[simulation.Plan, ...]:
    return question.laid(question.written(asked))


@pytest.mark.slow
async def test_individuals_are_played_in_blocks_as_well(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    few = simulation.Change(parameter=simulation.Parameter.PARTICIPANTS, value=200)
    whatif = replace(FROZEN, years=1, changes=(few,))
    sampling = Sampling(engine=Engine.INDIVIDUAL, replications=12)
    asked = await question(whatif, sampling=sampling)
    run = await started(register, asked)

    async with conducted() as changes:
        ending = await ended(register, changes, run.id)

    assert ending.state is RunState.SUCCEEDED, ending.failure
    (kept,) = await outlooks(register, run.id)
    (played,) = simulation.simulate_individuals(await laid(asked), replications=12)
    assert np.array_equal(kept.course.reachable, played.course.reachable)
    assert kept.course.reachable.shape[0] == 12


@pytest.mark.slow
async def test_a_process_goes_on_where_another_one_stopped_and_ends_with_the_same_digest(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    asked = await question(sampling=replace(SOME, replications=10_000))
    run = await started(register, asked)
    async with conducted() as changes:
        alone = (await ended(register, changes, run.id)).digest
    async with register.writing() as session:
        await session.execute(delete(Run))
    run = await started(register, asked)
    async with conducted() as changes:
        async for told in follow(register, changes, run.id):
            if told.blocks:
                break
    kept = await blocks_of(register, run.id)
    assert 0 < len(kept) < 40

    async with conducted() as changes:
        ending = await ended(register, changes, run.id)

    assert (ending.state, ending.digest) == (RunState.SUCCEEDED, alone)
    whole = await blocks_of(register, run.id)
    assert kept.items() <= whole.items()


async def test_a_second_life_plays_no_more_than_what_was_under_way_again(
    register: Database, question: Ask
) -> None:
    played: list[int] = []

    class Counting(Threads):
        def submit(self, run: str, question: str, number: int) -> asyncio.Future[blocks.Played]:
            played.append(number)
            return super().submit(run, question, number)

    run = await started(register, await question(sampling=replace(SOME, replications=5_000)))
    for life in range(4):
        async with conducting_with(register, Counting(2)) as changes:
            async for told in follow(register, changes, run.id):
                if told.blocks > 4 * life:
                    break
    async with conducting_with(register, Counting(2)) as changes:
        ending = await ended(register, changes, run.id)

    assert ending.state is RunState.SUCCEEDED
    assert set(played) == set(range(20))
    assert len(played) <= 20 + 4 * 2


async def blocks_of(register: Database, id_: str) -> dict[int, str]:
    async with register.reading() as session:
        numbers = sorted(await registry.runs.numbers_of_blocks(session, id_))
        return dict(zip(numbers, await registry.runs.digests(session, id_), strict=True))


async def test_a_block_is_kept_by_whoever_is_first_and_by_nobody_once_its_run_is_gone(
    register: Database, question: Ask
) -> None:
    run = await started(register, await question(sampling=SOME))

    async def keep(digest: str) -> str | None:
        async with register.writing() as session:
            return await registry.runs.keep(session, run.id, 0, digest=digest, result=b"")

    assert await keep("mine") == "mine"
    assert await keep("other") == "mine"
    assert await blocks_of(register, run.id) == {0: "mine"}
    async with register.writing() as session:
        await session.execute(delete(Run))
    assert await keep("late") is None
    assert await blocks_of(register, run.id) == {}


async def test_six_starts_at_once_make_one_run(register: Database, question: Ask) -> None:
    asked = await question(sampling=SOME)

    runs = await asyncio.gather(*(started(register, asked) for _ in range(6)))

    assert len({run.id for run in runs}) == 1
    async with register.reading() as session:
        assert await registry.runs.count(session) == 1


async def test_another_seed_step_or_scenario_is_another_run(question: Ask) -> None:
    asked = [
        await question(sampling=SOME),
        await question(sampling=replace(SOME, seed=2)),
        await question(sampling=replace(SOME, step=simulation.Step.MONTH)),
        await question(sampling=replace(SOME, replications=601)),
        await question(TODAY, sampling=SOME),
        await question(TODAY, FROZEN, sampling=SOME),
    ]

    assert len({one.id for one in asked}) == len(asked)


async def test_a_cancelled_run_stops_keeps_what_it_has_and_can_be_gone_on_with(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    asked = await question(sampling=replace(SOME, replications=10_000))
    run = await started(register, asked)

    async with conducted() as changes:
        async for told in follow(register, changes, run.id):
            if told.blocks:
                break
        async with register.writing() as session:
            canceling = await asking.cancel(session, run.id, now=now())
        changes.tell()
        canceled = await ended(register, changes, run.id)
        there = await blocks_of(register, run.id)
        again = await started(register, asked)
        changes.tell()
        ending = await ended(register, changes, run.id)

    assert canceling is not None
    assert canceling.state is RunState.CANCELING
    assert canceled.state is RunState.CANCELED
    assert 0 < len(there) < 40
    assert again.id == run.id
    assert ending.state is RunState.SUCCEEDED
    assert there.items() <= (await blocks_of(register, run.id)).items()


async def test_what_waits_is_cancelled_at_once_and_what_has_ended_stays_as_it_is(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    run = await started(register, await question(sampling=SOME))

    async def cancel() -> RunState | None:
        async with register.writing() as session:
            canceled = await asking.cancel(session, run.id, now=now())
        return None if canceled is None else canceled.state

    assert await cancel() is RunState.CANCELED
    await started(register, await question(sampling=SOME))
    async with conducted() as changes:
        await ended(register, changes, run.id)
    assert await cancel() is RunState.SUCCEEDED


async def test_a_queue_that_is_full_refuses_a_further_run_and_nothing_else(
    register: Database, question: Ask
) -> None:
    first = await started(register, await question(sampling=SOME), most=1)

    with pytest.raises(Refused) as refused:
        await started(register, await question(sampling=replace(SOME, seed=2)), most=1)

    assert refused.value.code is Code.BUSY
    assert (await started(register, await question(sampling=SOME), most=1)).id == first.id


async def test_who_follows_hears_of_growth_alone_and_always_of_the_end(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    run = await started(register, await question(sampling=replace(SOME, replications=1_100)))

    async with conducted() as changes:
        heard = [
            (told.run.state, told.replications) async for told in follow(register, changes, run.id)
        ]
        resumed = [
            (told.run.state, told.replications)
            async for told in follow(
                register, changes, run.id, after=Seen(RunState.SUCCEEDED, 1_100)
            )
        ]

    assert heard[-1] == (RunState.SUCCEEDED, 1_100)
    assert [done for _, done in heard] == sorted(done for _, done in heard)
    assert len(heard) == len(set(heard))
    assert resumed == heard[-1:]


async def test_who_comes_back_is_not_told_again_what_it_knows(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    run = await started(register, await question(sampling=SOME))
    known = Seen(RunState.QUEUED, 0)

    async with conducted() as changes:
        heard = [Seen.of(told) async for told in follow(register, changes, run.id, after=known)]

    assert known not in heard
    assert heard[-1] == Seen(RunState.SUCCEEDED, 600)


async def test_who_follows_a_run_that_is_deleted_is_told_so(
    register: Database, question: Ask
) -> None:
    run, changes = await started(register, await question(sampling=SOME)), Changes()
    following = follow(register, changes, run.id)
    await anext(following)
    async with register.writing() as session:
        await session.execute(delete(Run))
    changes.tell()

    with pytest.raises(Refused) as refused:
        await anext(following)

    assert refused.value.code is Code.UNKNOWN_RUN


async def test_a_run_of_another_model_is_not_gone_on_with(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    run = await started(register, await question(sampling=SOME))
    async with register.writing() as session:
        mine = await registry.runs.with_id(session, run.id)
        assert mine is not None
        mine.model_version = "1/numpy-0"

    async with conducted() as changes:
        ending = await ended(register, changes, run.id)

    assert ending.state is RunState.FAILED
    assert ending.failure is not None
    assert "1/numpy-0" in ending.failure


async def test_a_question_nobody_can_read_fails_alone(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    spoilt = await started(register, await question(sampling=SOME))
    async with register.writing() as session:
        mine = await registry.runs.with_id(session, spoilt.id)
        assert mine is not None
        mine.question = "{}"
    sound = await started(register, await question(sampling=replace(SOME, seed=2)))

    async with conducted() as changes:
        failed = await ended(register, changes, spoilt.id)
        succeeded = await ended(register, changes, sound.id)

    assert failed.state is RunState.FAILED
    assert failed.failure == "it was asked of another version of the program: start it again"
    assert succeeded.state is RunState.SUCCEEDED


async def test_runs_are_forgotten_long_after_their_end_and_never_before(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    run = await started(register, await question(sampling=SOME))
    async with conducted() as changes:
        await ended(register, changes, run.id)
    waits = await started(register, await question(sampling=replace(SOME, seed=2)))

    async with register.writing() as session:
        kept = await registry.runs.forget(session, ended_before=now() - timedelta(days=1))
        gone = await registry.runs.forget(session, ended_before=now() + timedelta(days=1))

    assert (list(kept), list(gone)) == ([], [run.id])
    assert await blocks_of(register, run.id) == {}
    assert await standing(register, waits.id) is not None


async def test_one_process_conducts_at_a_time_and_the_next_takes_over(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    asked, end = await question(sampling=SOME), asyncio.Event()
    async with conducted(), conducted() as second:
        run = await started(register, asked)  # told to nobody: both must watch
        watching = asyncio.create_task(second.watch(register, end))
        await asyncio.sleep(0)
        assert (await standing(register, run.id)) is not None
    async with conducted() as changes:
        ending = await ended(register, changes, run.id)
        end.set()
        await watching

    assert ending.state is RunState.SUCCEEDED


class Asked:
    """A lock over which the end comes just while it is asked whether it is held."""

    def __init__(self, lock: Lock, end: Callable[[], None]) -> None:
        self._lock = lock
        self._end = end
        self.take, self.release = lock.take, lock.release

    async def held(self) -> bool:
        held = await self._lock.held()
        self._end()
        return held


async def test_an_end_that_comes_while_the_lock_is_looked_at_is_not_missed(
    register: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes, end = Changes(), asyncio.Event()

    def stop() -> None:
        end.set()
        changes.tell()

    lock = register.lock
    monkeypatch.setattr(register, "lock", lambda: Asked(lock(), stop))
    threads = Threads(1)
    conducts = conductor.Conductor(
        register, threads, changes, keep=timedelta(days=1), clock=now
    ).conduct(end)

    await asyncio.wait_for(conducts, 30)  # it would wait for an hour

    threads.close()


async def test_pace_and_expected_end_count_from_when_a_run_was_last_taken_up(
    register: Database, question: Ask
) -> None:
    run = await started(register, await question(sampling=replace(SOME, replications=10_000)))
    run.state, run.resumed_at, run.blocks_before = RunState.RUNNING, now(), 4
    later = run.resumed_at + timedelta(seconds=10)
    told = registry.runs.Standing(run, 8, 2_000)

    assert rate(told, later) == pytest.approx(100)
    assert expected_end(told, later) == later + timedelta(seconds=80)
    assert rate(registry.runs.Standing(run, 4, 1_000), later) is None


async def test_a_short_last_block_is_counted_as_short(register: Database, question: Ask) -> None:
    run = await started(register, await question(sampling=SOME))
    for number, replications in ((2, 100), (0, 350), (1, 600)):
        async with register.writing() as session:
            await registry.runs.keep(session, run.id, number, digest="d", result=b"")

        told = await standing(register, run.id)

        assert told is not None
        assert told.replications == replications


@given(data=st.binary(max_size=200))
async def test_a_block_that_was_spoilt_is_refused(data: bytes) -> None:
    course = Course.blank(1, 2, 2)

    for spoilt in (data, b"1" + zlib.compress(data)):
        with pytest.raises((ValueError, zlib.error)):
            blocks._unpack(spoilt, [course])


@ONLY_SQLITE
async def test_a_full_disk_fails_the_run_which_goes_on_once_there_is_room(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    asked = await question(sampling=replace(SOME, replications=1_500))
    run = await started(register, asked)
    async with register.writing() as session:  # the one connection that writes
        pages = await session.scalar(text("PRAGMA page_count"))
        await session.execute(text(f"PRAGMA max_page_count = {pages + 350}"))

    async with conducted() as changes:
        failed = await ended(register, changes, run.id)
        there = await blocks_of(register, run.id)
        async with register.writing() as session:
            await session.execute(text("PRAGMA max_page_count = 1000000000"))
        await started(register, asked)
        changes.tell()
        ending = await ended(register, changes, run.id)

    assert failed.state is RunState.FAILED
    assert failed.failure == "its result could not be stored: the disk may be full"
    assert 0 < len(there) < 6
    assert ending.state is RunState.SUCCEEDED
    assert there.items() <= (await blocks_of(register, run.id)).items()


async def test_who_holds_the_register_for_long_fails_no_run(
    register: Database, question: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conductor, "BREATH", 0.1)
    impatient = Database(register.address, busy_timeout=0.1)
    run = await started(register, await question(sampling=replace(SOME, replications=2_000)))
    async with conducting_with(impatient, Threads(2)) as changes:
        async for told in follow(impatient, changes, run.id):
            if told.blocks:
                break
        await asyncio.to_thread(_hold, register.address, seconds=1.0)
        ending = await ended(impatient, changes, run.id)
    await impatient.close()

    assert ending.state is RunState.SUCCEEDED, ending.failure


def _hold(address: Address, *, seconds: float) -> None:
    with kept_out(address):
        time.sleep(seconds)


async def test_an_end_that_could_not_be_written_is_written_the_next_time(
    register: Database, question: Ask, conducted: Conducted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conductor, "BREATH", 0.1)
    whole, failures = registry.runs.digests, [OperationalError("", {}, Exception())]

    async def fails_once(session: AsyncSession, id_: str) -> Sequence[str]:
        if failures:
            raise failures.pop()
        return await whole(session, id_)

    monkeypatch.setattr(registry.runs, "digests", fails_once)
    run = await started(register, await question(sampling=SOME))

    async with conducted() as changes:
        ending = await ended(register, changes, run.id)

    assert not failures
    assert ending.state is RunState.SUCCEEDED


async def test_two_hundred_followers_read_the_register_as_often_as_one(
    register: Database, question: Ask, at_most_queries: AtMostQueries
) -> None:
    run, changes = await started(register, await question(sampling=SOME)), Changes()
    followers = [follow(register, changes, run.id) for _ in range(200)]

    with at_most_queries(1):
        told = await asyncio.gather(*(anext(one) for one in followers))

    assert {one.run.id for one in told} == {run.id}
    for one in followers:
        await one.aclose()


@ONLY_SQLITE
async def test_a_lock_that_cannot_be_opened_is_told_at_the_start(
    conducted: Conducted, tmp_path: Path
) -> None:
    (tmp_path / "register.sqlite-runs.lock").mkdir()

    with pytest.raises(DatabaseRefused, match="cannot be used as a lock"):
        async with conducted():
            pass


async def test_many_who_ask_at_once_for_a_result_unpack_it_once(
    register: Database, question: Ask, conducted: Conducted, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await started(register, await question(sampling=SOME))
    async with conducted() as changes:
        await ended(register, changes, run.id)
    told, results, joined, unpacked = await standing(register, run.id), Results(), blocks.joined, 0
    assert told is not None

    def counted(text: str, found: Sequence[bytes]) -> tuple[simulation.Samples, ...]:
        nonlocal unpacked
        unpacked += 1
        return joined(text, found)

    monkeypatch.setattr(blocks, "joined", counted)
    found = await asyncio.gather(*(results.of(register, told) for _ in range(20)))

    assert unpacked == 1
    assert all(one is found[0] for one in found)


async def test_of_two_conductors_one_plays_and_the_other_waits(
    register: Database, question: Ask
) -> None:
    played: tuple[list[int], list[int]] = [], []

    class Counting(Threads):
        def __init__(self, numbers: list[int]) -> None:
            super().__init__(2)
            self.numbers = numbers

        def submit(self, run: str, question: str, number: int) -> asyncio.Future[blocks.Played]:
            self.numbers.append(number)
            return super().submit(run, question, number)

    async with (
        conducting_with(register, Counting(played[0])) as changes,
        conducting_with(register, Counting(played[1])) as others,
    ):
        run = await started(register, await question(sampling=replace(SOME, replications=2_000)))
        changes.tell()
        others.tell()
        await ended(register, changes, run.id)

    assert sorted([*map(len, played)]) == [0, 8]


async def test_a_digest_is_that_of_the_numbers(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    asked = [await question(sampling=replace(SOME, seed=seed)) for seed in (1, 2)]
    runs = [await started(register, one) for one in asked]
    async with conducted() as changes:
        ends = [await ended(register, changes, run.id) for run in runs]

    assert ends[0].digest != ends[1].digest
    (direct,) = simulation.simulate(await laid(asked[0]), replications=600, seed=1)
    first = direct.course.rows(0, 250)
    numbers = b"".join(getattr(first, field.name).tobytes() for field in fields(Course))
    assert (await blocks_of(register, runs[0].id))[0] == hashlib.sha256(numbers).hexdigest()


async def test_a_result_ends_before_a_block_that_is_missing(
    register: Database, question: Ask
) -> None:
    asked = await question(sampling=SOME)
    run = await started(register, asked)
    for number in (0, 2):
        played = blocks.play(run.question, number, Event())
        async with register.writing() as session:
            await registry.runs.keep(
                session, run.id, number, digest=played.digest, result=played.result
            )

    (found,) = await outlooks(register, run.id)

    assert len(found.course.reachable) == 250


async def test_another_model_or_other_data_are_another_run(
    question: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await question(sampling=SOME)
    town, *towns = asked.opening.region.municipalities
    grown = replace(town, inhabitants=town.inhabitants + 1)
    region = simulation.Region(name=asked.opening.region.name, municipalities=(grown, *towns))
    others = [
        replace(asked, opening=replace(asked.opening, region=region)),
        replace(asked, opening=replace(asked.opening, as_of=date(2016, 1, 1))),
    ]
    ids = {asked.id, *(other.id for other in others)}

    monkeypatch.setattr("server.services.runs.question.MODEL_VERSION", "3/numpy-9")

    assert len({*ids, asked.id}) == 4


async def test_a_result_of_another_model_is_refused(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    run = await started(register, await question(sampling=SOME))
    async with conducted() as changes:
        await ended(register, changes, run.id)
    async with register.writing() as session:
        kept = await registry.runs.with_id(session, run.id)
        assert kept is not None
        assert downloadable(kept)
        kept.model_version = "1/numpy-0"

    with pytest.raises(Refused) as refused:
        await outlooks(register, run.id)

    assert refused.value.code is Code.MODEL_CHANGED
    assert not downloadable(kept)


async def test_a_block_that_is_stopped_ends_without_a_result(question: Ask) -> None:
    executor = Threads(1)
    long = replace(FROZEN, years=30)
    asked = await question(long, sampling=replace(SOME, step=simulation.Step.MONTH))

    block = executor.submit(asked.id, written(asked), 0)
    await asyncio.sleep(0.05)
    executor.stop(asked.id)

    with pytest.raises(simulation.Stopped):
        await block
    executor.close()


async def test_what_changes_while_a_run_is_read_is_read_again(
    register: Database, question: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, changes = await started(register, await question(sampling=SOME)), Changes()
    read = following.standing

    async def ends_meanwhile(database: Database, id_: str) -> registry.runs.Standing | None:
        told = await read(database, id_)
        if told is not None and not told.run.state.ended:
            async with register.writing() as session:
                await asking.cancel(session, id_, now=now())
            changes.tell()
        return told

    monkeypatch.setattr(following, "standing", ends_meanwhile)

    assert (await ended(register, changes, run.id, seconds=5)).state is RunState.CANCELED


async def test_a_small_run_need_not_wait_for_the_end_of_a_large_one(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    large = await started(register, await question(sampling=replace(SOME, replications=20_000)))
    small = await started(register, await question(sampling=replace(SOME, seed=2)))

    async with conducted() as changes:
        ending = await ended(register, changes, small.id)
        told = await standing(register, large.id)

    assert ending.state is RunState.SUCCEEDED
    assert told is not None
    assert told.run.state is RunState.RUNNING


async def test_pace_is_reckoned_from_the_blocks_there_were(
    register: Database, question: Ask, conducted: Conducted
) -> None:
    run = await started(register, await question(sampling=replace(SOME, replications=10_000)))
    async with conducted() as changes:
        async for told in follow(register, changes, run.id):
            if told.blocks:
                break
    before = len(await blocks_of(register, run.id))

    async with conducted() as changes:
        async for later in follow(register, changes, run.id):
            if later.blocks > before:
                break

    assert before
    assert later.run.blocks_before == before


async def test_a_register_that_another_writes_to_is_busy(register: Database) -> None:
    impatient = Database(register.address, busy_timeout=0.1)

    with kept_out(register.address), pytest.raises(Refused) as refused:
        await impatient.writing().__aenter__()
    await impatient.close()

    assert refused.value.code is Code.BUSY
