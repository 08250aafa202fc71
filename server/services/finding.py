"""Whom a change is about; what is outside of a credential's reach is not there."""

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
    access.require(errand.principal, Right.CHANGE_PEOPLE)
    reach = access.participants(errand.principal, Right.CHANGE_PEOPLE)
    found = {} if id_ is None else await registrations.with_ids(session, [id_], where=reach.rows)
    if id_ not in found:
        raise unknown()
    return found[id_]


async def person(session: AsyncSession, id_: int | None, errand: Errand) -> Person:
    """Whose registration may be changed; raises Refused, of a synthetic one too."""
    known = await registration(session, id_, errand)
    found = await people.of_registration(session, known.id)
    if found is None:
        said = Sentence("this participant was drawn by chance: there is no person to be changed")
        raise Refused(Code.UNKNOWN_PARTICIPANT, said)
    return found


def unknown() -> Refused:
    return Refused(Code.UNKNOWN_PARTICIPANT, Sentence("no participant has this id"))
