"""The mutation that tells whether something that was sent arrived."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from server.graphql import action, contact, participant
from server.graphql.changing import changed, moment
from server.graphql.context import Info
from server.graphql.participant import Participant
from server.graphql.usererror import USER_ERRORS, UserError
from server.registry.audit import Purpose
from server.services import reachability
from server.services.errand import Errand
from server.services.reachability import Report


@strawberry.input(description="What became of something that was sent.")
class ReportDeliveryInput:
    contact: strawberry.ID = strawberry.field(description="Id of the contact it was sent to.")
    at: datetime = strawberry.field(description="When it was sent; not in the future.")
    failure: str | None = strawberry.field(
        default=None,
        description="What the carrier said where it did not arrive: a code of at most 40 capitals, "
        "digits, points, hyphens and underscores; absent: it arrived.",
    )
    action: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the action it was sent for."
    )
    purpose: Purpose = strawberry.field(default=Purpose.REACHING, description="What it is for.")


@strawberry.type(description="What became of a report.")
class ReportDeliveryPayload:
    participant: Participant | None = strawberry.field(
        description="A registration of whom the contact reaches; null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.type
class DeliveryMutation:
    @strawberry.mutation(
        description="Report whether something arrived: a failure puts the contact on hold, an "
        "arrival takes it off. Registrations are on hold while all contacts are. For the right "
        "CHANGE_PEOPLE."
    )
    async def report_delivery(
        self,
        info: Info,
        input: Annotated[ReportDeliveryInput, strawberry.argument(description="What became.")],
    ) -> ReportDeliveryPayload:
        async def report(session: AsyncSession, errand: Errand) -> int:
            told = Report(
                contact=contact.key_of(input.contact) or "",
                at=moment("at", input.at),
                failure=input.failure,
                action=None if input.action is None else action.key_of(input.action) or 0,
            )
            return await reachability.report(session, told, errand)

        id_, errors = await changed(info, input.purpose, report)
        return ReportDeliveryPayload(
            participant=await participant.with_key(info, id_, input.purpose), user_errors=errors
        )
