"""A registration, with whoever it is of; each field that is read of it is noted."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from server import registry
from server.graphql import ids
from server.graphql.contact import Contact, value_of
from server.graphql.context import Info
from server.graphql.node import Node
from server.registry import Address, Channel, ConsentPurpose, LeavingReason, Person, Source
from server.registry.audit import Purpose
from server.registry.registrations import Registration
from server.registry.sealings import Column

if TYPE_CHECKING:
    from server.graphql.municipality import Municipality

KIND = "Participant"


@strawberry.type(description="What somebody agreed to: of each purpose the latest.")
class Consent:
    purpose: ConsentPurpose = strawberry.field(description="What for.")
    source: Source = strawberry.field(description="How it came in.")
    given_on: date = strawberry.field(description="When it was given.")
    withdrawn_on: date | None = strawberry.field(
        description="When it was withdrawn; null while it holds."
    )


@strawberry.type(
    description="A registration of one person in one municipality: what is counted. Of one that "
    "was drawn by chance, all that would tell who it is is null."
)
class Participant(Node):
    birth_year: int = strawberry.field(description="Year of birth [year].")
    channel: Channel = strawberry.field(description="How alerts reach them first.")
    registered_on: date = strawberry.field(description="Since when they take part.")
    left_on: date | None = strawberry.field(
        description="From when on they are not listed; null while they are."
    )
    left_because: LeavingReason | None = strawberry.field(description="Why they left.")
    on_hold_since: date | None = strawberry.field(
        description="Since when no contact has reached them; null while one does."
    )
    source: Source | None = strawberry.field(description="How they came in.")
    changed_at: datetime | None = strawberry.field(
        description="When what is held of the person was changed last; a correction gives it back."
    )
    restricted: bool = strawberry.field(
        description="Whether what is held may only be kept, not used (GDPR, art. 18)."
    )
    row: strawberry.Private[Registration]
    noted: strawberry.Private[Callable[[Collection[str]], None] | None]

    @classmethod
    def of(cls, info: Info, row: Registration, purpose: Purpose) -> Self:
        reads = info.context.reads
        return cls(
            id=strawberry.ID(ids.encode(KIND, str(row.id))),
            birth_year=row.birth_year,
            channel=row.channel,
            registered_on=row.registered_on,
            left_on=row.left_on,
            left_because=row.left_because,
            on_hold_since=row.on_hold_since,
            source=row.source,
            changed_at=row.changed_at,
            restricted=row.restricted_at is not None,
            row=row,
            # nobody is behind what was drawn by chance
            noted=None if row.subject is None else partial(reads.note, row.subject, purpose),
        )

    @strawberry.field(description="Where they take part.")
    async def municipality(
        self, info: Info
    ) -> Annotated["Municipality", strawberry.lazy("server.graphql.municipality")]:
        from server.graphql.municipality import Municipality

        found = await info.context.municipalities.load(self.row.municipality_code)
        assert found is not None  # noqa: S101  a foreign key
        return Municipality.of(found)

    @strawberry.field(description="Name.")
    def name(self, info: Info) -> str | None:
        return self._told(info, Person.name, self.row.person_id, self.row.name)

    @strawberry.field(description="Postcode of the address: four digits and two letters.")
    def postcode(self, info: Info) -> str | None:
        return self._told(info, Address.postcode, self.row.address_id, self.row.postcode)

    @strawberry.field(description="Number of the house, with its letter or addition.")
    def house_number(self, info: Info) -> str | None:
        return self._told(info, Address.house_number, self.row.address_id, self.row.house_number)

    @strawberry.field(description="First telephone number, as E.164 has it; null without one.")
    async def telephone(self, info: Info) -> str | None:
        return await self._first(info, (Channel.SMS, Channel.VOICE))

    @strawberry.field(description="First address of e-mail; null without one.")
    async def email(self, info: Info) -> str | None:
        return await self._first(info, (Channel.EMAIL,))

    @strawberry.field(description="All channels by which they are reached.")
    async def channels(self, info: Info) -> list[Channel]:
        rows = await self._contacts(info)
        return list(dict.fromkeys(row.channel for row in rows)) or [self.channel]

    @strawberry.field(description="All ways to reach them.")
    async def contacts(self, info: Info) -> list[Contact]:
        return [Contact.of(row) for row in await self._contacts(info)]

    @strawberry.field(description="What they agreed to.")
    async def consents(self, info: Info) -> list[Consent]:
        if self.row.person_id is None:
            return []
        return [
            Consent(
                purpose=row.purpose,
                source=row.source,
                given_on=row.given_on,
                withdrawn_on=row.withdrawn_on,
            )
            for row in await info.context.people.consents.load(self.row.person_id)
        ]

    def _told(
        self, info: Info, column: Column, key: str | None, sealed: bytes | None
    ) -> str | None:
        if key is None or sealed is None:
            return None
        return info.context.people.told(column, key, sealed)

    async def _contacts(self, info: Info) -> list[registry.Contact]:
        if self.row.person_id is None:
            return []
        return await info.context.people.contacts.load(self.row.person_id)

    async def _first(self, info: Info, channels: Collection[Channel]) -> str | None:
        rows = (row for row in await self._contacts(info) if row.channel in channels)
        first = next(rows, None)
        return None if first is None else value_of(info, first)


def key_of(id_: str) -> int | None:
    """Key of a registration that an id stands for; None for an id of anything else."""
    return ids.number_of(id_, KIND)


async def with_key(info: Info, key: int | None, purpose: Purpose) -> Participant | None:
    """None for whoever may not see it, as for an id of nothing."""
    if key is None:
        return None
    row = await info.context.people.registrations.load(key)
    return None if row is None else Participant.of(info, row, purpose)
