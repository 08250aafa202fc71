"""What was supposed, laid out over the register and played; and how that is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated, Final

from server.graphql.limits import work
from server.registry import Origin
from server.rest import series
from server.rest.declaring import ROOT, Part, Reach
from server.rest.parameters import BY_NAME
from server.rest.supposing import Supposed
from server.rest.tabular import Said
from server.services import headcount, laying, learning, projecting
from server.services.headcount import Headcount
from server.services.laying import Laid
from server.services.learning import Basis
from server.services.outcome import Outcome
from server.services.projecting import Doubt, Engine
from server.telling import playing
from server.telling.language import Words, phrase
from simulation import MODEL_VERSION, Assumption, Step, WhatIf

SYNTHETIC: Final = phrase(
    "SYNTHETIC register: agrees with published figures, holds no real person."
)
STOCKS: Final = phrase("Stocks are of 31 December, flows and costs totals of the year.")
BANDS: Final = {
    Doubt.CHANCE: phrase("Bands are of luck alone, the figures taken for certain."),
    Doubt.FIGURES: phrase("Bands are of luck and of figures that are drawn from the ledger."),
}


async def lay_out(
    reach: Reach, asked: Supposed, whatifs: Sequence[WhatIf], *, most_cells: int | None = None
) -> Laid:
    """Lay what-ifs over the register, on the basis asked for; raises Refused and OutOfBounds.

    `most_cells` is what may be played at once, unless it is given.
    """
    figures: tuple[Assumption, ...] = ()
    headcount.permit(asked.opening, reach.principal)
    async with reach.database.reading() as session:
        found = await projecting.opening(
            session, start=asked.start, today=reach.today, headcount=asked.opening
        )
        if asked.basis is Basis.REGISTRY:
            observed = await learning.observed(session, today=reach.today)
    series.known_in(found.region, asked.not_joining or (), field="notJoining")
    if asked.basis is Basis.REGISTRY:
        figures = await reach.workers.quick(partial(learning.figures, observed, found))
    return await laying.lay_over(
        found,
        reach.workers,
        [replace(whatif, figures=figures) for whatif in whatifs],
        asked.sampling(),
        most_cells=most_cells or reach.settings.most_cells,
    )


async def play(reach: Reach, laid: Laid) -> Outcome:
    """Play what is laid out; raises Refused when busy or too slow."""
    threads = reach.settings.threads
    outlooks = await reach.workers.run(
        lambda stop: projecting.play(laid.plans, laid.sampling, threads=threads, stop=stop)
    )
    return Outcome(found=laid.found, sampling=laid.sampling, outlooks=outlooks)


class Computed(Part):
    """How numbers were computed, and where they come from."""

    start: int
    """Calendar year on whose 1 January it starts."""
    engine: Annotated[Engine, BY_NAME]
    """How it was computed."""
    replications: int | None
    """Replications; null with ANALYTIC."""
    step: Annotated[Step, BY_NAME] | None
    """Step of the base; null with ANALYTIC and INDIVIDUAL, which have none."""
    seed: int | None
    """Seed of all luck; null with ANALYTIC."""
    doubt: Annotated[Doubt, BY_NAME]
    """What the replications differ by."""
    opening: Annotated[Headcount, BY_NAME]
    """Which counts of the register it starts from."""
    origin: Annotated[Origin, BY_NAME]
    """Where the register comes from that it starts from."""
    synthetic: bool
    """True: that register is drawn by chance, no real person in it."""
    as_of: date
    """Last day that the register knows of."""
    model_version: str
    """Version of the model, with that of numpy: same version, same numbers."""
    data_version: str
    """Digest of the register it starts from."""
    notes: tuple[str, ...]
    """To be said beside the numbers."""
    assumptions: str = f"{ROOT}/assumptions"
    """Where every figure behind the numbers stands, with its source and its doubt."""

    def provenance(self, words: Words) -> Said:
        return (
            (words("Register"), self.origin.name),
            (words("Counts that it starts from"), self.opening.name),
            (words("Last day that the register knows of"), self.as_of),
            (words("Version of the data"), self.data_version),
            (words("Version of the model"), self.model_version),
            (words("Engine"), playing.engine(words, self.engine)),
            (words("Replications"), self.replications),
            (words("Step"), None if self.step is None else playing.step(words, self.step)),
            (words("Seed of all luck"), self.seed),
            (words("What replications differ by"), playing.doubt(words, self.doubt)),
            (words("Where every figure stands, with its source"), self.assumptions),
            *((words("To be said beside the numbers"), words(note)) for note in self.notes),
        )


def computed(laid: Laid) -> Computed:
    found, sampling = laid.found, laid.sampling
    drawn = sampling.engine is not Engine.ANALYTIC
    return Computed(
        start=found.on.year,
        engine=sampling.engine,
        replications=sampling.replications if drawn else None,
        step=sampling.steps,
        seed=sampling.seed if drawn else None,
        doubt=sampling.doubt,
        opening=sampling.opening,
        origin=found.origin,
        synthetic=found.synthetic,
        as_of=found.as_of,
        model_version=MODEL_VERSION,
        data_version=found.region.version,
        notes=(*([SYNTHETIC] if found.synthetic else []), STOCKS, BANDS[sampling.doubt]),
    )


def version(laid: Laid) -> tuple[str, ...]:
    """All that decides what is told of what was asked."""
    return (*laid.hashes, laid.found.origin, str(laid.found.as_of))


def points(laid: Laid, *, most: int) -> int:
    """What playing takes of a client's share."""
    cells = work.cells_of(laid.plans, laid.sampling, most=most)
    return work.played(cases=len(laid.plans), cells=cells)
