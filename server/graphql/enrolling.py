"""Mutations by which somebody comes to take part."""

from typing import Annotated

import strawberry

from server.graphql import participant
from server.graphql.changing import changed
from server.graphql.context import Info
from server.graphql.municipality_codes import code_of
from server.graphql.participant import Participant
from server.graphql.usererror import USER_ERRORS, UserError
from server.registry import Channel, ConsentPurpose, Source
from server.registry.audit import Purpose
from server.services import enrolment
from server.services.enrolment import Address, Application


@strawberry.input(description="Where somebody takes part.")
class AddressInput:
    municipality: str = strawberry.field(description="CBS code or id of a municipality.")
    postcode: str = strawberry.field(description="Four digits and two letters.")
    house_number: str = strawberry.field(description="With its letter or addition.")

    def to_address(self) -> Address:
        return Address(
            municipality=code_of(self.municipality),
            postcode=self.postcode,
            house_number=self.house_number,
        )


@strawberry.input(description="A way to reach somebody.")
class ContactInput:
    channel: Channel = strawberry.field(description="How it reaches them.")
    value: str = strawberry.field(
        description="Telephone number, as dialled in the Netherlands or with +, or address of "
        "e-mail."
    )


@strawberry.input(description="Somebody who wants to take part.")
class RegisterParticipantInput:
    name: str = strawberry.field(description="Name, 200 characters at most.")
    birth_year: int = strawberry.field(description="Year of birth [year]; from 16 years on.")
    addresses: list[AddressInput] = strawberry.field(
        description="Where; 1–5, each becomes a registration."
    )
    contacts: list[ContactInput] = strawberry.field(
        description="How they are reached; 1–10, the first one first."
    )
    consents: list[ConsentPurpose] = strawberry.field(
        description="What they agree to; ALERTS must be among it."
    )
    source: Source = strawberry.field(description="How it came in.")
    purpose: Purpose = strawberry.field(default=Purpose.KEEPING, description="What it is for.")

    def to_application(self) -> Application:
        return Application(
            name=self.name,
            birth_year=self.birth_year,
            addresses=[address.to_address() for address in self.addresses],
            contacts=[(contact.channel, contact.value) for contact in self.contacts],
            consents=self.consents,
            source=self.source,
        )


@strawberry.type(description="What became of somebody who wants to take part.")
class RegisterParticipantPayload:
    participants: list[Participant] = strawberry.field(
        description="A registration for each address; none where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.input(description="One more address of somebody who takes part already.")
class RegisterParticipantElsewhereInput:
    id: strawberry.ID = strawberry.field(description="Id of a registration of theirs.")
    address: AddressInput = strawberry.field(description="Where else.")
    purpose: Purpose = strawberry.field(default=Purpose.KEEPING, description="What it is for.")


@strawberry.type(description="What became of one more address.")
class RegisterParticipantElsewherePayload:
    participant: Participant | None = strawberry.field(
        description="The registration at that address; null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.type
class EnrolmentMutation:
    @strawberry.mutation(
        description="Register a person; refused with REGISTRATIONS_CLOSED from the day on which "
        "the region has adopted a scenario without registrations. For the right CHANGE_PEOPLE."
    )
    async def register_participant(
        self,
        info: Info,
        input: Annotated[RegisterParticipantInput, strawberry.argument(description="Who.")],
    ) -> RegisterParticipantPayload:
        ids, errors = await changed(
            info,
            input.purpose,
            lambda session, errand: enrolment.register(session, input.to_application(), errand),
        )
        found = await info.context.people.registrations.load_many(ids or [])
        return RegisterParticipantPayload(
            participants=[Participant.of(info, row, input.purpose) for row in found if row],
            user_errors=errors,
        )

    @strawberry.mutation(
        description="Register somebody who takes part already at one more address; refused as a "
        "first registration is. For the right CHANGE_PEOPLE."
    )
    async def register_participant_elsewhere(
        self,
        info: Info,
        input: Annotated[
            RegisterParticipantElsewhereInput, strawberry.argument(description="Who, and where.")
        ],
    ) -> RegisterParticipantElsewherePayload:
        known, address = participant.key_of(input.id), input.address.to_address()
        id_, errors = await changed(
            info,
            input.purpose,
            lambda session, errand: enrolment.register_elsewhere(session, known, address, errand),
        )
        return RegisterParticipantElsewherePayload(
            participant=await participant.with_key(info, id_, input.purpose), user_errors=errors
        )
