from functools import partial
from typing import Annotated

import typer

from server.cli import comparing, options, plotting, printing, question
from server.cli.asked import Drawn, Sampled, Supposed, Where, spread
from server.cli.laid import lay_out
from server.cli.options import ChartName, Format
from server.cli.remote.server import server_of
from server.services.outcome import Outcome
from simulation import ScenarioName
from simulation.bounds import within
from simulation.breakeven import MOST_BREAK_EVEN_PRICES
from simulation.effectiveness import checked
from simulation.threshold import THRESHOLD


@spread
def compare(
    scenario: options.Scenarios,
    supposed: Supposed,
    sampled: Sampled,
    where: Where,
    drawn: Drawn,
    baseline: options.Baseline = ScenarioName.TODAY.value,
    threshold: Annotated[
        float, typer.Option(help="Rate of direct resolution to fall below, from 0 to 1.")
    ] = THRESHOLD,
    price: Annotated[
        list[float] | None,
        typer.Option(help="What an extra solved action is worth [€]; may repeat, 10 at most."),
    ] = None,
    format: options.FormatName = Format.TABLE,
    quiet: options.Quiet = False,
) -> None:
    """Hold scenarios against a baseline over all years, with the same luck.

    What each solves and costs more, for whom, how likely, what would tip it, and what of it is
    assumed. JSON and CSV have a record for each quantity, year and price (docs/model.md).

    [bold]Examples[/]:

    burgernet compare --scenario FROZEN --scenario REGIONAL_BASIC

    burgernet compare --baseline LOCAL --scenario REGIONAL_BASIC --price 5000 --format csv

    burgernet compare --scenario REGIONAL_BASIC --scenario LOCAL --plot geld.png --chart money

    burgernet compare --scenario ALL --server https://burgernet.example
    """
    within("threshold", threshold, 0.0, 1.0)
    if price:
        checked(price, MOST_BREAK_EVEN_PRICES)
    names = question.compared(baseline, scenario)
    server = server_of(where)
    with plotting.places(drawn, supposed) as put:
        if server is not None:
            from server.cli.remote import comparisons, pictures  # late: few ask a server

            whatifs, sampling = question.against(names, supposed), question.sampling(sampled)
            asked = (server, whatifs, sampling, supposed.basis)
            compared, notes = comparisons.compare(*asked, threshold=threshold, prices=price)
            draw = partial(pictures.picture, *asked, drawn, usual=ChartName.MONEY)
        else:
            laid = lay_out(names, supposed, sampled, database=where.database, plain=True)
            played = laid.played(quiet=quiet)
            compared = comparing.compare(played, threshold=threshold, prices=price)
            notes = laid.notes
            outcome = Outcome(found=laid.found, sampling=laid.sampling, outlooks=played)
            draw = partial(plotting.picture, outcome, drawn, usual=ChartName.MONEY)
        printing.comparisons(compared, notes, format)
        put(draw)
