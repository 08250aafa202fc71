from enum import StrEnum
from typing import Annotated

import typer

from server.cli import options, records, tables
from server.cli.asked import Sampled, Supposed, spread
from server.cli.laid import lay_out
from server.cli.notes import BANDS, STOCKS
from server.cli.output import say, write
from server.services import projecting, reporting
from server.services.projecting import Engine


class Split(StrEnum):
    MUNICIPALITY = "municipality"


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    REPORT = "report"


@spread
def project(
    scenario: options.Scenarios,
    supposed: Supposed,
    sampled: Sampled,
    by: Annotated[Split | None, typer.Option(help="Each municipality besides the region.")] = None,
    format: Annotated[
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
    laid = lay_out(scenario, supposed, sampled, database=database)
    if format is Format.REPORT:
        drawn = projecting.drawn(laid.plans, laid.sampling)
        write(reporting.report(drawn, laid.sampling, laid.found))
        return
    outlooks = laid.played()
    places = [None, *(laid.found.region.codes if by else ())]
    if format is Format.TABLE:
        bands = [] if sampled.engine is Engine.ANALYTIC else [BANDS[sampled.doubt]]
        write(tables.as_tables(outlooks, places, [*bands, STOCKS, *laid.notes]))
        return
    for note in laid.notes:
        say(note)
    laid_out = records.as_json if format is Format.JSON else records.as_csv
    write(laid_out(records.records(outlooks, places)))
