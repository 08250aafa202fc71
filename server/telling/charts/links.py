"""One what-if under every link between base and chance of resolution; nobody knows which holds."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from server.services.outcome import Outcome
from server.telling import names
from server.telling.charts import lines, series
from server.telling.charts.cases import Case, subject
from server.telling.charts.chart import Chart, ChartKind
from server.telling.charts.lines import Line
from server.telling.language import Words, phrase
from server.telling.ranges import banded
from simulation import Expectation, Link, Measure, OutOfBounds, expect, plan

_BRIEFLY: Final[Mapping[Link, str]] = {
    Link.POWER: phrase("power"),
    Link.EXPONENTIAL: phrase("independent"),
    Link.CEILING: phrase("ceiling"),
}


def links(outcome: Outcome, words: Words) -> Chart:
    case = subject(outcome, words)
    chosen = case.outlook.plan.whatif.link
    found = [
        Line(
            number=number,
            name=names.heading(names.link(words, link)),
            briefly=words(_BRIEFLY[link]),
            summary=banded(outlook, Measure.DIRECT_RESOLUTION_RATE),
        )
        for number, (link, outlook) in enumerate(under_each(case))
    ]
    about = words(
        "{name}, expected at the figures as they stand; it was played with the link: {chosen}.",
        name=case.name,
        chosen=names.link(words, chosen),
    )
    return Chart(
        kind=ChartKind.LINKS,
        title=words(
            "Share solved directly under each link, {years}",
            years=series.period(case.outlook.plan.years),
        ),
        summary=f"{about} {lines.summary(found, words)}",
        specification=lines.specification(found, words),
        table=lines.table(found, words),
    )


def under_each(case: Case) -> Iterator[tuple[Link, Expectation]]:
    """The link it was played with first, then the others that its figures allow; in closed form."""
    whatif, region = case.outlook.plan.whatif, case.outlook.plan.region
    for link in sorted(Link, key=lambda link: link is not whatif.link):
        try:
            yield link, expect(plan(replace(whatif, link=link), region))
        except OutOfBounds:  # such as a ceiling that is below the chance of today
            continue
