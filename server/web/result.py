"""What the page shows of an outcome: said, set side by side, drawn, and how to get it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from threading import Event
from typing import NamedTuple

from markupsafe import Markup

from server.services.outcome import Outcome
from server.services.projecting import Engine
from server.telling import playing
from server.telling.answer import Answer, answers
from server.telling.charts import Chart, ChartKind, draw, svg
from server.telling.language import UNDEFINED, Words
from server.telling.reproduction import Reproduction, reproduction
from server.telling.standing import Standing, standings
from simulation import MODEL_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    chart: Chart
    svg: Markup


class Fact(NamedTuple):
    name: str
    """By which the page's script finds it, where it changes; else empty."""
    term: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    year: int
    answers: tuple[Answer, ...]
    standings: tuple[Standing, ...]
    charts: tuple[Drawn, ...]
    reproduction: Reproduction
    provenance: tuple[Fact, ...]
    """What it was computed with."""


def result_of(outcome: Outcome, words: Words, *, today: date, stop: Event) -> Result:
    """Tell and draw an outcome; for a worker thread."""
    return Result(
        year=outcome.looked_at,
        answers=answers(outcome, words),
        standings=standings(outcome, words),
        charts=tuple(_drawn(outcome, words, stop)),
        reproduction=reproduction(outcome),
        provenance=tuple(_provenance(outcome, words, today)),
    )


def _drawn(outcome: Outcome, words: Words, stop: Event) -> Sequence[Drawn]:
    return [
        Drawn(chart=chart, svg=Markup(svg(chart)))  # noqa: S704  drawn here, its texts escaped
        for kind in ChartKind
        for chart in [draw(kind, outcome, words, stop=stop)]
    ]


def _provenance(outcome: Outcome, words: Words, today: date) -> Sequence[Fact]:
    sampling, found = outcome.sampling, outcome.found
    drawn = sampling.engine is not Engine.ANALYTIC
    return [
        Fact("", words("Computed on"), words.date(today)),
        Fact("engine", words("How"), playing.engine(words, sampling.engine)),
        Fact(
            "replications",
            words("Replications"),
            words.number(sampling.replications) if drawn else UNDEFINED,
        ),
        Fact("seed", words("Seed"), str(sampling.seed) if drawn else UNDEFINED),
        Fact("doubt", words("Bands show"), playing.doubt(words, sampling.doubt)),
        Fact("", words("Model"), MODEL_VERSION),
        Fact("", words("Register"), f"{found.region.name} {found.region.version}"),
        Fact("", words("Register known until"), words.date(found.as_of)),
        Fact("hashes", words("Digest of the input"), ", ".join(outcome.hashes)),
    ]
