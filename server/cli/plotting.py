"""Charts as files, beside what is printed; whatever is wrong with a name is said beforehand."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import typer

from server.cli import playing
from server.cli.asked import Drawn, Supposed
from server.cli.filing import whole
from server.cli.options import ChartName
from server.cli.output import say
from server.services.outcome import Outcome
from server.telling.language import words
from simulation import Measure
from simulation.bounds import within

BEGINS: Final = {".svg": b"<svg ", ".png": b"\x89PNG", ".pdf": b"%PDF-"}
"""Pictures, by the endings of their names."""
Put = Callable[[Callable[[], str]], None]
"""Takes what makes a picture, and calls it if one is wanted."""


@contextmanager
def places(drawn: Drawn, supposed: Supposed) -> Iterator[Put]:
    """Take the places of the files that are asked for; raises BadParameter and OutOfBounds."""
    files = drawn.plot or []
    if drawn.chart is not None and not files:
        raise typer.BadParameter("names a chart, and --plot no file", param_hint="'--chart'")
    for file in files:
        if file.suffix.lower() not in BEGINS:
            said = f"{file} ends in none of {', '.join(BEGINS)}"
            raise typer.BadParameter(said, param_hint="'--plot'")
    if drawn.chart_year is not None:
        last = supposed.start + supposed.years - 1
        within("chart_year", drawn.chart_year, supposed.start, last)
    with ExitStack() as taken:
        puts = [
            taken.enter_context(whole(file, option="--plot", begins=(BEGINS[file.suffix.lower()],)))
            for file in files
        ]

        def put(draw: Callable[[], str]) -> None:
            if files:
                _written(draw, files, puts)

        yield put


def picture(
    outcome: Outcome,
    drawn: Drawn,
    *,
    usual: ChartName,
    measure: Measure = Measure.EXPECTED_SOLVED,
) -> str:
    """A chart of what was played here, headed by its title."""
    from server.telling import charts  # late: it takes a while, and few ask for a chart

    kind = charts.ChartKind((drawn.chart or usual).value)
    told = words(drawn.language)
    chart = playing.aside(
        lambda stop: charts.draw(
            kind, outcome, told, year=drawn.chart_year, measure=measure, stop=stop
        )
    )
    return charts.svg(chart, headed=True)


def _written(
    draw: Callable[[], str], files: Sequence[Path], puts: Sequence[Callable[[bytes], None]]
) -> None:
    from server.telling import charts  # late, likewise

    forms: dict[str, Callable[[str], bytes]] = {
        ".svg": str.encode,
        ".png": charts.as_png,
        ".pdf": charts.as_pdf,
    }
    try:
        drawn = draw()
        for file, put in zip(files, puts, strict=True):
            put(forms[file.suffix.lower()](drawn))
            say(f"wrote {file}")
    except charts.NotDrawn as error:
        raise OSError(f"the chart cannot be drawn: {error}") from error
