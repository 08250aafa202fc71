"""Registrations one by one, for those who keep them: filter, order and pages by key."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import strawberry
from sqlalchemy import ColumnElement, and_, not_

from server import registry
from server.credentials import Right
from server.graphql import paging
from server.graphql.context import Context, Info
from server.graphql.describing import described
from server.graphql.enums import OrderDirection
from server.graphql.filters import few
from server.graphql.municipality_codes import code_of
from server.graphql.paging import Connection
from server.graphql.participant import Participant
from server.registry import contacts
from server.registry.audit import Purpose
from server.registry.keyset import Order
from server.registry.registrations import Registration
from server.services import access, particulars


@strawberry.input(description="Which registrations; what is given must all hold.")
class ParticipantWhere:
    municipality: list[str] | None = strawberry.field(
        default=None, description="CBS code or id of one of these, 100 at most."
    )
    telephone: str | None = strawberry.field(
        default=None, description="Reached by exactly this number, however it is written."
    )
    email: str | None = strawberry.field(
        default=None, description="Reached by exactly this address of e-mail."
    )
    listed: bool | None = strawberry.field(
        default=None, description="Whether they take part today."
    )
    on_hold: bool | None = strawberry.field(
        default=None, description="Whether no contact reaches them today."
    )

    def conditions(self) -> int:
        return 5 + len(self.municipality or [])

    def sought(self) -> list[str]:
        """Personal fields that are searched by: whoever is found, it was read of."""
        return [name for name in ("telephone", "email") if getattr(self, name) is not None]

    def shown(self) -> list[str]:
        """What each row of a page is known to be by being there."""
        given = {"listed": self.listed, "onHold": self.on_hold}
        return [name for name, value in given.items() if value is not None]

    def clauses(self, context: Context) -> list[ColumnElement[bool]]:
        row, today = registry.Participant, context.today
        clauses: list[ColumnElement[bool]] = []
        if self.municipality is not None:
            codes = few("municipality", self.municipality, least=0)
            clauses.append(row.municipality_code.in_([code_of(one) for one in codes]))
        if self.telephone is not None:
            number = particulars.telephone(self.telephone)
            clauses.append(contacts.reached_by(context.people.keys, "telephone", number))
        if self.email is not None:
            address = particulars.email(self.email)
            clauses.append(contacts.reached_by(context.people.keys, "email", address))
        if self.listed is not None:
            clauses.append(_so(registry.participants.listed(today), self.listed))
        if self.on_hold is not None:
            clauses.append(_so(_held(today), self.on_hold))
        return clauses


def _held(today: date) -> ColumnElement[bool]:
    since = registry.Participant.on_hold_since
    return and_(since.is_not(None), since <= today)


def _so(condition: ColumnElement[bool], holds: bool) -> ColumnElement[bool]:
    return condition if holds else not_(condition)


class ParticipantOrderField(StrEnum):
    REGISTERED_ON = "registered_on"
    MUNICIPALITY = "municipality_code"


described(
    ParticipantOrderField,
    "ParticipantOrderField",
    "What registrations can be ordered by.",
    {"REGISTERED_ON": "Since when they take part.", "MUNICIPALITY": "CBS code of where."},
)

_CARRIED: Final = {
    ParticipantOrderField.REGISTERED_ON: "registeredOn",
    ParticipantOrderField.MUNICIPALITY: "municipality",
}
"""Fields whose values a cursor carries."""


@strawberry.input(description="One key of an order; the id is always the last.")
class ParticipantOrder:
    field: ParticipantOrderField = strawberry.field(description="By what.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which way."
    )


Where = Annotated[
    ParticipantWhere | None, strawberry.argument(description="Which of them; by variables.")
]
OrderBy = Annotated[
    list[ParticipantOrder] | None,
    strawberry.argument(description="Keys of the order, the first counts most; absent: by id."),
]
For = Annotated[Purpose, strawberry.argument(description="What they are read for.")]
First = Annotated[int, strawberry.argument(description="Rows of the page, 1–100.")]
After = Annotated[str | None, strawberry.argument(description="Cursor to go on from.")]


async def page(
    info: Info,
    *,
    where: ParticipantWhere | None,
    order_by: list[ParticipantOrder] | None,
    purpose: Purpose,
    first: int,
    after: str | None,
    within: str | None = None,
) -> Connection[Participant]:
    """One page of those whom the credential reaches, of a municipality if one is given.

    Raises Refused, for a credential that reads nobody too.
    """
    context = info.context
    access.require(context.principal, Right.READ_PEOPLE)
    reach = access.participants(context.principal)
    order = [
        Order(getattr(registry.Participant, key.field.value), key.direction is OrderDirection.DESC)
        for key in few("orderBy", order_by or [], least=0)
    ]
    order.append(Order(registry.Participant.id))
    size, past = paging.size(first), paging.key(after, order)
    clauses = [reach.rows]
    if within is not None:
        clauses.append(registry.Participant.municipality_code == within)
    if where is not None:
        context.compare(where.conditions())
        clauses += where.clauses(context)
    clause = and_(*clauses)
    async with context.database.reading() as session:
        rows, more = await registry.registrations.page(
            session, first=size, after=past, order=order, where=clause
        )
        sought = where.sought() if where is not None else []
        # on every page, and of all that are counted: finding nobody tells as much
        matching = await registry.registrations.subjects(session, clause) if sought else []
    for subject in matching or (None,):
        context.reads.note(subject, purpose, sought)
    shown = {_CARRIED[key.field] for key in order_by or []} | {*(where.shown() if where else [])}

    def noted(asked: Collection[str]) -> None:
        """Rows tell by their place, and by their cursors; a number of all does not."""
        for row in rows if {"edges", "nodes", "pageInfo"} & {*asked} else []:
            if row.subject is not None:
                context.reads.note(row.subject, purpose, shown)

    async def counted() -> int:
        async with context.database.reading() as session:
            return await registry.registrations.count(session, clause)

    def node(row: Registration) -> Participant:
        return Participant.of(info, row, purpose)

    return paging.connection(
        rows, node, order=order, after=after, more=more, counted=counted, noted=noted
    )


@strawberry.type
class ParticipantQuery:
    @strawberry.field(
        description="Registrations in the municipalities of a credential, one by one; by POST "
        "alone. For the right READ_PEOPLE. Whatever is read of anybody is kept in the audit trail."
    )
    async def participants(
        self,
        info: Info,
        where: Where = None,
        order_by: OrderBy = None,
        purpose: For = Purpose.KEEPING,
        first: First = 20,
        after: After = None,
    ) -> Connection[Participant]:
        return await page(
            info, where=where, order_by=order_by, purpose=purpose, first=first, after=after
        )
