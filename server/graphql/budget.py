"""What one request may cost, what was taken for it, and what it came to."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema

from server.graphql.limits import TooLarge, estimate
from server.graphql.limits.prices import Around
from server.graphql.limits.work import REFUSED
from server.services.extent import Extent
from server.services.rationing import Rates, Standing, Who
from server.settings import Settings


@dataclass(slots=True, kw_only=True)
class Budget:
    rates: Rates
    who: Who
    extent: Extent
    settings: Settings
    requested: int = 0
    worked: int = 0
    """Points of the work that was done so far."""
    settled: bool = False

    async def take(
        self, schema: GraphQLSchema, text: str, operation: str | None, variables: dict[str, Any]
    ) -> None:
        """Take the most that a request can cost before it begins.

        Raises GraphQLError for a document that cannot be read or asks too much, and RateLimited.
        """
        around = Around(extent=self.extent, most_cells=self.settings.most_cells)
        try:
            cost = estimate(schema, text, operation, variables, around)
            most = min(self.settings.most_cost, self.settings.cost_per_minute)
            if cost > most:
                raise TooLarge("cost", cost, most)
        except Exception:
            await self.rates.take(self.who, REFUSED)
            raise
        await self.rates.take(self.who, cost)
        self.requested = cost

    def work(self, points: int) -> None:
        """Count work that is done."""
        self.worked += points

    async def settle(self, data: object, *, executed: bool) -> dict[str, int]:
        """Give back what was not used; tells what was taken, what was used, and what is left.

        Of a subscription each answer is settled: what was taken is for one, others are owed.
        """
        refused = min(self.requested, REFUSED)
        actual = objects(data) + self.worked if executed else refused
        taken = 0 if self.settled else self.requested
        standing = await self.rates.settle(self.who, actual - taken)
        self.settled, self.worked = True, 0
        return {
            "requested": self.requested,
            "actual": actual,
            "remaining": standing.remaining,
        }

    async def standing(self) -> Standing:
        return await self.rates.standing(self.who)


def objects(data: object) -> int:
    """Objects of an answer, itself included."""
    if type(data) is dict:
        return 1 + sum(
            objects(value) for value in data.values() if type(value) is dict or type(value) is list
        )
    if type(data) is list:
        # lists hold things of one kind: those of numbers are not looked through
        first = next((value for value in data if value is not None), None)
        if type(first) is dict or type(first) is list:
            return sum(objects(value) for value in data)
    return 0
