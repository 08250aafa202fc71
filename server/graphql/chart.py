"""A chart of an outcome: a picture, the same in words, and the same as a table."""

import json
from functools import partial
from typing import Annotated

import strawberry

from server.graphql.context import Info
from server.graphql.describing import described
from server.graphql.limits import work
from server.graphql.limits.charts import SETS_OF
from server.services import sensitivity
from server.services.outcome import Outcome
from server.telling import charts
from server.telling.charts import ChartKind
from server.telling.charts.cases import subject_of
from server.telling.language import Language, words
from simulation import Measure

described(
    ChartKind,
    "ChartKind",
    "What is looked at. A chart of one case is of the first alternative, or of the only case.",
    {
        "REACHABLE": "REACHABLE against LISTED over the years, a panel for each case.",
        "RATE": "DIRECT_RESOLUTION_RATE over the years, with the memo's 10–15 % behind it.",
        "MONEY": "TOTAL_COST of a year by payer, beside EXPECTED_SOLVED.",
        "TORNADO": "What each figure does to a measure of a year; of one case.",
        "DOUBTS": "Luck, figures and structure in what is solved in a year; of one case.",
        "LINKS": "DIRECT_RESOLUTION_RATE over the years under each link; of one case.",
        "TILES": "Share of its first day's REACHABLE that each municipality has at the end of a "
        "year, on a map of tiles of one size; of one case.",
    },
)

Headed = Annotated[
    bool,
    strawberry.argument(description="With its title above it: for a picture that goes by itself."),
]
OfMeasure = Annotated[
    Measure,
    strawberry.argument(description="What a TORNADO looks at; the others have their own."),
]
OfKind = Annotated[ChartKind, strawberry.argument(description="What is looked at.")]


@strawberry.type(
    description="What is drawn, as cells that people read; a row's first cell heads it."
)
class ChartTable:
    columns: list[str] = strawberry.field(description="Headings.")
    rows: list[list[str]] = strawberry.field(description="As many cells each as there are columns.")


@strawberry.type(description="A chart, told in the language asked for.")
class Chart:
    chart: strawberry.Private[charts.Chart]

    kind: ChartKind = strawberry.field(description="What is looked at.")
    title: str = strawberry.field(
        description="What stands above it; in the picture itself only if headed."
    )
    summary: str = strawberry.field(
        description="What one sees, with its figures: the text alternative and the caption."
    )
    table: ChartTable = strawberry.field(description="The same as a table.")

    @strawberry.field(
        description="The picture: an SVG that scales, without styles, scripts or addresses, so "
        "that it may stand in a page as it is."
    )
    async def svg(self, info: Info, headed: Headed = False) -> str:
        info.context.budget.work(work.RENDERING)
        draw = partial(charts.svg, self.chart, headed=headed)
        return await info.context.workers.quick(draw)

    @strawberry.field(description="Vega-Lite 6, data included, as JSON.")
    def specification(self) -> str:
        return json.dumps(self.chart.specification, ensure_ascii=False, allow_nan=False)


async def chart(
    info: Info,
    outcome: Outcome,
    kind: ChartKind,
    *,
    language: Language,
    year: int | None,
    measure: Measure,
) -> Chart:
    """Draw up a chart beside the event loop; raises OutOfBounds, see `charts.draw`."""
    plan = subject_of(outcome).plan
    size = sensitivity.cells([plan], SETS_OF.get(kind, 0))
    most = info.context.settings.most_cells
    info.context.budget.work(work.chart(cases=len(outcome.outlooks), cells=min(size, most)))
    draw = partial(charts.draw, kind, outcome, words(language), year=year, measure=measure)
    if kind in SETS_OF:
        drawn = await info.context.run(lambda stop: draw(stop=stop), cells=size)
    else:
        drawn = await info.context.workers.quick(draw)
    return Chart(
        chart=drawn,
        kind=kind,
        title=drawn.title,
        summary=drawn.summary,
        table=ChartTable(
            columns=list(drawn.table.columns), rows=[list(row) for row in drawn.table.rows]
        ),
    )
