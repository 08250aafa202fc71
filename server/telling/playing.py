"""How an outcome was played: engines, steps and kinds of doubt."""

from collections.abc import Mapping
from typing import Final

from server.services.projecting import Doubt, Engine
from server.telling.language import Words, phrase
from simulation import Step

_ENGINES: Final[Mapping[Engine, tuple[str, str]]] = {
    Engine.ANALYTIC: (
        phrase("computed exactly"),
        phrase("Exact means by formula, at once; it knows no luck, so there are no bands."),
    ),
    Engine.AGGREGATE: (
        phrase("played many times"),
        phrase("The years are played many times over, each time with other luck."),
    ),
    Engine.INDIVIDUAL: (
        phrase("played person by person"),
        phrase("Every participant is followed separately: slow, and meant to check the others."),
    ),
}
_DOUBTS: Final[Mapping[Doubt, tuple[str, str]]] = {
    Doubt.CHANCE: (
        phrase("luck alone"),
        phrase("The figures are taken as they stand; only luck differs."),
    ),
    Doubt.FIGURES: (
        phrase("luck and figures"),
        phrase("Each time the figures are drawn anew within their doubt; luck differs as well."),
    ),
}
_STEPS: Final[Mapping[Step, str]] = {
    Step.YEAR: phrase("by year"),
    Step.QUARTER: phrase("by quarter"),
    Step.MONTH: phrase("by month"),
}


def engine(words: Words, name: Engine) -> str:
    return words(_ENGINES[name][0])


def engine_saying(words: Words, name: Engine) -> str:
    return words(_ENGINES[name][1])


def doubt(words: Words, name: Doubt) -> str:
    return words(_DOUBTS[name][0])


def doubt_saying(words: Words, name: Doubt) -> str:
    return words(_DOUBTS[name][1])


def step(words: Words, name: Step) -> str:
    return words(_STEPS[name])
