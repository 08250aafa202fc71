from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from threading import Event
from typing import Annotated, Any

import typer

from server.address import Address
from server.cli import completion, found, options, playing, plotting, printing, question
from server.cli.asked import Drawn, Supposed, Where, spread
from server.cli.found import Found
from server.cli.laid import over_the_register
from server.cli.notes import Played, learned, of_doubt
from server.cli.options import ChartName, Format
from server.cli.remote.server import Server, server_of
from server.services import projecting
from server.services import sensitivity as looking
from server.services.learning import Basis
from server.services.outcome import Outcome
from server.services.projecting import Engine, Sampling
from simulation import Measure, Parameter, Question, WhatIf

Asked = Annotated[
    str,
    typer.Option(
        help="Whose number it is; TODAY, LOCAL, …", autocompletion=completion.one_scenario
    ),
]
Rival = Annotated[
    str,
    typer.Option(
        help="What it must beat in the map of --axes.", autocompletion=completion.one_scenario
    ),
]
MeasureName = Annotated[
    str, typer.Option(help="Which measure of the region.", autocompletion=completion.measures)
]
Figures = Annotated[
    str | None,
    typer.Option(
        metavar="A,B,…", help="Figures in doubt; absent: all.", autocompletion=completion.figures
    ),
]
Axes = Annotated[
    str | None,
    typer.Option(
        metavar="X,Y",
        help="Two figures: what one would have to believe.",
        autocompletion=completion.figures,
    ),
]
PriceOf = Annotated[
    float, typer.Option(help="What an action solved directly is worth [€ of 2014].")
]

Seen = tuple[Found, list[str], Callable[..., str]]
"""What was found, the notes below it, and what draws it."""


@spread
def sensitivity(
    scenario: Asked,
    supposed: Supposed,
    where: Where,
    drawn: Drawn,
    baseline: Rival = "TODAY",
    measure: MeasureName = "EXPECTED_SOLVED",
    year: Annotated[int | None, typer.Option(help="Calendar year; absent: the last.")] = None,
    price: PriceOf = 5000.0,
    parameters: Figures = None,
    axes: Axes = None,
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

    burgernet sensitivity --scenario FROZEN --measure REACHABLE --plot tornado.svg

    burgernet sensitivity --scenario FROZEN --server https://burgernet.example --format csv
    """
    whatifs = _whatifs(scenario, baseline, supposed)
    named, pair = question.figures("--parameters", parameters), _pair(axes)
    measured = question.measure(measure)
    which = supposed.start + supposed.years - 1 if year is None else year
    how: dict[str, Any] = {"price": price, "axes": pair, "parameters": named}
    how |= {"sets": sets, "futures": futures, "seed": seed}
    drawn = replace(drawn, chart_year=which if drawn.chart_year is None else drawn.chart_year)
    server = server_of(where)
    with plotting.places(drawn, supposed) as put:
        look = partial(_here, where.database) if server is None else partial(_there, server)
        told, notes, draw = look(whatifs, supposed.basis, measure=measured, year=which, **how)
        printing.findings(told, notes, format)
        put(partial(draw, drawn, usual=ChartName.TORNADO, measure=measured))


def _there(
    server: Server, whatifs: Sequence[WhatIf], basis: Basis, *, seed: int, **how: Any
) -> Seen:
    from server.cli.remote import doubts, pictures  # late: few ask a server

    asked, against, *rivals = whatifs
    told, notes = doubts.explore(server, asked, against, rivals, basis, seed=seed, **how)
    return told, notes, partial(pictures.picture, server, [asked], _plain(seed), basis)


def _here(
    database: Address | None,
    whatifs: Sequence[WhatIf],
    basis: Basis,
    *,
    measure: Measure,
    year: int,
    seed: int,
    **how: Any,
) -> Seen:
    settings, plain = options.settings(database=database), _plain(seed)
    opening, figures, whatifs = over_the_register(whatifs, basis, settings)
    asked, against, *rivals = whatifs
    number = Question(whatif=asked, region=opening.region, measure=measure, year=year)
    told = _found(number, against, rivals, threads=settings.threads, seed=seed, **how)
    notes = [*learned(figures), *of_doubt(Played.here(opening), seed)]
    plans = projecting.plans(opening, [asked])
    outlooks = projecting.play(plans, plain, threads=1, stop=Event())
    outcome = Outcome(found=opening, sampling=plain, outlooks=outlooks)
    return told, notes, partial(plotting.picture, outcome)


def _plain(seed: int) -> Sampling:
    """How the one number is played that is drawn: by formula."""
    return Sampling(engine=Engine.ANALYTIC, seed=seed)


def _found(number: Question, baseline: WhatIf, rivals: Sequence[WhatIf], **how: Any) -> Found:
    return found.of(
        playing.aside(
            lambda stop: looking.explore(number, rivals, baseline=baseline, stop=stop, **how)
        )
    )


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
