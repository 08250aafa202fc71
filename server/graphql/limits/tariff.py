"""What each field costs; one that is not here costs the object it answers with."""

from collections.abc import Mapping
from typing import Final

from server.graphql.limits import answers, charts, simulations, work
from server.graphql.limits.prices import Pricing, fixed, of, rows
from simulation import LEDGER, SCENARIOS
from simulation.hindcast import DEPARTURES, REMOVALS
from simulation.ledger.nation import NATION

PRICES: Final[Mapping[str, Pricing]] = {
    "Alternative.breakEvens": answers.break_evens,
    "Alternative.costEffectiveness": answers.effectiveness,
    "Alternative.differences": answers.series,
    "Alternative.totals": answers.totals,
    "Belief.boundary": rows,
    "Comparison.alternatives": rows,
    "Comparison.answers": answers.sentences,
    "Chart.svg": fixed(0, work.RENDERING),
    "Comparison.chart": charts.of_comparison,
    "Comparison.standings": answers.side_by_side,
    "CountTable.cells": rows,
    "DifferenceTotal.bands": answers.quantiles,
    "Forecast.predictions": fixed(len(NATION)),
    "Hindcast.model": fixed(len(DEPARTURES) * len(REMOVALS)),
    "Hindcast.naive": fixed(2),
    "CancelRunPayload.userErrors": fixed(1),
    "Projection.assumptions": fixed(len(LEDGER)),
    "Projection.chart": charts.of_projection,
    "Projection.costs": answers.costs,
    "Projection.report": fixed(0, work.REPORT),
    "Projection.series": answers.series,
    "Projection.structure": answers.structure,
    "Projection.varianceSplit": answers.split,
    "Projection.verification": fixed(1, work.VERIFICATION),
    "IssueCredentialPayload.userErrors": fixed(1),
    "Mutation.startRun": simulations.start,
    "Query.actionCounts": answers.table(answers.actions),
    "Query.assumptions": fixed(len(LEDGER)),
    "Query.comparison": simulations.comparison,
    "Query.learned": fixed(len(LEDGER), work.LEARNED),
    "Query.nodes": of("ids"),
    "Query.participantCounts": answers.table(answers.participants),
    "Query.projection": simulations.projection,
    "Query.scenarios": fixed(len(SCENARIOS)),
    "Query.sensitivity": simulations.sensitivity,
    "RevokeCredentialPayload.userErrors": fixed(1),
    "Run.comparison": simulations.run,
    "Run.projection": simulations.run,
    "Sensitivity.belief": simulations.belief,
    "Sensitivity.regret": simulations.regret,
    "Sensitivity.sobol": simulations.sobol,
    "Sensitivity.tornado": simulations.tornado,
    "SobolIndices.indices": rows,
    "StartRunPayload.userErrors": fixed(1),
    "StructuralAlternative.series": rows,
    "YearlySeries.bands": answers.quantiles,
    "YearlySeries.rows": answers.years,
    "YearlyValue.quantiles": answers.quantiles,
}
