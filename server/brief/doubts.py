"""What is unsure, the kinds of doubt kept apart: luck, computation, figures, structure."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from server.brief.content import Grid, Paragraph, Part, Row, Term, Terms
from server.services.outcome import Outcome
from server.services.projecting import Doubt, Engine
from server.telling import figures, names
from server.telling.language import UNDEFINED, Words
from server.telling.standing import Standing
from simulation import (
    Difference,
    Link,
    Measure,
    OutOfBounds,
    Plan,
    Question,
    expect,
    plan,
    tornado,
)

WEIGHTIEST: Final = 2
"""So many figures are named of those that matter."""


def doubts(outcome: Outcome, standings: tuple[Standing, ...], words: Words) -> tuple[Part, ...]:
    return (
        Terms(
            terms=(
                Term(name=words("Luck"), text=_luck(outcome, standings, words)),
                Term(name=words("Computation"), text=_computed(outcome, words)),
                Term(name=words("Figures"), text=" ".join(_figures(outcome, words))),
                Term(name=words("Structure"), text=_structure(words)),
            )
        ),
        _links(outcome, standings, words),
        Paragraph(text=_noticed(words)),
        *([Paragraph(text=_synthetic(words))] if outcome.found.synthetic else []),
    )


def _luck(outcome: Outcome, standings: tuple[Standing, ...], words: Words) -> str:
    """The bands of what may happen, as the table of scenarios has them."""
    if outcome.sampling.engine is Engine.ANALYTIC:
        return words(
            "The expected course was computed by formula, without luck: how far a single year may "
            "turn out otherwise is not said here."
        )
    if outcome.sampling.replications == 1:
        return words("One replication was played: it knows no range of what may happen.")
    told = {
        "year": str(outcome.looked_at),
        "bands": "; ".join(
            words(
                "{scenario} {band}",
                scenario=names.scenario(words, one.scenario),
                band=one.solved_band,
            )
            for one in standings
        ),
    }
    if outcome.sampling.doubt is Doubt.FIGURES:
        return words(
            "Actions solved directly in {year}, in nine futures of ten: {bands}. Luck is in these "
            "ranges, and the doubt about the figures.",
            **told,
        )
    return words(
        "Even if every figure is right, one year is not another. Actions solved directly in "
        "{year}, in nine futures of ten: {bands}.",
        **told,
    )


def _computed(outcome: Outcome, words: Words) -> str:
    """How well the means are known: not what may happen."""
    if outcome.sampling.engine is Engine.ANALYTIC:
        return words("The means are exact. The other doubts stay.")
    if outcome.sampling.replications == 1:
        return words("One replication does not say how well the means are known: play more.")
    years = outcome.baseline.plan.years
    if len(years) == 1:
        return words(
            "With {count} replications the mean difference in actions solved in {year} is known, "
            "at a certainty of 95 %, to lie within: {intervals}. More replications make this "
            "narrower, not the future surer.",
            count=words.number(outcome.sampling.replications),
            year=str(years[0]),
            intervals="; ".join(_interval(one, words) for one in outcome.differences),
        )
    return words(
        "With {count} replications the mean difference in actions solved over {first}–{last} is "
        "known, at a certainty of 95 %, to lie within: {intervals}. More replications make this "
        "narrower, not the future surer.",
        count=words.number(outcome.sampling.replications),
        first=str(years[0]),
        last=str(years[-1]),
        intervals="; ".join(_interval(one, words) for one in outcome.differences),
    )


def _interval(difference: Difference, words: Words) -> str:
    low, high = difference.total(Measure.EXPECTED_SOLVED, quantiles=()).interval
    return words(
        "{scenario} {low} to {high}",
        scenario=_name(difference.plan, words),
        low=words.signed(low, 1),
        high=words.signed(high, 1),
    )


def _figures(outcome: Outcome, words: Words) -> Iterator[str]:
    """The figures that matter most to what each solves in the year looked at, one at a time."""
    told = False
    for outlook in outcome.others:
        laid = outlook.plan
        question = Question(
            whatif=laid.whatif,
            region=laid.region,
            measure=Measure.EXPECTED_SOLVED,
            year=outcome.looked_at,
        )
        try:
            bars = [bar for bar in tornado(question) if bar.matters][:WEIGHTIEST]
        except OutOfBounds:  # every figure is set, or there is none of what is asked
            bars = []
        if bars:
            yield words(
                "What {scenario} solves in {year} depends most on {figures}.",
                scenario=_name(laid, words),
                year=str(outcome.looked_at),
                figures=words.listed(
                    [
                        words(
                            "{figure} (from {low} to {high}: {least}–{most})",
                            figure=names.parameter(words, bar.parameter),
                            low=figures.written(words, bar.parameter, bar.low),
                            high=figures.written(words, bar.parameter, bar.high),
                            least=words.number(min(bar.at_low, bar.at_value, bar.at_high), 1),
                            most=words.number(max(bar.at_low, bar.at_value, bar.at_high), 1),
                        )
                        for bar in bars
                    ]
                ),
            )
            told = True
    yield (
        words("One figure at a time, from its low to its high value in the ledger.")
        if told
        else words("No figure that is in doubt changes what they solve.")
    )


def _structure(words: Words) -> str:
    return words(
        "Whether more participants solve more actions was never proven: nationally the share "
        "solved stayed at about 10 % while participants grew eightfold, and no evaluation had a "
        "control group. If it does not matter, scenarios differ in cost alone. Three links between "
        "the two are therefore set side by side, not mixed."
    )


def _links(outcome: Outcome, standings: tuple[Standing, ...], words: Words) -> Grid:
    return Grid(
        caption=words(
            "Share of actions solved directly in {year}, by how resolution depends on the register",
            year=str(outcome.looked_at),
        ),
        columns=(words("Scenario"), *(names.link(words, link) for link in Link)),
        rows=tuple(
            Row(
                name=one.name,
                cells=tuple(_rate(outlook.plan, link, outcome.place_of(), words) for link in Link),
            )
            for one, outlook in zip(standings, outcome.outlooks, strict=True)
        ),
    )


def _rate(laid: Plan, link: Link, at: int, words: Words) -> str:
    """By formula; undefined where that link contradicts a figure that is set."""
    try:
        under = plan(replace(laid.whatif, link=link), laid.region)
    except OutOfBounds:
        return UNDEFINED
    rate = expect(under).summary(Measure.DIRECT_RESOLUTION_RATE, quantiles=())
    return words.share(float(rate.mean[at]))


def _noticed(words: Words) -> str:
    return words(
        "Even a fall from 12.5 % to 8 % could hardly be seen in practice: to tell the two apart "
        "takes about 710 actions before and as many after. At 100 actions a year those are seven "
        "years before and seven after."
    )


def _synthetic(words: Words) -> str:
    return words(
        "The register is synthetic: drawn by chance so that it agrees with published figures; it "
        "holds no real person. How participants are spread over municipalities, ages and channels "
        "was never published."
    )


def _name(laid: Plan, words: Words) -> str:
    return names.scenario(words, laid.whatif.scenario)
