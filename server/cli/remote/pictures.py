"""Charts of a server."""

from collections.abc import Sequence
from typing import Final

from server.cli.asked import Drawn
from server.cli.options import ChartName
from server.cli.remote.asking import ask
from server.cli.remote.outlooks import settled
from server.cli.remote.server import Server
from server.services import posing
from server.services.learning import Basis
from server.services.projecting import Sampling
from simulation import Measure, WhatIf

_ARGUMENTS: Final = "$kind: ChartKind!, $language: Language!, $year: Int, $measure: Measure!"
_CHART: Final = """
chart(kind: $kind, language: $language, year: $year, measure: $measure) { svg(headed: true) }
"""
_PROJECTION: Final = f"""
query Chart($input: WhatIfInput!, {_ARGUMENTS}) {{
  asked: projection(input: $input) {{ {_CHART} }}
}}
"""
_COMPARISON: Final = f"""
query Chart($input: ComparisonInput!, {_ARGUMENTS}) {{
  asked: comparison(input: $input) {{ {_CHART} }}
}}
"""


def picture(
    server: Server,
    supposed: Sequence[WhatIf],
    sampling: Sampling,
    basis: Basis,
    drawn: Drawn,
    *,
    usual: ChartName,
    measure: Measure = Measure.EXPECTED_SOLVED,
) -> str:
    """A chart of one what-if, or of several of which the first is the baseline."""
    how = {
        "kind": (drawn.chart or usual).name,
        "language": drawn.language.name,
        "year": drawn.chart_year,
        "measure": measure.name,
    }
    sampling = settled(server, supposed, sampling, basis)
    if len(supposed) == 1:
        query, asked = _PROJECTION, posing.projection(supposed[0], sampling, basis)
    else:
        query, asked = _COMPARISON, posing.comparison(tuple(supposed), sampling, basis)
    told: str = ask(server, query, input=asked, **how)["asked"]["chart"]["svg"]
    return told
