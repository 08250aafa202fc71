"""What was typed, laid out over the register and ready to be played."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.address import Address
from server.cli import options, playing, question
from server.cli.asked import Sampled, Supposed
from server.cli.notes import Played, learned, notes
from server.services import projecting
from server.services.headcount import Headcount
from server.services.learning import Basis
from server.services.projecting import Opening, Sampling
from server.settings import Settings
from simulation import Assumption, Expectation, Plan, Samples, WhatIf


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    settings: Settings
    found: Opening
    figures: tuple[Assumption, ...]
    """Those that the register taught, where it was asked for."""
    plans: tuple[Plan, ...]
    sampling: Sampling

    def played(self, *, quiet: bool = False) -> tuple[Samples | Expectation, ...]:
        return playing.play(self.plans, self.sampling, threads=self.settings.threads, quiet=quiet)

    @property
    def notes(self) -> list[str]:
        """What stands below a result."""
        return [*learned(self.figures), *notes(Played.here(self.found), self.sampling)]


def lay_out(
    names: Sequence[str],
    supposed: Supposed,
    sampled: Sampled,
    *,
    database: Address | None,
    plain: bool = False,
) -> Laid:
    """Lay scenarios out; whatever is bad input is refused before the register is opened or made.

    `plain` says that the first is a baseline, which keeps to the changed figures alone.
    """
    settings = options.settings(database=database)
    sampling = question.sampling(sampled)
    whatifs = (question.against if plain else question.whatifs)(names, supposed)
    found, figures, whatifs = over_the_register(
        whatifs, supposed.basis, settings, headcount=sampling.opening
    )
    plans = projecting.plans(found, whatifs)
    return Laid(
        settings=settings,
        found=found,
        figures=figures,
        plans=plans,
        sampling=projecting.settled(plans, sampling),
    )


def over_the_register(
    whatifs: Sequence[WhatIf],
    basis: Basis,
    settings: Settings,
    *,
    headcount: Headcount = Headcount.PUBLISHED,
) -> tuple[Opening, tuple[Assumption, ...], tuple[WhatIf, ...]]:
    """The register counted, what it taught, and the what-ifs that rest on that."""
    found = asyncio.run(playing.opening(settings, start=whatifs[0].start, headcount=headcount))
    figures = asyncio.run(playing.figures(settings, found, basis))
    return found, figures, tuple(replace(whatif, figures=figures) for whatif in whatifs)
