"""An action one by one: in a small place it points at a person."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import Self

import strawberry

from server.graphql import ids
from server.graphql.context import Info
from server.graphql.municipality import Municipality
from server.graphql.node import Node
from server.registry import ActionReport, ActionType, Outcome
from server.registry.alerts import Alert
from server.registry.audit import Purpose
from server.registry.sealings import Column

KIND = "Action"


@strawberry.type(description="Where people were asked to look out: a circle.")
class ActionArea:
    latitude: float = strawberry.field(description="Of its centre [degree, WGS 84].")
    longitude: float = strawberry.field(description="Of its centre [degree, WGS 84].")
    radius_m: float = strawberry.field(description="Its radius [metre].")


@strawberry.type(description="One alert and its course.")
class Action(Node):
    type: ActionType = strawberry.field(description="What it was for.")
    started_at: datetime = strawberry.field(description="When it began.")
    ended_at: datetime | None = strawberry.field(description="When it ended; null while it runs.")
    alerted: int = strawberry.field(description="Participants who were alerted.")
    reactions: int = strawberry.field(description="Reactions.")
    outcome: Outcome | None = strawberry.field(description="What came of it; null while it runs.")
    area: ActionArea | None = strawberry.field(description="Where, if it was told.")
    row: strawberry.Private[Alert]
    noted: strawberry.Private[Callable[[Collection[str]], None]]

    @classmethod
    def of(cls, info: Info, row: Alert, purpose: Purpose) -> Self:
        told = row.latitude is not None and row.longitude is not None and row.radius_m is not None
        return cls(
            id=strawberry.ID(ids.encode(KIND, str(row.id))),
            type=row.type,
            started_at=row.started_at,
            ended_at=row.ended_at,
            alerted=row.alerted,
            reactions=row.reactions,
            outcome=row.outcome,
            area=ActionArea(
                latitude=row.latitude or 0.0,
                longitude=row.longitude or 0.0,
                radius_m=row.radius_m or 0.0,
            )
            if told
            else None,
            row=row,
            noted=partial(_note, info, purpose),
        )

    @strawberry.field(description="Where it was.")
    async def municipality(self, info: Info) -> Municipality:
        found = await info.context.municipalities.load(self.row.municipality_code)
        assert found is not None  # noqa: S101  a foreign key
        return Municipality.of(found)

    @strawberry.field(
        description="Its headline; null where there is none, and five years after it began."
    )
    def title(self, info: Info) -> str | None:
        return self._told(info, ActionReport.title, self.row.title)

    @strawberry.field(
        description="Its text; null where there is none, and five years after it began."
    )
    def body(self, info: Info) -> str | None:
        return self._told(info, ActionReport.body, self.row.body)

    def _told(self, info: Info, column: Column, sealed: bytes | None) -> str | None:
        if sealed is None:
            return None
        return info.context.people.told(column, self.row.id, sealed)


def _note(info: Info, purpose: Purpose, names: Collection[str]) -> None:
    """Texts name people, and an area is where one lives; the rest is counted in public."""
    telling = {"title", "body", "area"} & {*names}
    info.context.reads.note(None, purpose, {f"action.{name}" for name in telling})


def key_of(id_: str) -> int | None:
    """Key of an action that an id stands for; None for an id of anything else."""
    return ids.number_of(id_, KIND)


async def with_key(info: Info, key: int | None, purpose: Purpose) -> Action | None:
    """None for whoever may not see it, as for an id of nothing."""
    if key is None:
        return None
    row = await info.context.people.actions.load(key)
    return None if row is None else Action.of(info, row, purpose)
