"""Outcomes to tell of, played over small places."""

from collections.abc import Sequence
from datetime import date
from threading import Event

from server.registry import Origin
from server.services import projecting
from server.services.outcome import Outcome
from server.services.projecting import Engine, Opening, Sampling
from simulation import Region, ScenarioName, WhatIf
from tests.simulation.worlds import twente

ANALYTIC = Sampling(engine=Engine.ANALYTIC)


def outcome(
    whatifs: Sequence[WhatIf | ScenarioName],
    sampling: Sampling = ANALYTIC,
    region: Region | None = None,
) -> Outcome:
    """Play what-ifs, the baseline first."""
    asked = [WhatIf.of(one) if isinstance(one, ScenarioName) else one for one in whatifs]
    start = asked[0].opening
    found = Opening(
        region=region or twente(), on=start, origin=Origin.SYNTHETIC, as_of=date(2014, 11, 18)
    )
    plans = projecting.plans(found, asked)
    sampling = projecting.settled(plans, sampling)
    played = projecting.play(plans, sampling, threads=1, stop=Event())
    return Outcome(found=found, sampling=sampling, outlooks=played)
