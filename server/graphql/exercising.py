"""Mutations by which the rights of a person are exercised: all that is held, kept, or erased."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Refused
from server.graphql import participant
from server.graphql.changing import changed
from server.graphql.context import Info
from server.graphql.limits import work
from server.graphql.participant import Participant
from server.graphql.usererror import USER_ERRORS, UserError
from server.registry.audit import Purpose
from server.services import erasing, handing_over, restricting
from server.services.errand import Errand

_ID = "Id of any registration of the person."
_PURPOSE = "What it is for."


@strawberry.input(description="Whose data are handed over.")
class HandOverParticipantInput:
    id: strawberry.ID = strawberry.field(description=_ID)
    purpose: Purpose = strawberry.field(default=Purpose.REQUEST, description=_PURPOSE)


@strawberry.type(description="What became of handing over.")
class HandOverParticipantPayload:
    file: str | None = strawberry.field(
        description="All that is held of the person and who looked, as JSON (format "
        "`burgernet-person`, version 1); null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.input(description="Whose data are kept, and not used.")
class RestrictParticipantInput:
    id: strawberry.ID = strawberry.field(description=_ID)
    purpose: Purpose = strawberry.field(default=Purpose.REQUEST, description=_PURPOSE)


@strawberry.type(description="What became of a restriction.")
class RestrictParticipantPayload:
    participant: Participant | None = strawberry.field(
        description="The registration, restricted; null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.input(description="Whose data are used again.")
class ReleaseParticipantInput:
    id: strawberry.ID = strawberry.field(description=_ID)
    purpose: Purpose = strawberry.field(default=Purpose.REQUEST, description=_PURPOSE)


@strawberry.type(description="What became of a release.")
class ReleaseParticipantPayload:
    participant: Participant | None = strawberry.field(
        description="The registration, no longer restricted; null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.input(description="Who is erased.")
class EraseParticipantInput:
    id: strawberry.ID = strawberry.field(description=_ID)
    purpose: Purpose = strawberry.field(default=Purpose.REQUEST, description=_PURPOSE)


@strawberry.type(description="What became of an erasure.")
class EraseParticipantPayload:
    erased_at: datetime | None = strawberry.field(
        description="When it was done, for good; null where it was refused and nothing is erased."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.type
class RightsMutation:
    @strawberry.mutation(
        description="Hand over all that is held of a person, in one file for machines (GDPR, art. "
        "15 and 20); that it was is kept in the audit trail. For the right READ_PEOPLE, in all "
        "municipalities where the person takes part."
    )
    async def hand_over_participant(
        self,
        info: Info,
        input: Annotated[HandOverParticipantInput, strawberry.argument(description="Whose.")],
    ) -> HandOverParticipantPayload:
        key = participant.key_of(input.id)

        async def hand_over(session: AsyncSession, errand: Errand) -> str:
            file = await handing_over.hand_over(session, key, errand)
            return json.dumps(file, ensure_ascii=False)

        file, errors = await changed(info, input.purpose, hand_over)
        return HandOverParticipantPayload(file=file, user_errors=errors)

    @strawberry.mutation(
        description="Keep what is held of a person, and use it no longer (GDPR, art. 18): it is "
        "not changed until released. For the right CHANGE_PEOPLE, in all municipalities where the "
        "person takes part."
    )
    async def restrict_participant(
        self,
        info: Info,
        input: Annotated[RestrictParticipantInput, strawberry.argument(description="Whose.")],
    ) -> RestrictParticipantPayload:
        done, errors = await _set(info, input, restricting.restrict)
        return RestrictParticipantPayload(participant=done, user_errors=errors)

    @strawberry.mutation(
        description="Use what is held of a person again. For the right CHANGE_PEOPLE, likewise."
    )
    async def release_participant(
        self,
        info: Info,
        input: Annotated[ReleaseParticipantInput, strawberry.argument(description="Whose.")],
    ) -> ReleaseParticipantPayload:
        done, errors = await _set(info, input, restricting.release)
        return ReleaseParticipantPayload(participant=done, user_errors=errors)

    @strawberry.mutation(
        description="Erase a person with all registrations, for good, also from any backup that is "
        "ever restored (GDPR, art. 17). For the right CHANGE_PEOPLE, likewise."
    )
    async def erase_participant(
        self,
        info: Info,
        input: Annotated[EraseParticipantInput, strawberry.argument(description="Who.")],
    ) -> EraseParticipantPayload:
        context, key = info.context, participant.key_of(input.id)
        context.budget.work(work.KEPT)
        errand = context.errand(input.purpose)
        try:
            await erasing.erase(context.database, context.settings.listed, key, errand)
        except Refused as refusal:
            errors = [UserError.of(refusal, ["input", "id"])]
            return EraseParticipantPayload(erased_at=None, user_errors=errors)
        return EraseParticipantPayload(erased_at=errand.now, user_errors=[])


async def _set(
    info: Info,
    input: RestrictParticipantInput | ReleaseParticipantInput,
    change: Callable[[AsyncSession, int | None, Errand], Awaitable[None]],
) -> tuple[Participant | None, list[UserError]]:
    """Restrict or release somebody: the registration as it is then, and what was refused."""
    key = participant.key_of(input.id)

    async def work(session: AsyncSession, errand: Errand) -> int | None:
        await change(session, key, errand)
        return key

    done, errors = await changed(info, input.purpose, work)
    return await participant.with_key(info, done, input.purpose), errors
