from sqlalchemy.ext.asyncio import AsyncSession

from server.registry import (
    ConsentPurpose,
    LeavingReason,
    audit,
    consents,
    datasets,
    people,
    registrations,
)
from server.registry.audit import Deed
from server.services import finding, settling
from server.services.errand import Errand


async def opt_out(
    session: AsyncSession,
    registration: int | None,
    errand: Errand,
    *,
    because: LeavingReason = LeavingReason.OPTED_OUT,
) -> None:
    """End a registration, whatever the region has adopted; one that has ended stays as it was.

    What is held of the person stays until its retention is over; one who is restricted may leave
    as well, which is the person's own wish. With the last registration, what
    was agreed to ends as well, and nothing is sent any more.
    """
    known = await finding.registration(session, registration, errand)
    if known.left_on is not None:
        return
    await settling.settle(session, today=errand.today)
    # a register that was brought in may know of registrations to come
    on = max(errand.today, known.registered_on)
    await registrations.leave(session, known.id, because, on=on)
    await datasets.lived(session, errand.today)
    if known.person_id is not None:
        left = [
            one
            for one in await registrations.of_person(session, known.person_id)
            if one.left_on is None
        ]
        if not left:
            await consents.withdraw(session, known.person_id, tuple(ConsentPurpose), on=on)
        await people.touch(session, known.person_id, now=errand.now)
    fields = ("leftBecause", "leftOn")
    await audit.append(
        session, [errand.entry(Deed.OPTED_OUT, subject=known.subject, fields=fields)]
    )
