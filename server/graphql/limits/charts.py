"""What charts cost: some are laid out from what was played, some ask many closed forms."""

from collections.abc import Mapping
from typing import Final

from server.graphql.limits import work
from server.graphql.limits.prices import Arguments, Around, Price
from server.telling.charts import ChartKind
from server.telling.charts.doubts import SETS
from simulation import LEDGER

SETS_OF: Final[Mapping[ChartKind, int]] = {
    ChartKind.TORNADO: 1 + 2 * len(LEDGER),
    ChartKind.DOUBTS: SETS,
}
"""Sets of figures, a closed form each, that a kind of chart asks at most."""


def of_comparison(given: Arguments, around: Around) -> Price:
    return _chart(given, around, cases=1 + around.rows)


def of_projection(given: Arguments, around: Around) -> Price:
    return _chart(given, around, cases=1)


def _chart(given: Arguments, around: Around, *, cases: int) -> Price:
    kind = given.get("kind")
    known = ChartKind.__members__.get(kind) if isinstance(kind, str) else None
    sets = max(SETS_OF.values()) if known is None else SETS_OF.get(known, 0)
    cells = sets * around.stretches * around.classes * around.extent.municipalities
    points = work.chart(cases=cases, cells=min(around.most_cells, cells))
    return Price(around=around, points=points)
