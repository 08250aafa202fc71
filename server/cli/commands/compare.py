from typing import Annotated

import typer

from server.cli import (
    compared_records,
    compared_tables,
    comparing,
    options,
    question,
    records,
)
from server.cli.asked import Sampled, Supposed, spread
from server.cli.laid import lay_out
from server.cli.options import Format
from server.cli.output import say, write
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
    database: options.Database = None,
) -> None:
    """Hold scenarios against a baseline over all years, with the same luck.

    What each solves and costs more, for whom, how likely, what would tip it, and what of it is
    assumed. JSON and CSV have a record for each quantity, year and price (docs/model.md).

    [bold]Examples[/]:

    burgernet compare --scenario FROZEN --scenario REGIONAL_BASIC

    burgernet compare --baseline LOCAL --scenario REGIONAL_BASIC --price 5000 --format csv
    """
    within("threshold", threshold, 0.0, 1.0)
    if price:
        checked(price, MOST_BREAK_EVEN_PRICES)
    names = question.compared(baseline, scenario)
    laid = lay_out(names, supposed, sampled, database=database)
    compared = comparing.compare(laid.played(), threshold=threshold, prices=price)
    if format is Format.TABLE:
        write(compared_tables.as_tables(compared, laid.notes))
        return
    for note in laid.notes:
        say(note)
    rows = compared_records.records(compared)
    if format is Format.JSON:
        write(records.as_json(rows))
    else:
        write(records.as_csv(rows, compared_records.COLUMNS))
