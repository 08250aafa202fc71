"""A what-if over the register: from its counts to an outlook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from threading import Event

from sqlalchemy.ext.asyncio import AsyncSession

import simulation
from server import registry
from server.errors import Code, Refused
from server.services import headcount as headcounts
from server.services import publishing, regional
from server.services.headcount import Headcount
from simulation import Expectation, Measure, OutOfBounds, Parameter, Samples, Step, WhatIf
from simulation.ledger import default
from simulation.run import BLOCK
from simulation.sentence import Sentence, phrase
from simulation.transitions import transitions


class Engine(StrEnum):
    """How a what-if is played."""

    ANALYTIC = "analytic"
    AGGREGATE = "aggregate"
    INDIVIDUAL = "individual"


class Doubt(StrEnum):
    """What replications differ by."""

    CHANCE = "chance"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How a what-if is asked to be played, and from which counts."""

    engine: Engine = Engine.AGGREGATE
    replications: int = 1000
    step: Step = Step.YEAR
    seed: int = 1
    doubt: Doubt = Doubt.CHANCE
    opening: Headcount = Headcount.PUBLISHED
    """Which counts of the register it starts from."""
    precision: float | None = None
    """Half the 95 % interval of every year's solved, relative; sets the replications."""

    @property
    def steps(self) -> Step | None:
        """How often the base turns over, with the one engine that has steps."""
        return self.step if self.engine is Engine.AGGREGATE else None

    @property
    def heeded(self) -> "Sampling":
        """The same, with what its engine does not heed as it is by default: one answer, one hash.

        What the engine refuses stays, to be refused.
        """
        if self.engine is Engine.ANALYTIC:
            return Sampling(
                engine=self.engine,
                doubt=self.doubt,
                opening=self.opening,
                precision=self.precision,
            )
        return replace(self, step=self.steps or Step.YEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The register as a projection finds it on its first day."""

    region: simulation.Region
    on: date
    origin: registry.Origin
    as_of: date
    """Last day that the register knows of, as far as it is open."""

    @property
    def synthetic(self) -> bool:
        """Whether nobody in it is real."""
        return self.origin is registry.Origin.SYNTHETIC


async def opening(
    session: AsyncSession,
    *,
    start: int,
    today: date,
    headcount: Headcount = Headcount.PUBLISHED,
) -> Opening:
    """Count the register of 1 January of `start`, by municipality and birth cohort.

    Published counts are those of the last day that is counted by then, exact ones of that very
    day. Inhabitants are those of that year, or of the nearest year that is known.
    """
    dataset = await registry.datasets.current(session)
    on = date(start, 1, 1)
    towns = await registry.municipalities.all(session)
    codes = [town.code for town in towns]
    inhabitants = await registry.municipalities.inhabitants_by_year(session, codes)
    nobody = (0,) * len(simulation.COHORTS)
    counted = await headcounts.count(session, dataset, headcount, codes, start=start, today=today)
    region = simulation.Region(
        name=dataset.region,
        figures=regional.figures(dataset.region),
        municipalities=tuple(
            simulation.Municipality(
                code=town.code,
                name=town.name,
                inhabitants=_nearest(inhabitants[town.code], start),
                listed=listed,
                on_hold=on_hold,
            )
            for town in towns
            for listed, on_hold in [counted.get(town.code, (nobody, nobody))]
        ),
    )
    as_of = publishing.known_until(dataset, today=today)
    return Opening(region=region, on=on, origin=dataset.origin, as_of=as_of)


def plans(found: Opening, whatifs: Sequence[WhatIf]) -> tuple[simulation.Plan, ...]:
    """Lay what-ifs over the register; refuses one that starts from nobody."""
    laid = tuple(simulation.plan(whatif, found.region) for whatif in whatifs)
    for plan in laid:
        given = any(change.parameter is Parameter.PARTICIPANTS for change in plan.whatif.changes)
        if not given and not plan.opening.reachable.any():
            raise Refused(
                Code.EMPTY_REGISTER,
                Sentence(
                    "nobody was listed on {on}, or too few to be published: choose a later start, "
                    "or set participants",
                    on=found.on,
                ),
            )
    return laid


def settled(plans: Sequence[simulation.Plan], sampling: Sampling) -> Sampling:
    """The same with the replications that a precision takes.

    Raises OutOfBounds for what the closed form, which has no replications, cannot give.
    """
    if sampling.engine is Engine.ANALYTIC:
        no_replications = phrase("{field} takes replications, and the engine ANALYTIC has none")
        if sampling.doubt is Doubt.FIGURES:
            raise OutOfBounds("doubt", no_replications)
        if sampling.precision is not None:
            raise OutOfBounds("precision", no_replications)
    if sampling.precision is None:
        return sampling
    needed = max(
        simulation.replications_for(plan, sampling.precision)
        for plan in drawn(plans, sampling, rows=BLOCK)
    )
    return replace(sampling, replications=needed)


def drawn(
    plans: Sequence[simulation.Plan], sampling: Sampling, *, rows: int | None = None
) -> tuple[simulation.Plan, ...]:
    """The same plans, drawing their figures where these are doubted; `rows` sets of them."""
    if sampling.doubt is Doubt.CHANCE:
        return tuple(plans)
    return tuple(
        simulation.plan(
            plan.whatif,
            plan.region,
            drawn=simulation.draw(
                plan.whatif, seed=sampling.seed, rows=rows or sampling.replications
            ),
        )
        for plan in plans
    )


def cells(plans: Sequence[simulation.Plan], sampling: Sampling) -> int:
    """Size of the work: what is drawn for, or what takes as long; nought in closed form."""
    if sampling.engine is Engine.ANALYTIC:
        return 0
    if sampling.engine is Engine.INDIVIDUAL:
        return int(sum(_individual_cells(plan) for plan in plans) * sampling.replications)
    replications = -(-sampling.replications // BLOCK) * BLOCK
    usual = default(Parameter.ACTIONS_PER_YEAR)
    size = 0.0
    for plan in plans:
        layers = max(1.0, float(plan.rates.actions.sum(axis=-1).max()) / usual)
        size += len(transitions(plan, sampling.step)) * layers
    classes = len(simulation.COHORTS) * len(plans[0].region.municipalities)
    return int(size * replications * classes)


def _individual_cells(plan: simulation.Plan) -> float:
    """Size of one replication that plays every participant: as many cells as take that long.

    Measured: 20 µs a life, 2 µs for each year, 5 µs an action, 0.2 ms a municipality; a cell of
    the aggregate engine takes a third of a µs.
    """
    expected = simulation.expect(plan)
    registrations, actions = (
        float(expected.summary(measure, quantiles=()).mean.sum())
        for measure in (Measure.REGISTRATIONS, Measure.ACTIONS)
    )
    lives = expected.summary(Measure.LISTED, quantiles=()).initial + registrations
    places = len(plan.region.municipalities)
    return lives * (60 + 6 * len(plan.years)) + actions * 15 + places * 500


def play(
    plans: Sequence[simulation.Plan],
    sampling: Sampling,
    *,
    threads: int,
    stop: Event,
    progress: Callable[[int], None] = lambda _: None,
    grown: Callable[[tuple[Samples, ...]], None] = lambda _: None,
) -> tuple[Samples | Expectation, ...]:
    """Play plans side by side with the engine asked for; for a worker thread.

    `progress` is told of added replications; `grown` is shown all there are after each block.
    """
    if sampling.engine is Engine.ANALYTIC:
        return tuple(simulation.expect(plan) for plan in plans)
    if sampling.engine is Engine.INDIVIDUAL:
        return simulation.simulate_individuals(
            drawn(plans, sampling),
            replications=sampling.replications,
            seed=sampling.seed,
            stop=stop,
            progress=progress,
        )
    for samples in simulation.growing(
        drawn(plans, sampling),
        replications=sampling.replications,
        step=sampling.step,
        seed=sampling.seed,
        threads=threads,
        stop=stop,
        progress=progress,
    ):
        grown(samples)
    return samples


def _nearest(by_year: dict[int, int], year: int) -> int:
    return by_year[min(by_year, key=lambda known: (abs(known - year), known))]
