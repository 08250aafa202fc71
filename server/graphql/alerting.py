"""Mutations of an action: it begins, and it ends."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from server.graphql import action
from server.graphql.action import Action
from server.graphql.changing import changed, moment
from server.graphql.context import Info
from server.graphql.municipality_codes import code_of
from server.graphql.usererror import USER_ERRORS, UserError
from server.registry import ActionType, Outcome
from server.registry.alerts import Area
from server.registry.audit import Purpose
from server.services import conducting_actions
from server.services.conducting_actions import Recorded
from server.services.errand import Errand


@strawberry.input(description="Where people are asked to look out: a circle.")
class ActionAreaInput:
    latitude: float = strawberry.field(description="Of its centre [degree, WGS 84], -70 to 70.")
    longitude: float = strawberry.field(description="Of its centre [degree, WGS 84], -170 to 170.")
    radius_m: float = strawberry.field(description="Its radius [metre], 1–100,000.")


@strawberry.input(description="An action that has begun.")
class RecordActionInput:
    municipality: str = strawberry.field(description="CBS code or id of a municipality.")
    type: ActionType = strawberry.field(description="What it is for.")
    started_at: datetime = strawberry.field(description="When it began; not in the future.")
    alerted: int = strawberry.field(description="Participants who were alerted.")
    title: str | None = strawberry.field(
        default=None, description="Its headline, 200 characters at most; it is sealed."
    )
    body: str | None = strawberry.field(
        default=None, description="Its text, 4,000 characters at most; it is sealed."
    )
    area: ActionAreaInput | None = strawberry.field(default=None, description="Where.")
    purpose: Purpose = strawberry.field(default=Purpose.ALERTING, description="What it is for.")

    def to_recorded(self) -> Recorded:
        area = self.area
        return Recorded(
            municipality=code_of(self.municipality),
            type=self.type,
            started_at=moment("startedAt", self.started_at),
            alerted=self.alerted,
            title=self.title,
            body=self.body,
            area=None if area is None else Area(area.latitude, area.longitude, area.radius_m),
        )


@strawberry.type(description="What became of a record.")
class RecordActionPayload:
    action: Action | None = strawberry.field(
        description="The action, which runs; null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.input(description="How an action ended.")
class ConcludeActionInput:
    id: strawberry.ID = strawberry.field(description="Id of an action that runs.")
    ended_at: datetime = strawberry.field(description="When it ended; not in the future.")
    outcome: Outcome = strawberry.field(description="What came of it.")
    reactions: int = strawberry.field(description="Reactions; no more than were alerted.")
    purpose: Purpose = strawberry.field(default=Purpose.ALERTING, description="What it is for.")


@strawberry.type(description="What became of a conclusion.")
class ConcludeActionPayload:
    action: Action | None = strawberry.field(
        description="The action, which has ended; null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.type
class ActionMutation:
    @strawberry.mutation(description="Record an action. For the right CHANGE_ACTIONS.")
    async def record_action(
        self,
        info: Info,
        input: Annotated[RecordActionInput, strawberry.argument(description="Which.")],
    ) -> RecordActionPayload:
        async def record(session: AsyncSession, errand: Errand) -> int:
            return await conducting_actions.record(session, input.to_recorded(), errand)

        id_, errors = await changed(info, input.purpose, record)
        return RecordActionPayload(
            action=await action.with_key(info, id_, input.purpose), user_errors=errors
        )

    @strawberry.mutation(
        description="End an action, with what came of it: once. For the right CHANGE_ACTIONS."
    )
    async def conclude_action(
        self,
        info: Info,
        input: Annotated[ConcludeActionInput, strawberry.argument(description="How it ended.")],
    ) -> ConcludeActionPayload:
        async def conclude(session: AsyncSession, errand: Errand) -> int:
            return await conducting_actions.conclude(
                session,
                action.key_of(input.id),
                errand,
                ended_at=moment("endedAt", input.ended_at),
                outcome=input.outcome,
                reactions=input.reactions,
            )

        id_, errors = await changed(info, input.purpose, conclude)
        return ConcludeActionPayload(
            action=await action.with_key(info, id_, input.purpose), user_errors=errors
        )
