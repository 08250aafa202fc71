"""What is done once is done before anyone waits for it: Vega started, specifications compiled."""

from datetime import date
from threading import Event

from server.registry import Origin
from server.services import projecting
from server.services.outcome import Outcome
from server.services.projecting import Engine, Opening, Sampling
from server.telling.charts.chart import ChartKind
from server.telling.charts.drawing import svg
from server.telling.charts.kinds import draw
from server.telling.language import Language, words
from simulation import Municipality, Region, ScenarioName, WhatIf


def warm() -> None:
    """Draw each kind of chart in each language, of a region that is nowhere; takes seconds."""
    two, three = _outcome(2), _outcome(3)
    for language in Language:
        for kind in ChartKind:
            svg(draw(kind, two, words(language)))
        svg(draw(ChartKind.REACHABLE, three, words(language)))


def _outcome(number: int) -> Outcome:
    town = Municipality(code="GM0000", name="", inhabitants=1_000, listed=(10, 10, 10, 10))
    found = Opening(
        region=Region(name="", municipalities=(town,)),
        on=date(2015, 1, 1),
        origin=Origin.SYNTHETIC,
        as_of=date(2015, 1, 1),
    )
    scenarios = (ScenarioName.TODAY, ScenarioName.FROZEN, ScenarioName.REGIONAL_BASIC)[:number]
    sampling = Sampling(engine=Engine.ANALYTIC)
    plans = projecting.plans(found, [WhatIf.of(one, years=2) for one in scenarios])
    outlooks = projecting.play(plans, sampling, threads=1, stop=Event())
    return Outcome(found=found, sampling=sampling, outlooks=outlooks)
