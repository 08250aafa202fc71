"""What whoever asked has supposed otherwise than the ledger and the memo do, a sentence each."""

from collections.abc import Iterator
from typing import Final

from server.services import regional
from server.services.outcome import Outcome
from server.telling import figures, names
from server.telling.language import Words
from simulation import Adoption, Campaign, Change, Link, Origin, Parameter, Region, WhatIf
from simulation.whatif import AppReading, ChannelsReading, HoursReading, SupplementaryReading

MOST: Final = 3
"""Sentences beside an answer."""


def otherwise(outcome: Outcome, words: Words) -> tuple[str, ...]:
    """What holds for all of them, for all but the baseline, and for one."""
    region = outcome.found.region
    whatifs = [outlook.plan.whatif for outlook in outcome.outlooks]
    told = [tuple(sentences(whatif, region, words)) for whatif in whatifs]
    everywhere = [one for one in told[0] if all(one in own for own in told)]
    others = told[1:] or told
    elsewhere = [
        one for one in others[0] if one not in everywhere and all(one in own for own in others)
    ]
    said = {*everywhere, *elsewhere}
    baseline = _named(whatifs[0], words)
    return (
        *everywhere,
        *(
            words("In all but {baseline}: {supposed}", baseline=baseline, supposed=one)
            for one in elsewhere
        ),
        *(
            words("In {scenario}: {supposed}", scenario=_named(whatif, words), supposed=one)
            for whatif, own in zip(whatifs, told, strict=True)
            for one in own
            if one not in said
        ),
    )


def in_short(outcome: Outcome, words: Words) -> tuple[str, ...]:
    """The same beside an answer: the first few, and how many more there are."""
    told = otherwise(outcome, words)
    left = len(told) - MOST
    if not told:
        return ()
    first = words("Set by whoever asked: {supposed}", supposed=" ".join(told[:MOST]))
    if left <= 0:
        return (first,)
    if left == 1:
        return (first, words("One thing more was set otherwise."))
    return (first, words("{count} things more were set otherwise.", count=left))


def sentences(whatif: WhatIf, region: Region, words: Words) -> Iterator[str]:
    """All that a what-if supposes beside its first scenario."""
    for adoption in whatif.adoptions[:1]:
        if adoption.since is not None:
            yield words(
                "It comes into force on {date}; before that it is as today.",
                date=words.date(adoption.since),
            )
        if adoption.apart_from:
            yield words(
                "These do not join and go on as today: {places}.",
                places=_places(adoption.apart_from, region, words),
            )
    for adoption in whatif.adoptions[1:]:
        yield _then(adoption, region, words)
    for campaign in whatif.campaigns:
        yield _campaign(campaign, region, words)
    for change in whatif.changes:
        yield _change(change, whatif, region, words)
    yield from _readings(whatif, words)
    for figure in whatif.figures:
        if figure.origin is not Origin.REGISTER:
            continue
        yield words(
            "As the register itself teaches: {figure} is {value}.",
            figure=names.parameter(words, Parameter(figure.name)),
            value=figures.written(words, figure.name, figure.value),
        )


def _then(adoption: Adoption, region: Region, words: Words) -> str:
    told = {
        "scenario": names.scenario(words, adoption.scenario),
        "places": _where(adoption.municipalities, region, words),
    }
    if adoption.since is None:
        return words("In {places}: {scenario}.", **told)
    return words("From {date} in {places}: {scenario}.", **told, date=words.date(adoption.since))


def _campaign(campaign: Campaign, region: Region, words: Words) -> str:
    return words(
        "A campaign of {days} days from {date} in {places}: {count} registrations more.",
        days=campaign.days,
        date=words.date(campaign.since),
        places=_where(campaign.municipalities, region, words),
        count=words.number(campaign.registrations),
    )


def _change(change: Change, whatif: WhatIf, region: Region, words: Words) -> str:
    name = change.parameter
    told = {
        "figure": names.heading(names.parameter(words, name)),
        "value": figures.written(words, name, change.value),
        "usual": figures.written(words, name, whatif.figure(name).value),
    }
    since = None if change.since is None else words.date(change.since)
    if change.municipalities is None:
        if since is None:
            return words("{figure}: {value} (usually {usual}).", **told)
        return words("{figure}, from {date}: {value} (usually {usual}).", **told, date=since)
    places = _places(change.municipalities, region, words)
    if since is None:
        return words("{figure} in {places}: {value} (usually {usual}).", **told, places=places)
    return words(
        "{figure} in {places}, from {date}: {value} (usually {usual}).",
        **told,
        places=places,
        date=since,
    )


def _readings(whatif: WhatIf, words: Words) -> Iterator[str]:
    if whatif.link is not Link.POWER:
        yield words(
            "How resolution depends on the register: {link}.", link=names.link(words, whatif.link)
        )
    if whatif.hours is HoursReading.PER_MUNICIPALITY:
        yield words("The memo’s 20 hours a month are those of each municipality, large or small.")
    if whatif.supplementary is SupplementaryReading.ADDITIONAL:
        yield words("The supplementary package costs € 0.07 on top of the € 0.03 of the basic one.")
    if whatif.app is AppReading.WITH:
        yield words("Users of the free app, who are in no register, look out as well.")
    if whatif.channels is ChannelsReading.APART:
        yield words("Those who are called and those who get an SMS are told apart.")


def _where(codes: frozenset[str] | None, region: Region, words: Words) -> str:
    return regional.label(region.name) if codes is None else _places(codes, region, words)


def _places(codes: frozenset[str], region: Region, words: Words) -> str:
    if codes >= set(region.codes):
        return words("all municipalities")
    return words.listed(sorted(town.name for town in region.municipalities if town.code in codes))


def _named(whatif: WhatIf, words: Words) -> str:
    return names.scenario(words, whatif.scenario)
