"""How a change of what is kept is made: in one transaction, with its line in the trail."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Refused
from server.graphql.context import Info
from server.graphql.limits import work
from server.graphql.usererror import UserError
from server.registry.audit import Purpose
from server.services.enrolment import AlreadyRegistered
from server.services.errand import Errand
from simulation import OutOfBounds

T = TypeVar("T")


async def changed(
    info: Info, purpose: Purpose, change: Callable[[AsyncSession, Errand], Awaitable[T]]
) -> tuple[T | None, list[UserError]]:
    """What a change brought, or why it was refused."""
    context = info.context
    context.budget.work(work.KEPT)
    try:
        async with context.database.writing() as session:
            return await change(session, context.errand(purpose)), []
    except (Refused, OutOfBounds) as refusal:
        if isinstance(refusal, AlreadyRegistered):
            # what was tried is undone, but whoever tried knows now that they are there
            for subject in refusal.subjects:
                context.reads.note(subject, purpose, {"contacts"})
        return None, [UserError.of(refusal, ["input"])]


def moment(field: str, given: datetime) -> datetime:
    """A moment with its offset; raises OutOfBounds for one without."""
    if given.tzinfo is None:
        raise OutOfBounds(field, "{field} must have an offset, such as +01:00")
    return given
