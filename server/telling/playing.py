"""How an outcome was played: engines, steps and kinds of doubt."""

from collections.abc import Mapping
from typing import Final

from server.services.projecting import Doubt, Engine
from server.telling.language import Words, phrase
from simulation import Step

_ENGINES: Final[Mapping[Engine, str]] = {
    Engine.ANALYTIC: phrase("computed exactly"),
    Engine.AGGREGATE: phrase("played many times"),
    Engine.INDIVIDUAL: phrase("played person by person"),
}
_DOUBTS: Final[Mapping[Doubt, str]] = {
    Doubt.CHANCE: phrase("luck alone"),
    Doubt.FIGURES: phrase("luck and figures"),
}
_STEPS: Final[Mapping[Step, str]] = {
    Step.YEAR: phrase("by year"),
    Step.QUARTER: phrase("by quarter"),
    Step.MONTH: phrase("by month"),
}


def engine(words: Words, name: Engine) -> str:
    return words(_ENGINES[name])


def doubt(words: Words, name: Doubt) -> str:
    return words(_DOUBTS[name])


def step(words: Words, name: Step) -> str:
    return words(_STEPS[name])
