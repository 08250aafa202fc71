from enum import StrEnum
from typing import Annotated

import typer

from server.cli import options, printing, question
from server.cli.asked import Sampled, Supposed, Where, spread
from server.cli.laid import lay_out
from server.cli.output import write
from server.cli.printed import projected
from server.cli.remote.server import Server, server_of
from server.services import projecting, reporting


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
    where: Where,
    by: options.By = None,
    format: Annotated[
        Format, typer.Option(help="For people, for scripts, or the STRESS-DES report (Markdown).")
    ] = Format.TABLE,
    quiet: options.Quiet = False,
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

    burgernet project --scenario FROZEN --server https://burgernet.example --format json
    """
    if (server := server_of(where)) is not None:
        _asked_of(server, scenario, supposed, sampled, split=by is not None, format_=format)
        return
    laid = lay_out(scenario, supposed, sampled, database=where.database)
    if format is Format.REPORT:
        drawn = projecting.drawn(laid.plans, laid.sampling)
        write(reporting.report(drawn, laid.sampling, laid.found))
        return
    form = options.Format(format.value)
    told = projected(
        laid.played(quiet=quiet),
        [None, *(laid.found.region.codes if by else ())],
        printing.measures_of(form),
    )
    printing.projections(told, laid.notes, form, sampled.doubt)


def _asked_of(
    server: Server,
    scenario: list[str],
    supposed: Supposed,
    sampled: Sampled,
    *,
    split: bool,
    format_: Format,
) -> None:
    """The same of a server."""
    from server.cli.remote import outlooks  # late: it takes a while, and few ask a server

    sampling, whatifs = question.sampling(sampled), question.whatifs(scenario, supposed)
    if format_ is Format.REPORT:
        if len(whatifs) > 1:
            said = "a server reports of one scenario at a time"
            raise typer.BadParameter(said, param_hint="'--format'")
        write(outlooks.report(server, whatifs[0], sampling, supposed.basis))
        return
    form = options.Format(format_.value)
    told, notes = outlooks.project(
        server,
        whatifs,
        sampling,
        supposed.basis,
        measures=printing.measures_of(form),
        split=split,
    )
    printing.projections(told, notes, form, sampled.doubt)
