"""The answer first: what a comparison shows, how sure that is, and what of it is assumed."""

from dataclasses import dataclass, replace

from server.services.outcome import Outcome
from server.telling import names
from server.telling.certainty import certainty
from server.telling.language import Words
from server.telling.supposed import in_short
from simulation import Difference, Link, Measure, Parameter, ScenarioName
from simulation.in_force import alike, in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said of one scenario against the baseline, in whole sentences."""

    scenario: ScenarioName
    headline: str
    """What it solves in a year, against the baseline by name."""
    certainty: str
    """How sure it is that it solves more, or fewer, over all years."""
    assumed: str
    """What that rests on and nobody has measured; and what whoever asked has set otherwise."""


def answers(outcome: Outcome, words: Words) -> tuple[Answer, ...]:
    """One for each that is held against the baseline; of the year that is looked at."""
    return tuple(
        Answer(
            scenario=one.plan.whatif.scenario,
            headline=_headline(one, outcome.place_of(), words),
            certainty=certainty(one, outcome.sampling.doubt, words),
            assumed=" ".join((*_sentences(one, words), *in_short(pair, words))),
        )
        for one, pair in zip(outcome.differences, _pairs(outcome), strict=True)
    )


def assumptions(outcome: Outcome, words: Words) -> tuple[str, ...]:
    """All that is assumed in the answers, each sentence once."""
    told = (sentence for one in outcome.differences for sentence in _sentences(one, words))
    return tuple(dict.fromkeys(told))


def _headline(difference: Difference, at: int, words: Words) -> str:
    """By expectation: a count of so few actions would tell of luck."""
    year = str(difference.plan.years[at])
    if alike(difference.other.plan, difference.baseline.plan) and _same_name(difference):
        return words(
            "{scenario} is compared with itself: there is no difference.",
            scenario=names.heading(_name(difference, words)),
        )
    other, baseline = _both(difference, Measure.EXPECTED_SOLVED, at)
    other_acts, baseline_acts = _both(difference, Measure.ACTIONS, at)
    named = {
        "year": year,
        "scenario": _name(difference, words),
        "baseline": _base(difference, words),
    }
    if not other_acts and not baseline_acts:
        if named["scenario"] == named["baseline"]:
            return words("In {year} there are no actions: {scenario}.", **named)
        return words(
            "In {year} there are no actions, neither in {scenario} nor in {baseline}.", **named
        )
    if not other_acts:
        return words(
            "In {year} there are no actions any more in {scenario}; {baseline} is then expected to "
            "solve {solved} of them directly.",
            **named,
            solved=words.number(baseline, 1),
        )
    return _compared(other, baseline, named, words)


def _compared(other: float, baseline: float, named: dict[str, str], words: Words) -> str:
    """What one solves against the other, where there are actions."""
    more = other - baseline
    told = {**named, "solved": words.number(other, 1), "others": words.number(baseline, 1)}
    if abs(more) < 0.05:
        return words(
            "In {year} {scenario} is expected to solve {solved} actions directly, as many as "
            "{baseline}.",
            **told,
        )
    told["by"] = words.number(abs(more), 1)
    exact = round(round(other, 1) - round(baseline, 1), 1) != round(more, 1)
    if more < 0:
        if exact:
            return words(
                "In {year} {scenario} is expected to solve {solved} actions directly: {by} fewer "
                "than {baseline} ({others}; the difference is of figures before rounding).",
                **told,
            )
        return words(
            "In {year} {scenario} is expected to solve {solved} actions directly: {by} fewer than "
            "{baseline} ({others}).",
            **told,
        )
    if exact:
        return words(
            "In {year} {scenario} is expected to solve {solved} actions directly: {by} more than "
            "{baseline} ({others}; the difference is of figures before rounding).",
            **told,
        )
    return words(
        "In {year} {scenario} is expected to solve {solved} actions directly: {by} more than "
        "{baseline} ({others}).",
        **told,
    )


def _pairs(outcome: Outcome) -> tuple[Outcome, ...]:
    """Each of the others alone with the baseline."""
    return tuple(replace(outcome, outlooks=(outcome.baseline, one)) for one in outcome.others)


def _sentences(difference: Difference, words: Words) -> list[str]:
    """Each stands by itself."""
    return [_of_link(difference, words), *_of_registrations(difference, words)]


def _of_link(difference: Difference, words: Words) -> str:
    whatif = difference.plan.whatif
    if whatif.link is Link.EXPONENTIAL:
        return words(
            "Assumed, not measured: every reachable participant adds a chance of its own to "
            "solve an action."
        )
    if whatif.link is Link.CEILING:
        return words(
            "Assumed, not measured: however many take part, at most {ceiling} of the actions can "
            "be solved directly.",
            ceiling=words.share(whatif.used(Parameter.CEILING) or 0.0),
        )
    figure = whatif.figure(Parameter.ELASTICITY)
    if whatif.used(Parameter.ELASTICITY) == 0:
        return words(
            "Assumed, not measured: the register does not matter to how many actions are solved; "
            "it may be that 1 % fewer reachable participants cost up to {high} % of them.",
            high=words.number(figure.high or 1.0),
        )
    return words(
        "Assumed, not measured: with 1 % fewer reachable participants {elasticity} % fewer actions "
        "are solved; it may be anything from {low} (the register does not matter) to {high}.",
        elasticity=words.number(whatif.used(Parameter.ELASTICITY) or 0.0, 2),
        low=words.number(figure.low or 0.0),
        high=words.number(figure.high or 1.0),
    )


def _of_registrations(difference: Difference, words: Words) -> list[str]:
    """What either takes in a year, on average: by the name of what is really played."""
    told = []
    for outlook in (difference.other, difference.baseline):
        mean = float(outlook.summary(Measure.REGISTRATIONS, quantiles=()).mean.mean())
        if round(mean) <= 0:
            continue
        count = words.number(mean)
        playing = [names.scenario(words, one.name) for one in in_force(outlook.plan)]
        if len(playing) == 1:
            told.append(
                words(
                    "Assumed as well: {scenario} brings {count} registrations a year.",
                    scenario=playing[0],
                    count=count,
                )
            )
        else:
            told.append(
                words(
                    "Assumed as well: as {scenarios} take turns, in time or by place, there are "
                    "{count} registrations a year on average.",
                    scenarios=words.listed(playing),
                    count=count,
                )
            )
    return list(dict.fromkeys(told))


def _both(difference: Difference, measure: Measure, at: int) -> tuple[float, float]:
    """Mean of the scenario, and of the baseline, in one year."""
    other, baseline = (
        float(outlook.summary(measure, quantiles=()).mean[at])
        for outlook in (difference.other, difference.baseline)
    )
    return other, baseline


def _same_name(difference: Difference) -> bool:
    return difference.plan.whatif.scenario is difference.baseline.plan.whatif.scenario


def _name(difference: Difference, words: Words) -> str:
    return names.scenario(words, difference.plan.whatif.scenario)


def _base(difference: Difference, words: Words) -> str:
    return names.scenario(words, difference.baseline.plan.whatif.scenario)
