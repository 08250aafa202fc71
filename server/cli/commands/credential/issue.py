import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from server.cli import operator, options, question
from server.cli.output import say, write
from server.credentials import Right, Role
from server.registry import Credential
from server.services import credentialing, register
from server.services.credentialing import LONGEST, Wanted


class GivenRole(StrEnum):
    """The roles that are given; everyone has the one left out."""

    POLICY = "policy"
    REGISTRAR = "registrar"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Scope(StrEnum):
    """The rights that some role brings."""

    READ_EXACT_COUNTS = "counts:exact"
    READ_PEOPLE = "people:read"
    CHANGE_PEOPLE = "people:write"
    READ_ACTIONS = "actions:read"
    CHANGE_ACTIONS = "actions:write"
    READ_AUDIT = "audit:read"
    MANAGE_CREDENTIALS = "credentials"
    ADOPT = "adopt"


def issue(
    name: Annotated[str, typer.Option(help="Whose or what for it is, as it is listed.")],
    role: Annotated[list[GivenRole], typer.Option(help="What it is given; may repeat.")],
    expires: Annotated[
        str, typer.Option(metavar="DATE", help="The last day on which it holds, within a year.")
    ],
    municipality: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help="CBS code of one whose people a registrar keeps; may repeat."
        ),
    ] = None,
    scope: Annotated[
        list[Scope] | None,
        typer.Option(help="What it is limited to; may repeat. Absent: all that its roles may."),
    ] = None,
    database: options.Database = None,
) -> None:
    r"""Give out a credential, and print its token: this once, for only its digest is kept.

    [bold]Examples[/]:

    burgernet credential issue --name "Policy" --role policy --expires 2027-06-30

    burgernet credential issue --name Desk --role registrar --municipality GM… \
        --expires 2027-06-30
    """
    settings = options.settings(database=database)
    ring = settings.key_ring()
    now = datetime.now(UTC)
    wanted = Wanted(
        name=name,
        roles=frozenset(map(Role, role)),
        municipalities=frozenset(_codes(municipality or ())),
        scopes=frozenset(map(Right, scope)) if scope else None,
        expires_at=_end_of(_last_day(expires, today=now.date())),
    )

    async def given() -> tuple[Credential, str]:
        async with register.existing(settings) as found, found.writing() as session:
            by = operator.name()
            return await credentialing.issue(session, wanted, ring=ring, by=by, now=now)

    credential, token = asyncio.run(given())
    say(f"credential {credential.id} holds until {credential.expires_at:%Y-%m-%d %H:%M} UTC")
    if ring is None:
        say("no keys are named (BURGERNET_KEYS_FILE): it holds at a server without keys alone")
    write(f"{token}\n")


def _codes(typed: Sequence[str]) -> Sequence[str]:
    """Raise BadParameter for what looks like no code, such as a name."""
    for one in typed:
        if not re.fullmatch("GM[0-9]{4}", one):
            said = f"{one!r} is no code of CBS, such as GM0000"
            raise typer.BadParameter(said, param_hint="'--municipality'")
    return typed


def _last_day(typed: str, *, today: date) -> date:
    """Raise BadParameter for a day on which nothing may end."""
    found = question.day("--expires", typed)
    latest = today + LONGEST - timedelta(days=1)
    if not today <= found <= latest:
        said = f"{found} is outside [{today}, {latest}]"
        raise typer.BadParameter(said, param_hint="'--expires'")
    return found


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC) + timedelta(days=1)
