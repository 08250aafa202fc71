from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from server.cli import options, plotting, printing, question
from server.cli.asked import Drawn, Sampled, Supposed, Where, spread
from server.cli.laid import Laid, lay_out
from server.cli.options import ChartName
from server.cli.output import write
from server.cli.printed import projected
from server.cli.remote.server import Server, server_of
from server.services import projecting, reporting
from server.services.outcome import Outcome


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
    drawn: Drawn,
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

    burgernet project --scenario TODAY --scenario FROZEN --plot bereik.svg --plot bereik.pdf

    burgernet project --scenario FROZEN --server https://burgernet.example --format json
    """
    server = server_of(where)
    with plotting.places(drawn, supposed) as put:
        if server is not None:
            _asked_of(server, scenario, supposed, sampled, split=by is not None, format_=format)
            put(partial(_drawn_by, server, scenario, supposed, sampled, drawn))
            return
        laid = lay_out(scenario, supposed, sampled, database=where.database)
        if format is Format.REPORT:
            _report(laid)
            if not drawn.plot:
                return
        outlooks = laid.played(quiet=quiet)
        if format is not Format.REPORT:
            places = [None, *(laid.found.region.codes if by else ())]
            form = options.Format(format.value)
            told = projected(outlooks, places, printing.measures_of(form))
            printing.projections(told, laid.notes, form, sampled.doubt)
        outcome = Outcome(found=laid.found, sampling=laid.sampling, outlooks=outlooks)
        put(partial(plotting.picture, outcome, drawn, usual=ChartName.REACHABLE))


def _report(laid: Laid) -> None:
    plans = projecting.drawn(laid.plans, laid.sampling)
    write(reporting.report(plans, laid.sampling, laid.found))


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


def _drawn_by(
    server: Server, scenario: list[str], supposed: Supposed, sampled: Sampled, drawn: Drawn
) -> str:
    from server.cli.remote import pictures  # late, likewise

    return pictures.picture(
        server,
        question.whatifs(scenario, supposed),
        question.sampling(sampled),
        supposed.basis,
        drawn,
        usual=ChartName.REACHABLE,
    )
