"""The person that a command is about, named by an id, or by what is read from stdin.

What is typed others on this machine can see: a number or an address is never typed as an option.
"""

import getpass
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from server.cli import operator
from server.credentials import Principal, Role
from server.errors import Code, Refused
from server.graphql import ids, participant
from server.registry import Database, audit, contacts, municipalities, registrations
from server.registry.audit import Deed, Purpose
from server.services import particulars, register
from server.services.errand import Errand
from server.settings import Settings

T = TypeVar("T")

Registration = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID]", help="Of any registration of the person, as the API has it or its number."
    ),
]
Telephone = Annotated[
    bool, typer.Option("--telephone", help="Find the person by a number, read from stdin.")
]
Email = Annotated[
    bool, typer.Option("--email", help="Find the person by an address of e-mail, likewise.")
]
Why = Annotated[Purpose, typer.Option("--purpose", help="Why; the audit trail keeps it.")]


@dataclass(frozen=True, slots=True)
class Sought:
    """Somebody, by the number of a registration, or by a normalised contact."""

    registration: int | None = None
    domain: str = ""
    contact: str = ""


def read(id_: str | None, *, telephone: bool, email: bool) -> Sought:
    """What was typed, and stdin where it is asked for; raises OutOfBounds without what it was."""
    if (id_ is not None) + telephone + email != 1:
        raise typer.BadParameter("name one person: by ID, by --telephone or by --email")
    if id_ is not None:
        return Sought(registration=_number(id_))
    if telephone:
        return Sought(domain="telephone", contact=particulars.telephone(_line("telephone")))
    return Sought(domain="email", contact=particulars.email(_line("e-mail")))


async def done(
    settings: Settings,
    who: Sought,
    purpose: Purpose,
    what: Callable[[AsyncSession, int, Errand], Awaitable[T]],
) -> tuple[int, T]:
    """Do something with a person in one transaction: the registration, and what came of it."""
    async with register.existing(settings) as known:
        registration = await found(known, who, purpose, settings)
        async with known.writing() as session:
            return registration, await what(
                session, registration, await errand(session, purpose, settings)
            )


async def found(known: Database, sought: Sought, purpose: Purpose, settings: Settings) -> int:
    """A registration of the person; raises Refused where there is none, or are several people.

    Seeking by a contact is a reading of all who match. It is kept by itself, whatever comes of
    it: that there is nobody, or are several, tells as much.
    """
    if sought.registration is not None:
        return sought.registration
    reached = contacts.reached_by(register.keys_of(settings), sought.domain, sought.contact)
    async with known.writing() as session:
        rows, _ = await registrations.page(session, first=registrations.MOST, where=reached)
        subjects = await registrations.subjects(session, reached)
        told = await errand(session, purpose, settings)
        lines = [
            told.entry(Deed.READ, subject=one, fields=[sought.domain])
            for one in subjects or (None,)
        ]
        await audit.append(session, lines)
    if len({row.person_id for row in rows}) > 1:
        named = ", ".join(str(row.id) for row in rows)
        raise Refused(
            Code.BAD_INPUT, f"several people are reached so: name one registration of {named}"
        )
    if not rows:
        raise Refused(Code.UNKNOWN_PARTICIPANT, "nobody in the register is reached so")
    return rows[0].id


async def errand(session: AsyncSession, purpose: Purpose, settings: Settings) -> Errand:
    """What an operator does, who has the whole register."""
    codes = [row.code for row in await municipalities.all(session)]
    now = datetime.now(UTC)
    principal = Principal(
        id=operator.name(),
        roles=frozenset({Role.REGISTRAR}),
        municipalities=frozenset(codes),
    )
    return Errand(
        principal=principal,
        purpose=purpose,
        now=now,
        today=now.astimezone().date(),
        ring=settings.key_ring(),
    )


def _number(id_: str) -> int:
    number = ids.number(ids.key_of(id_, participant.KIND) or id_)
    if number is None:
        raise typer.BadParameter("ID must be that of a registration, or its number")
    return number


def _line(what: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"{what}: ")
    return sys.stdin.readline(1_000)
