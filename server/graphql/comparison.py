"""Several cases against a baseline."""

import strawberry

from server.graphql.context import Info
from server.graphql.learned import supposed
from server.graphql.projection import Measures, Places, Projection, Quantiles, play
from server.graphql.series import YearlySeries, series
from server.graphql.whatif import ComparisonInput, places
from simulation import LEDGER, Difference
from simulation.bounds import within

MOST_ALTERNATIVES = 12


@strawberry.type(description="A case against the baseline, with the same luck.")
class Alternative:
    difference: strawberry.Private[Difference]

    projection: Projection = strawberry.field(description="The case by itself.")

    @strawberry.field(
        description="The case minus the baseline, replication by replication; units as in series."
    )
    async def differences(
        self,
        info: Info,
        measures: Measures = None,
        municipalities: Places = None,
        quantiles: Quantiles = [0.05, 0.5, 0.95],  # noqa: B006  likewise
    ) -> list[YearlySeries]:
        return await series(
            info,
            self.difference,
            measures=measures,
            municipalities=places(municipalities),
            quantiles=quantiles,
        )


@strawberry.type(description="Several cases against a named baseline.")
class Comparison:
    baseline: Projection = strawberry.field(description="What the others are compared with.")
    alternatives: list[Alternative] = strawberry.field(description="The others, in their order.")
    assumed: list[str] = strawberry.field(
        description="What in the differences is assumed, not measured: to be said beside them."
    )


async def compare(info: Info, asked: ComparisonInput) -> Comparison:
    within("alternatives", len(asked.alternatives), 1, MOST_ALTERNATIVES)
    cases = [asked.baseline, *asked.alternatives]
    whatifs = await supposed(info, cases, start=asked.start, years=asked.years)
    baseline, *others = await play(info, whatifs, asked)
    return Comparison(
        baseline=baseline,
        alternatives=[
            Alternative(
                projection=other,
                difference=Difference(other=other.outlook, baseline=baseline.outlook),
            )
            for other in others
        ],
        assumed=_assumed([baseline, *others]),
    )


def _assumed(projections: list[Projection]) -> list[str]:
    """Say which registrations a difference rests on: nobody has measured them."""
    rests_on = dict.fromkeys(
        name for one in projections if (name := one.scenario.registrations) is not None
    )
    return [
        *(f"{LEDGER[name].meaning} {LEDGER[name].source}." for name in rests_on),
        f"{LEDGER['elasticity'].meaning} {LEDGER['elasticity'].contradiction}",
    ]
