import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from server.cli import options, question
from server.cli.asked import Sampled, Supposed, spread
from server.cli.filing import whole
from server.cli.laid import Laid, lay_out
from server.cli.output import say, write_bytes
from server.services.outcome import Outcome
from server.telling.language import Language, Words, words
from simulation import ScenarioName
from simulation.bounds import within

STDOUT = "-"


class Paper(StrEnum):
    PDF = "pdf"
    HTML = "html"


_BEGINS: Final = {Paper.PDF: b"%PDF-", Paper.HTML: b"<!doctype html>"}


@spread
def brief(
    out: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="Where to: a name that ends in .pdf or .html, or - for stdout."
        ),
    ],
    supposed: Supposed,
    sampled: Sampled,
    scenarios: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME,NAME,…", help="Scenarios, with commas between them, or ALL."),
    ] = None,
    scenario: Annotated[
        list[str] | None, typer.Option(help="The same one by one; may be repeated.")
    ] = None,
    baseline: options.Baseline = ScenarioName.TODAY.value,
    format: Annotated[
        Paper | None, typer.Option(help="What is written to stdout; a file's name says it.")
    ] = None,
    language: Annotated[Language, typer.Option(help="In which it is written.")] = Language.NL,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date of the memo; today if not given.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="Calendar year that is looked at; the last if not given.")
    ] = None,
    to: Annotated[str, typer.Option(help="To whom it is.")] = "",
    sender: Annotated[str, typer.Option("--from", help="Whom it is from.")] = "",
    database: options.Database = None,
) -> None:
    """Write a what-if as a council memo of two or three pages.

    Question, answer, scenarios side by side, charts, what it rests on, what is unsure, sources, and
    how to get it again. The same input on the same date gives the same bytes.

    [bold]Examples[/]:

    burgernet brief --scenarios FROZEN,REGIONAL_BASIC,LOCAL --out notitie.pdf

    burgernet brief --scenarios FROZEN --set elasticity=0 --language en --out - > memo.pdf
    """
    paper = _paper(out, format)
    day = date.today() if on is None else question.day("--on", on)  # noqa: DTZ011  as one dates a memo
    names = question.compared(baseline, _named([*(scenarios or ()), *(scenario or ())]))
    if year is not None:
        within("year", year, supposed.start, supposed.start + supposed.years - 1)

    def made() -> bytes:
        laid = lay_out(names, supposed, sampled, database=database, plain=True)
        return _written(laid, paper, words(language), year=year, on=day, to=to, sender=sender)

    if out == STDOUT:
        write_bytes(made())
        return
    with whole(Path(out), option="--out", begins=(_BEGINS[paper],)) as put:
        put(made())
    say(f"wrote {out}")


def _named(texts: list[str]) -> list[str]:
    if not texts:
        raise typer.BadParameter("none is named", param_hint="'--scenarios'")
    return [name for text in texts for name in text.split(",")]


def _written(
    laid: Laid, paper: Paper, told: Words, *, year: int | None, on: date, to: str, sender: str
) -> bytes:
    from server.brief import as_html, as_pdf, brief_of  # late: it takes a second, for one command

    outlooks = laid.played()
    outcome = Outcome(found=laid.found, sampling=laid.sampling, outlooks=outlooks, year=year)
    document = brief_of(outcome, told, on=on, to=to, sender=sender)
    return as_pdf(document) if paper is Paper.PDF else as_html(document).encode()


def _paper(out: str, given: Paper | None) -> Paper:
    if out == STDOUT:
        paper = given or Paper.PDF
        if paper is Paper.PDF and sys.stdout.isatty():
            raise typer.BadParameter("a terminal shows no PDF", param_hint="'--out'")
        return paper
    ending = Path(out).suffix.lower().removeprefix(".")
    if out.endswith("/") or ending not in list(Paper):
        raise typer.BadParameter(f"{out!r} ends in neither .pdf nor .html", param_hint="'--out'")
    if given not in (None, Paper(ending)):
        raise typer.BadParameter(f"{out!r} does not end in .{given}", param_hint="'--format'")
    return Paper(ending)
