from datetime import date, datetime
from typing import Annotated, Self

import strawberry

from server import registry
from server.errors import Code, Refused
from server.graphql import ids
from server.graphql.context import Info
from server.graphql.people import MOST_DELIVERIES
from server.registry import Channel

KIND = "Contact"


@strawberry.type(description="Whether something that was sent arrived.")
class Delivery:
    at: datetime = strawberry.field(description="When it was sent.")
    arrived: bool = strawberry.field(description="Whether it arrived.")
    failure: str | None = strawberry.field(
        description="What the carrier said where it did not: a code; null where it did."
    )


@strawberry.type(description="A way to reach somebody.")
class Contact:
    id: strawberry.ID = strawberry.field(description="Opaque; by it a delivery is reported.")
    channel: Channel = strawberry.field(description="How it reaches them.")
    on_hold_since: date | None = strawberry.field(
        description="Since when what was sent has not arrived; null once something does."
    )
    row: strawberry.Private[registry.Contact]

    @classmethod
    def of(cls, row: registry.Contact) -> Self:
        return cls(
            id=strawberry.ID(ids.encode(KIND, row.id)),
            channel=row.channel,
            on_hold_since=row.on_hold_since,
            row=row,
        )

    @strawberry.field(description="Telephone number as E.164 has it, or address of e-mail.")
    def value(self, info: Info) -> str:
        return value_of(info, self.row)

    @strawberry.field(description="What became of the last that was sent, the latest first.")
    async def deliveries(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, 1–20.")] = 5,
    ) -> list[Delivery]:
        if not 1 <= first <= MOST_DELIVERIES:
            raise Refused(Code.BAD_INPUT, f"first={first} is outside [1, {MOST_DELIVERIES}]")
        rows = await info.context.people.deliveries.load(self.row.id)
        return [
            Delivery(at=row.at, arrived=row.arrived, failure=row.failure) for row in rows[:first]
        ]


def value_of(info: Info, row: registry.Contact) -> str:
    """The number or address of a contact, opened; raises Refused without keys."""
    return info.context.people.told(registry.Contact.value, row.id, row.value)


def key_of(id_: str) -> str | None:
    """Key of a contact that an id stands for; None for an id of anything else."""
    return ids.key_of(id_, KIND)
