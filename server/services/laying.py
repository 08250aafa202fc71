"""What-ifs laid out over the register: ready to be played, and no larger than can be."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import orjson

import simulation
from server import registry
from server.errors import Code, Refused
from server.services import projecting
from server.services.projecting import Opening, Sampling
from server.services.workers import Workers
from simulation import MODEL_VERSION, WhatIf
from simulation.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    found: Opening
    plans: tuple[simulation.Plan, ...]
    sampling: Sampling
    """Settled: with the replications that a precision takes."""

    @property
    def hashes(self) -> tuple[str, ...]:
        """Digest of each of the plans and how it is sampled; see `input_hash`."""
        version = self.found.region.version
        return tuple(input_hash(plan.whatif, self.sampling, version) for plan in self.plans)


async def lay_out(
    database: registry.Database,
    workers: Workers,
    whatifs: Sequence[WhatIf],
    sampling: Sampling,
    *,
    most_cells: int,
    today: date,
) -> Laid:
    """Lay what-ifs over the register of the day they start; raises Refused and OutOfBounds."""
    async with database.reading() as session:
        found = await projecting.opening(
            session, start=whatifs[0].start, today=today, headcount=sampling.opening
        )
    return await lay_over(found, workers, whatifs, sampling, most_cells=most_cells)


async def lay_over(
    found: Opening,
    workers: Workers,
    whatifs: Sequence[WhatIf],
    sampling: Sampling,
    *,
    most_cells: int,
) -> Laid:
    """The same over a register that is counted already."""
    plans, sampling = await workers.quick(partial(affordable, found, whatifs, sampling, most_cells))
    return Laid(found=found, plans=plans, sampling=sampling)


def affordable(
    found: Opening, whatifs: Sequence[WhatIf], sampling: Sampling, most: int
) -> tuple[tuple[simulation.Plan, ...], Sampling]:
    """Lay out what-ifs and settle how they are sampled; refuse what would take too long here."""
    plans = projecting.plans(found, whatifs)
    sampling = projecting.settled(plans, sampling)
    size = projecting.cells(plans, sampling)
    if size > most:
        years = len(plans[0].years)
        raise Refused(Code.TOO_LARGE, _too_much(sampling, years=years, size=size, most=most))
    return plans, sampling


def _too_much(sampling: Sampling, *, years: int, size: int, most: int) -> Sentence:
    parts = {"replications": sampling.replications, "years": years, "size": size, "most": most}
    if sampling.steps is None:
        return Sentence(
            "replications={replications} over years={years}, each participant alone, is work of "
            "size {size}, {most} is the most: ask fewer replications, years or participants",
            **parts,
        )
    return Sentence(
        "replications={replications} over years={years} by step={step.name} is work of size "
        "{size}, {most} is the most: ask fewer replications, years or steps",
        **parts,
        step=sampling.steps,
    )


def input_hash(whatif: WhatIf, sampling: Sampling, data_version: str) -> str:
    """Digest of all that decides an answer."""
    told = orjson.dumps(
        [whatif, sampling, MODEL_VERSION, data_version],
        default=sorted,  # sets, in an order that does not change from one process to the next
        option=orjson.OPT_SORT_KEYS,
    )
    return hashlib.sha256(told).hexdigest()[:32]
