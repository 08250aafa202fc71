import asyncio
from dataclasses import replace
from typing import Annotated

import typer

from server.cli import compared_records, compared_tables, comparing, playing, question, records
from server.cli.commands import options
from server.cli.commands.options import Format
from server.cli.notes import learned, notes
from server.cli.output import say, write
from server.cli.question import Events, Readings, StepName
from server.services import projecting
from server.services.learning import Basis
from server.services.projecting import Doubt, Engine
from simulation import (
    AppReading,
    ChannelsReading,
    HoursReading,
    Link,
    ScenarioName,
    SupplementaryReading,
)
from simulation.bounds import within
from simulation.breakeven import MOST_BREAK_EVEN_PRICES
from simulation.effectiveness import checked
from simulation.threshold import THRESHOLD


def compare(
    scenario: options.Scenarios,
    baseline: Annotated[
        str, typer.Option(help="What they are compared with.")
    ] = ScenarioName.TODAY.value,
    threshold: Annotated[
        float, typer.Option(help="Rate of direct resolution to fall below, from 0 to 1.")
    ] = THRESHOLD,
    price: Annotated[
        list[float] | None,
        typer.Option(help="What an extra solved action is worth [€]; may repeat, 10 at most."),
    ] = None,
    years: options.Years = 10,
    start: options.Start = 2015,
    engine: options.EngineName = Engine.AGGREGATE,
    replications: options.Replications = 1000,
    step: options.StepLength = StepName.YEAR,
    seed: options.Seed = 1,
    link: options.LinkName = Link.POWER,
    hours: options.Hours = HoursReading.LINEAR,
    supplementary: options.Supplementary = SupplementaryReading.INCLUSIVE,
    app: options.App = AppReading.WITHOUT,
    channels: options.Channels = ChannelsReading.TOGETHER,
    doubt: options.DoubtName = Doubt.CHANCE,
    precision: options.Precision = None,
    basis: options.BasisName = Basis.LEDGER,
    setting: options.Set = None,
    then: options.Then = None,
    campaign: options.Campaigns = None,
    not_joining: options.NotJoining = None,
    format: options.FormatName = Format.TABLE,  # noqa: A002  the option's name
    database: options.Database = None,
) -> None:
    """Hold scenarios against a baseline over all years, with the same luck.

    What each solves and costs more, for whom, how likely, what would tip it, and what of it is
    assumed. JSON and CSV have a record for each quantity, year and price (docs/model.md).

    [bold]Examples[/]:

    burgernet compare --scenario FROZEN --scenario REGIONAL_BASIC

    burgernet compare --baseline LOCAL --scenario REGIONAL_BASIC --price 5000 --format csv
    """
    settings = options.settings(database=database)
    sampling = question.sampling(
        engine=engine,
        replications=replications,
        step=step,
        seed=seed,
        doubt=doubt,
        precision=precision,
    )
    within("threshold", threshold, 0.0, 1.0)
    if price:
        checked(price, MOST_BREAK_EVEN_PRICES)
    whatifs = question.whatifs(
        question.compared(baseline, scenario),
        start=start,
        years=years,
        settings=setting or (),
        readings=Readings(
            link=link, hours=hours, supplementary=supplementary, app=app, channels=channels
        ),
        events=Events(then=then, campaigns=campaign, not_joining=not_joining),
    )
    found = asyncio.run(playing.opening(settings, start=start))
    figures = asyncio.run(playing.figures(settings, found, basis))
    whatifs = tuple(replace(whatif, figures=figures) for whatif in whatifs)
    plans = projecting.plans(found, whatifs)
    sampling = projecting.settled(plans, sampling)
    outlooks = playing.play(plans, sampling, threads=settings.threads)
    compared = comparing.compare(outlooks, threshold=threshold, prices=price)
    below = [*learned(figures), *notes(found, sampling)]
    if format is Format.TABLE:
        write(compared_tables.as_tables(compared, below))
        return
    for note in below:
        say(note)
    rows = compared_records.records(compared)
    if format is Format.JSON:
        write(records.as_json(rows))
    else:
        write(records.as_csv(rows, compared_records.COLUMNS))
