from typing import Annotated

import typer

from server.cli import found, options, playing, printing, question
from server.cli.asked import Supposed, Where, spread
from server.cli.laid import over_the_register
from server.cli.notes import Played, learned, of_doubt
from server.cli.options import Format
from server.cli.remote.server import server_of
from server.services import projecting
from server.services import sensitivity as looking
from simulation import Parameter, Question, WhatIf

PriceOf = Annotated[
    float, typer.Option(help="What an action solved directly is worth [€ of 2014].")
]


@spread
def sensitivity(
    scenario: Annotated[str, typer.Option(help="Whose number it is; TODAY, LOCAL, …")],
    supposed: Supposed,
    where: Where,
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
) -> None:
    """Say what one number rests on: which figures matter, and what one would have to believe.

    Figures one by one from low to high (tornado), all at once (Sobol indices), the scenarios over
    drawn futures (regret), and links and readings side by side.

    [bold]Examples[/]:

    burgernet sensitivity --scenario FROZEN --measure REACHABLE --year 2020

    burgernet sensitivity --scenario LEAN --price 8000 --axes elasticity,registrations_lean

    burgernet sensitivity --scenario FROZEN --server https://burgernet.example --format csv
    """
    whatifs = _whatifs(scenario, baseline, supposed)
    named, pair = question.figures("--parameters", parameters), _pair(axes)
    measured = question.measure(measure)
    which = supposed.start + supposed.years - 1 if year is None else year
    if (server := server_of(where)) is not None:
        from server.cli.remote import doubts  # late: it takes a while, and few ask a server

        asked, against, *rivals = whatifs
        told, notes = doubts.explore(
            server,
            asked,
            against,
            rivals,
            supposed.basis,
            measure=measured,
            year=which,
            price=price,
            parameters=named,
            axes=pair,
            sets=sets,
            futures=futures,
            seed=seed,
        )
        printing.findings(told, notes, format)
        return
    settings = options.settings(database=where.database)
    opening, figures, (asked, against, *rivals) = over_the_register(
        whatifs, supposed.basis, settings
    )
    projecting.plans(opening, [asked])
    number = Question(whatif=asked, region=opening.region, measure=measured, year=which)
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
    below = [*learned(figures), *of_doubt(Played.here(opening), seed)]
    printing.findings(found.of(findings), below, format)


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
