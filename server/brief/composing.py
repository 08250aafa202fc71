"""From an outcome to a brief: the sections of a council memo, each written once for all papers."""

from datetime import date
from typing import Final

from server.brief.content import (
    Brief,
    Grid,
    Items,
    Paragraph,
    Part,
    Picture,
    Pictures,
    Row,
    Section,
    Term,
)
from server.brief.doubts import doubts
from server.brief.grounds import rests_on, sources
from server.brief.reproducing import reproduced
from server.services import regional
from server.services.outcome import Outcome
from server.telling import names
from server.telling.answer import answers, assumptions
from server.telling.charts import ChartKind, draw, svg
from server.telling.language import Words
from server.telling.standing import Standing, standings
from server.telling.supposed import otherwise

MOST_LINES: Final = 8
"""What was supposed has a line for each, up to so many."""
CHARTS: Final = (ChartKind.REACHABLE, ChartKind.RATE, ChartKind.MONEY)


def brief_of(
    outcome: Outcome,
    words: Words,
    *,
    on: date,
    to: str = "",
    sender: str = "",
    host: str = "",
) -> Brief:
    """Write the brief of an outcome; it draws charts, so it is for a worker thread.

    `host` is put before the address of the numbers, such as https://burgernet.example.
    """
    standing = standings(outcome, words)
    title = _title(outcome, words)
    return Brief(
        language=words.language,
        on=on,
        kicker=words("Memo"),
        title=title,
        heading=_heading(_about(standing, words), words, on=on, to=to, sender=sender),
        notice=_notice(outcome, words),
        sections=(
            Section(key="question", title=words("Question"), parts=_question(outcome, words)),
            Section(key="answer", title=words("Answer"), parts=_answer(outcome, words)),
            Section(
                key="scenarios",
                title=words("Scenarios side by side"),
                parts=(_scenarios(outcome, standing, words),),
            ),
            Section(key="charts", title=words("In pictures"), parts=(_charts(outcome, words),)),
            Section(
                key="grounds",
                title=words("What it rests on"),
                parts=rests_on(outcome, words),
            ),
            Section(
                key="doubts",
                title=words("What is unsure"),
                parts=doubts(outcome, standing, words),
            ),
            Section(key="sources", title=words("Sources"), parts=(sources(outcome, words),)),
            Section(
                key="reproduction",
                title=words("How to get this again"),
                parts=reproduced(outcome, words, on=on, host=host),
            ),
        ),
        page=words("page {page} of {pages}", page="{page}", pages="{pages}"),
    )


def _title(outcome: Outcome, words: Words) -> str:
    years = outcome.baseline.plan.years
    if len(years) == 1:
        return words(
            "Burgernet in {region}, {year}: what if?", region=_region(outcome), year=str(years[0])
        )
    return words(
        "Burgernet in {region}, {first}–{last}: what if?",
        region=_region(outcome),
        first=str(years[0]),
        last=str(years[-1]),
    )


def _about(standing: tuple[Standing, ...], words: Words) -> str:
    first, *others = standing
    if not others:
        return first.name
    return words(
        "{scenarios}, compared with {baseline}",
        scenarios=names.heading(words.listed([_inside(one, words) for one in others])),
        baseline=_inside(first, words),
    )


def _region(outcome: Outcome) -> str:
    return regional.label(outcome.found.region.name)


def _inside(one: Standing, words: Words) -> str:
    """Its name as it stands in a sentence."""
    return names.scenario(words, one.scenario)


def _heading(about: str, words: Words, *, on: date, to: str, sender: str) -> tuple[Term, ...]:
    return (
        *([Term(name=words("To"), text=to)] if to else []),
        Term(name=words("About"), text=about),
        Term(name=words("Date"), text=words.date(on)),
        Term(name=words("From"), text=sender or words("Burgernet What-if, a computation")),
    )


def _notice(outcome: Outcome, words: Words) -> str:
    if not outcome.found.synthetic:
        return ""
    return words(
        "Computed on a synthetic register: it agrees with published figures and holds no real "
        "person."
    )


def _question(outcome: Outcome, words: Words) -> tuple[Part, ...]:
    years, found = outcome.baseline.plan.years, outcome.found
    first, *others = standings(outcome, words)
    supposed = otherwise(outcome, words)
    asked = {
        "region": _region(outcome),
        "begin": words.date(found.on),
        "last": str(years[-1]),
        "baseline": _inside(first, words),
    }
    question = (
        words(
            "What becomes of Burgernet in {region} from {begin} through {last}, under {scenarios}, "
            "compared with {baseline}?",
            **asked,
            scenarios=words.listed([_inside(one, words) for one in others]),
        )
        if others
        else words(
            "What becomes of Burgernet in {region} from {begin} through {last}, under {baseline}?",
            **asked,
        )
    )
    if not supposed:
        return (
            Paragraph(text=question),
            Paragraph(text=words("All figures are as in the ledger; nothing was set otherwise.")),
        )
    return (
        Paragraph(text=question),
        Paragraph(text=words("Set otherwise than usual, by whoever asked:")),
        Items(items=supposed)
        if len(supposed) <= MOST_LINES
        else Paragraph(text=" ".join(supposed)),
    )


def _answer(outcome: Outcome, words: Words) -> tuple[Part, ...]:
    told: list[Part] = []
    for one in answers(outcome, words):
        told += [
            Paragraph(text=one.headline, weight="strong"),
            Paragraph(text=one.certainty),
        ]
    return (*told, *(Paragraph(text=one) for one in assumptions(outcome, words)))


def _scenarios(outcome: Outcome, standing: tuple[Standing, ...], words: Words) -> Grid:
    year = str(outcome.looked_at)
    return Grid(
        caption=words(
            "Stocks on 31 December {year}; actions and costs of {year}, in euros of 2014. Between "
            "brackets what luck makes of it in nine futures of ten. Differences are with "
            "{baseline}. Municipalities pay for the work or the package, the police for messages "
            "and for a desk of their own.",
            year=year,
            baseline=_inside(standing[0], words),
        ),
        columns=(
            words("Scenario, in the memo’s words"),
            words("reachable"),
            words("listed"),
            words("solved directly, share"),
            words("solved directly"),
            words("municipalities pay"),
            words("police pay"),
            words("difference in solved"),
            words("difference in cost"),
        ),
        rows=tuple(
            Row(
                name=one.name,
                quote=one.memo,
                cells=(
                    one.reachable,
                    one.listed,
                    one.rate,
                    words("{solved} ({band})", solved=one.solved, band=one.solved_band),
                    one.municipal_cost,
                    one.police_cost,
                    one.more_solved,
                    one.more_cost,
                ),
            )
            for one in standing
        ),
    )


def _charts(outcome: Outcome, words: Words) -> Pictures:
    charts = [draw(kind, outcome, words) for kind in CHARTS]
    return Pictures(
        pictures=tuple(
            Picture(title=one.title, summary=one.summary, svg=svg(one)) for one in charts
        )
    )
