"""Mutations that correct what is held of somebody, and that let them go."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from server.graphql import participant
from server.graphql.changing import changed, moment
from server.graphql.context import Info
from server.graphql.enrolling import ContactInput
from server.graphql.participant import Participant
from server.graphql.usererror import USER_ERRORS, UserError
from server.registry import ConsentPurpose, LeavingReason, Source
from server.registry.audit import Purpose
from server.services import correcting, leaving
from server.services.correcting import Correction
from server.services.errand import Errand


@strawberry.input(description="What is corrected; what is absent stays as it is.")
class CorrectParticipantInput:
    id: strawberry.ID = strawberry.field(description="Id of a registration.")
    changed_at: datetime = strawberry.field(
        description="`changedAt` as it was read; CHANGED_MEANWHILE if it is another by now."
    )
    name: str | None = strawberry.field(default=None, description="Name.")
    birth_year: int | None = strawberry.field(default=None, description="Year of birth [year].")
    postcode: str | None = strawberry.field(
        default=None, description="Of this registration, within its municipality."
    )
    house_number: str | None = strawberry.field(
        default=None, description="Of this registration, with its letter or addition."
    )
    contacts: list[ContactInput] | None = strawberry.field(
        default=None, description="All there are, 1–10: what is not among them goes."
    )
    consents: list[ConsentPurpose] | None = strawberry.field(
        default=None, description="All that hold: what is not among them is withdrawn."
    )
    source: Source = strawberry.field(
        default=Source.TELEPHONE, description="How a consent that is new came in."
    )
    purpose: Purpose = strawberry.field(default=Purpose.REQUEST, description="What it is for.")

    def to_correction(self) -> Correction:
        contacts = self.contacts
        return Correction(
            seen=moment("changedAt", self.changed_at),
            name=self.name,
            birth_year=self.birth_year,
            postcode=self.postcode,
            house_number=self.house_number,
            contacts=None if contacts is None else [(one.channel, one.value) for one in contacts],
            consents=self.consents,
            source=self.source,
        )


@strawberry.type(description="What became of a correction.")
class CorrectParticipantPayload:
    participant: Participant | None = strawberry.field(
        description="The registration as it is now; null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.input(description="Who takes part no longer.")
class OptOutParticipantInput:
    id: strawberry.ID = strawberry.field(description="Id of a registration.")
    because: LeavingReason = strawberry.field(
        default=LeavingReason.OPTED_OUT, description="Why they leave."
    )
    purpose: Purpose = strawberry.field(default=Purpose.REQUEST, description="What it is for.")


@strawberry.type(description="What became of leaving.")
class OptOutParticipantPayload:
    participant: Participant | None = strawberry.field(
        description="The registration, which has ended; null where there is none."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.type
class CorrectionMutation:
    @strawberry.mutation(
        description="Correct what is held of a person, whatever the region has adopted. For the "
        "right CHANGE_PEOPLE."
    )
    async def correct_participant(
        self,
        info: Info,
        input: Annotated[CorrectParticipantInput, strawberry.argument(description="What.")],
    ) -> CorrectParticipantPayload:
        key = participant.key_of(input.id)

        async def correct(session: AsyncSession, errand: Errand) -> int | None:
            await correcting.correct(session, key, input.to_correction(), errand)
            return key

        done, errors = await changed(info, input.purpose, correct)
        return CorrectParticipantPayload(
            participant=await participant.with_key(info, done, input.purpose), user_errors=errors
        )

    @strawberry.mutation(
        description="End a registration, whatever the region has adopted; one that has ended stays "
        "as it was. For the right CHANGE_PEOPLE."
    )
    async def opt_out_participant(
        self,
        info: Info,
        input: Annotated[OptOutParticipantInput, strawberry.argument(description="Who.")],
    ) -> OptOutParticipantPayload:
        key = participant.key_of(input.id)

        async def leave(session: AsyncSession, errand: Errand) -> int | None:
            await leaving.opt_out(session, key, errand, because=input.because)
            return key

        done, errors = await changed(info, input.purpose, leave)
        return OptOutParticipantPayload(
            participant=await participant.with_key(info, done, input.purpose), user_errors=errors
        )
