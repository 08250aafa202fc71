"""Whom a change is about; what is outside of a credential's reach is not there."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Right
from server.errors import Code, Refused
from server.registry import Person, people, registrations
from server.registry.registrations import Registration
from server.services import access
from server.services.errand import Errand
from simulation.sentence import Sentence


async def registration(session: AsyncSession, id_: int | None, errand: Errand) -> Registration:
    """A registration that may be changed; raises Refused."""
    return await _within(session, id_, Right.CHANGE_PEOPLE, errand)


async def person(session: AsyncSession, id_: int | None, errand: Errand) -> Person:
    """Whose registration may be changed; raises Refused, of a synthetic one too.

    Whoever is restricted may be found: what is done then asks `check_unrestricted`.
    """
    known = await registration(session, id_, errand)
    return await _behind(session, known)


async def whole_person(
    session: AsyncSession, id_: int | None, right: Right, errand: Errand
) -> Person:
    """Whose registration it is, of whom all is in reach; raises Refused.

    What is held of a person is one whole: who keeps the people of one municipality must not
    hand over, or destroy, what another keeps of them.
    """
    whole = await _behind(session, await _within(session, id_, right, errand))
    reach = access.participants(errand.principal, right)
    theirs = await registrations.of_person(session, whole.id)
    mine = await registrations.with_ids(session, [one.id for one in theirs], where=reach.rows)
    if len(mine) < len(theirs):
        said = Sentence(
            "this person takes part in a municipality too that this credential does not keep"
        )
        raise Refused(Code.FORBIDDEN, said)
    return whole


def check_unrestricted(restricted_at: datetime | None) -> None:
    """Raise Refused for what may only be kept."""
    if restricted_at is not None:
        said = Sentence("what is held of this person may only be kept: release it first")
        raise Refused(Code.RESTRICTED, said)


def unknown() -> Refused:
    return Refused(Code.UNKNOWN_PARTICIPANT, Sentence("no participant has this id"))


async def _within(
    session: AsyncSession, id_: int | None, right: Right, errand: Errand
) -> Registration:
    """A registration that a right reaches; raises Refused."""
    access.require(errand.principal, right)
    reach = access.participants(errand.principal, right)
    found = {} if id_ is None else await registrations.with_ids(session, [id_], where=reach.rows)
    if id_ not in found:
        raise unknown()
    return found[id_]


async def _behind(session: AsyncSession, known: Registration) -> Person:
    """Whose registration it is; raises Refused for one of nobody."""
    found = await people.of_registration(session, known.id)
    if found is None:
        said = Sentence(
            "nobody is kept behind this participant: it was drawn by chance, or whoever it was has "
            "left and is kept no longer"
        )
        raise Refused(Code.UNKNOWN_PARTICIPANT, said)
    return found
