"""A script on the client that ariadne-codegen makes; fails where an answer is not what it types."""

import asyncio
import os

from burgernet import (
    Burgernet,
    CaseInput,
    ComparisonInput,
    Engine,
    GraphQLClientGraphQLMultiError,
    IntFilter,
    Measure,
    MunicipalityWhere,
    ScenarioName,
    WhatIfInput,
)


async def main() -> None:
    async with Burgernet(url=f"{os.environ['CONFORMANCE_SERVER']}/graphql") as client:
        urban = MunicipalityWhere(urbanity=IntFilter(eq=2))
        places = (await client.places(first=100, where=urban)).municipalities
        assert 0 < len(places.nodes) == places.total_count

        ended = WhatIfInput(scenario=ScenarioName.ENDED, engine=Engine.ANALYTIC, years=3)
        outlook = (await client.outlook(ended)).projection
        assert outlook.scenario.name is ScenarioName.ENDED
        assert outlook.series[0].measure is Measure.COST_PER_SOLVED
        assert outlook.series[0].mean == [None, None, None]  # undefined, not nought

        two = [CaseInput(scenario=one) for one in (ScenarioName.LOCAL, ScenarioName.LEAN)]
        compared = await client.compared(ComparisonInput(alternatives=two, engine=Engine.ANALYTIC))
        assert compared.comparison.baseline.scenario.name is ScenarioName.TODAY
        assert len(compared.comparison.alternatives) == 2

        try:
            await client.outlook(WhatIfInput(scenario=ScenarioName.TODAY, years=900))
        except GraphQLClientGraphQLMultiError as refused:
            (error,) = refused.errors
            assert error.extensions is not None
            assert error.extensions["field"] == "years"
        else:
            raise AssertionError("900 years are answered")


asyncio.run(main())
