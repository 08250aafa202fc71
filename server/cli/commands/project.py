import asyncio
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from server.cli import playing, question, records, tables
from server.cli.commands import options
from server.cli.notes import BANDS, learned, notes
from server.cli.output import say, write
from server.cli.question import Events, Readings, StepName
from server.services import projecting, reporting
from server.services.learning import Basis
from server.services.projecting import Doubt, Engine
from simulation import AppReading, ChannelsReading, HoursReading, Link, SupplementaryReading


class Split(StrEnum):
    MUNICIPALITY = "municipality"


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    REPORT = "report"


def project(
    scenario: options.Scenarios,
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
    by: Annotated[Split | None, typer.Option(help="Each municipality besides the region.")] = None,
    format: Annotated[  # noqa: A002  the option's name
        Format, typer.Option(help="For people, for scripts, or the STRESS-DES report (Markdown).")
    ] = Format.TABLE,
    database: options.Database = None,
) -> None:
    """Play scenarios forward from the register, year by year.

    Scenarios: TODAY, LOCAL (1), REGIONAL_BASIC and REGIONAL_SUPPLEMENTARY (2), FROZEN (3), LEAN
    and ENDED. Results go to stdout, all else to stderr.

    [bold]Examples[/]:

    burgernet project --scenario FROZEN --years 10

    burgernet project --scenario TODAY --scenario REGIONAL_BASIC --set elasticity=1

    burgernet project --scenario FROZEN --then 2023-03-21:ENDED --campaign 2017-03-06:5000

    burgernet project --scenario ALL --by municipality --format csv > outlook.csv

    burgernet project --scenario FROZEN --format report > frozen.md
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
    whatifs = question.whatifs(
        scenario,
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
    if format is Format.REPORT:
        write(reporting.report(projecting.drawn(plans, sampling), sampling, found))
        return
    outlooks = playing.play(plans, sampling, threads=settings.threads)
    places = [None, *(found.region.codes if by else ())]
    below = [*learned(figures), *notes(found, sampling)]
    if format is Format.TABLE:
        legend = [] if engine is Engine.ANALYTIC else [BANDS]
        write(tables.as_tables(outlooks, places, [*legend, *below]))
        return
    for note in below:
        say(note)
    laid_out = records.as_json if format is Format.JSON else records.as_csv
    write(laid_out(records.records(outlooks, places)))
