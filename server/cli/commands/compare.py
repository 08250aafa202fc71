from typing import Annotated

import typer

from server.cli import comparing, options, printing, question
from server.cli.asked import Sampled, Supposed, Where, spread
from server.cli.laid import lay_out
from server.cli.options import Format
from server.cli.remote.server import server_of
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
    format: options.FormatName = Format.TABLE,
    quiet: options.Quiet = False,
) -> None:
    """Hold scenarios against a baseline over all years, with the same luck.

    What each solves and costs more, for whom, how likely, what would tip it, and what of it is
    assumed. JSON and CSV have a record for each quantity, year and price (docs/model.md).

    [bold]Examples[/]:

    burgernet compare --scenario FROZEN --scenario REGIONAL_BASIC

    burgernet compare --baseline LOCAL --scenario REGIONAL_BASIC --price 5000 --format csv

    burgernet compare --scenario ALL --server https://burgernet.example
    """
    within("threshold", threshold, 0.0, 1.0)
    if price:
        checked(price, MOST_BREAK_EVEN_PRICES)
    names = question.compared(baseline, scenario)
    if (server := server_of(where)) is not None:
        from server.cli.remote import comparisons  # late: it takes a while, and few ask a server

        compared, notes = comparisons.compare(
            server,
            question.whatifs(names, supposed),
            question.sampling(sampled),
            supposed.basis,
            threshold=threshold,
            prices=price,
        )
    else:
        laid = lay_out(names, supposed, sampled, database=where.database)
        played = laid.played(quiet=quiet)
        compared = comparing.compare(played, threshold=threshold, prices=price)
        notes = laid.notes
    printing.comparisons(compared, notes, format)
