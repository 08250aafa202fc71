from typing import Annotated

import typer

from server.cli import doubt_records, doubt_tables, options, playing, question, records
from server.cli.asked import Supposed, spread
from server.cli.laid import over_the_register
from server.cli.notes import SYNTHETIC, learned
from server.cli.options import Format
from server.cli.output import say, write
from server.registry import Origin
from server.services import projecting
from server.services import sensitivity as looking
from server.services.sensitivity import Findings
from simulation import MODEL_VERSION, Parameter, Question, WhatIf

PriceOf = Annotated[
    float, typer.Option(help="What an action solved directly is worth [€ of 2014].")
]


@spread
def sensitivity(
    scenario: Annotated[str, typer.Option(help="Whose number it is; TODAY, LOCAL, …")],
    supposed: Supposed,
    baseline: Annotated[
        str, typer.Option(help="What it must beat in the map of --axes.")
    ] = "TODAY",
    measure: Annotated[str, typer.Option(help="Which measure of the region.")] = "EXPECTED_SOLVED",
    year: Annotated[int | None, typer.Option(help="Calendar year; absent: the last.")] = None,
    price: PriceOf = 5000.0,
    parameters: Annotated[
        str | None, typer.Option(metavar="A,B,…", help="Figures in doubt; absent: all.")
    ] = None,
    axes: Annotated[
        str | None, typer.Option(metavar="X,Y", help="Two figures: what one would have to believe.")
    ] = None,
    sets: Annotated[int, typer.Option(help="Sets for the Sobol indices, a power of two.")] = 512,
    futures: Annotated[int, typer.Option(help="Futures drawn for the regrets.")] = 1000,
    seed: options.Seed = 1,
    format: options.FormatName = Format.TABLE,
    database: options.Database = None,
) -> None:
    """Say what one number rests on: which figures matter, and what one would have to believe.

    Figures one by one from low to high (tornado), all at once (Sobol indices), the scenarios over
    drawn futures (regret), and links and readings side by side.

    [bold]Examples[/]:

    burgernet sensitivity --scenario FROZEN --measure REACHABLE --year 2020

    burgernet sensitivity --scenario LEAN --price 8000 --axes elasticity,registrations_lean
    """
    settings = options.settings(database=database)
    whatifs = _whatifs(scenario, baseline, supposed)
    named, pair = question.figures("--parameters", parameters), _pair(axes)
    found, figures, (asked, against, *rivals) = over_the_register(whatifs, supposed, settings)
    projecting.plans(found, [asked])
    number = Question(
        whatif=asked,
        region=found.region,
        measure=question.measure(measure),
        year=asked.start + asked.years - 1 if year is None else year,
    )
    findings = playing.aside(
        lambda stop: looking.explore(
            number,
            rivals,
            baseline=against,
            price=price,
            parameters=named,
            axes=pair,
            sets=sets,
            futures=futures,
            seed=seed,
            threads=settings.threads,
            stop=stop,
        )
    )
    below = [
        *learned(figures),
        *([SYNTHETIC] if found.origin is Origin.SYNTHETIC else []),
        f"Model {MODEL_VERSION}, data {found.region.version}, closed forms, seed {seed}.",
    ]
    _tell(findings, below, format)


def _whatifs(scenario: str, baseline: str, supposed: Supposed) -> list[WhatIf]:
    """The one asked about, the one it must beat, and all there are."""
    if len(question.scenarios([scenario])) > 1:
        raise typer.BadParameter(f"{scenario!r} is more than one", param_hint="'--scenario'")
    return [
        whatif
        for names in ([scenario], [baseline], [question.ALL])
        for whatif in question.whatifs(names, supposed)
    ]


def _pair(axes: str | None) -> tuple[Parameter, Parameter] | None:
    found = question.figures("--axes", axes)
    if found is None:
        return None
    if len(found) != 2:
        raise typer.BadParameter(f"{axes!r} is not two figures", param_hint="'--axes'")
    return found[0], found[1]


def _tell(findings: Findings, below: list[str], form: Format) -> None:
    """Write findings in a form, with what is to be said beside them."""
    if form is Format.TABLE:
        write(doubt_tables.as_text(findings, below))
        return
    for note in below:
        say(note)
    told = doubt_records.records(findings)
    if form is Format.JSON:
        write(records.as_json(told))
    else:
        write(records.as_csv(told, doubt_records.COLUMNS))
