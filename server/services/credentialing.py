"""Gives out personal access tokens, and takes them back; a token itself is told once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.credentials import Principal, Right, Role, tokens
from server.errors import Code, Refused
from server.registry import Credential
from server.registry.audit import Deed, Entry, Purpose
from server.sealing import KeyRing
from server.services.access import MAY
from simulation import OutOfBounds
from simulation.sentence import Sentence

LONGEST_NAME: Final = 100
LONGEST: Final = timedelta(days=366)
"""How long a credential may hold: a year, whatever year it is."""
MOST_MUNICIPALITIES: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a credential is to be."""

    name: str
    roles: frozenset[Role]
    municipalities: frozenset[str]
    scopes: frozenset[Right] | None
    expires_at: datetime


async def issue(
    session: AsyncSession, wanted: Wanted, *, ring: KeyRing | None, by: str, now: datetime
) -> tuple[Credential, str]:
    """A new credential, and its token, which is kept nowhere; raises Refused, OutOfBounds.

    Without keys it holds only where a server has none either.
    """
    _check(wanted, now)
    known = await registry.municipalities.with_codes(session, [*wanted.municipalities])
    unknown = sorted(wanted.municipalities - known.keys())
    if unknown:
        said = Sentence("municipality={code} is not known", code=unknown[0])
        raise Refused(Code.UNKNOWN_MUNICIPALITY, said)
    token = tokens.new()
    credential = Credential(
        id=uuid4().hex,
        name=wanted.name.strip(),
        digest=tokens.digest(token),
        roles=_joined(wanted.roles),
        scopes=None if wanted.scopes is None else _joined(wanted.scopes),
        municipalities=_joined(wanted.municipalities),
        created_at=now,
        created_by=by,
        expires_at=wanted.expires_at,
    )
    if ring is not None:
        credential.seal = registry.credentials.seal(ring, credential)
    session.add(credential)
    await session.flush()
    await _told(session, Deed.CREDENTIAL_ISSUED, [credential], by=by, now=now)
    return credential, token


async def revoke(session: AsyncSession, id_: str, *, by: str, now: datetime) -> Credential:
    """End a credential at once; one that was ended stays as it was. Raises Refused."""
    found = await registry.credentials.with_id(session, id_)
    if found is None:
        raise Refused(Code.UNKNOWN_CREDENTIAL, Sentence("no credential has this id"))
    if found.revoked_at is not None:
        return found
    revoked = await registry.credentials.revoke(session, id_, at=now)
    await _told(session, Deed.CREDENTIAL_REVOKED, [found], by=by, now=now)
    return revoked or found


async def revoke_all(session: AsyncSession, *, by: str, now: datetime) -> int:
    """End all that hold; how many."""
    ended = await registry.credentials.revoke_all(session, at=now)
    await _told(session, Deed.CREDENTIAL_REVOKED, ended, by=by, now=now)
    return len(ended)


def principal(credential: Credential) -> Principal:
    """Who holds a credential; what this program no longer knows of, it does not have."""
    scopes = credential.scopes
    return Principal(
        roles=roles_of(credential),
        municipalities=frozenset(credential.municipalities.split()),
        scopes=None if scopes is None else frozenset(scopes_of(credential)),
        id=credential.id,
        until=credential.expires_at,
    )


def roles_of(credential: Credential) -> frozenset[Role]:
    return frozenset(Role(one) for one in credential.roles.split() if one in set(Role))


def scopes_of(credential: Credential) -> frozenset[Right]:
    return frozenset(Right(one) for one in (credential.scopes or "").split() if one in set(Right))


def _check(wanted: Wanted, now: datetime) -> None:
    name = wanted.name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise OutOfBounds(
            "name",
            "{field} must have 1 to {most} characters that can be printed",
            most=LONGEST_NAME,
        )
    if not wanted.roles or Role.ANONYMOUS in wanted.roles:
        raise OutOfBounds("roles", "{field} must name a role, and not that of everyone")
    if not now < wanted.expires_at <= now + LONGEST:
        raise OutOfBounds(
            "expiresAt",
            "{field} must be in the future, and within {most} days",
            most=LONGEST.days,
        )
    if len(wanted.municipalities) > MOST_MUNICIPALITIES:
        raise OutOfBounds(
            "municipalities", "{field} must be {most} at most", most=MOST_MUNICIPALITIES
        )
    if (Role.REGISTRAR in wanted.roles) is not bool(wanted.municipalities):
        raise OutOfBounds(
            "municipalities",
            "{field} must be named for a registrar, and for nobody else: they are whose people it "
            "keeps",
        )
    brought = frozenset[Right]().union(*(MAY[role] for role in wanted.roles))
    beyond = sorted((wanted.scopes or frozenset()) - brought)
    if wanted.scopes is not None and (beyond or not wanted.scopes):
        raise OutOfBounds(
            "scopes",
            "{field} must be rights that the roles bring: {rights}",
            rights=", ".join(sorted(brought)),
        )


async def _told(
    session: AsyncSession, deed: Deed, credentials: Sequence[Credential], *, by: str, now: datetime
) -> None:
    purpose = Purpose.KEEPING.value
    entries = [
        Entry(at=now, who=by, purpose=purpose, deed=deed, fields=_which(one)) for one in credentials
    ]
    await registry.audit.append(session, entries)


def _which(credential: Credential) -> tuple[str, ...]:
    """Which it is and what it brings, as the trail tells it; whose it is does not go there."""
    return (
        f"credential:{credential.id}",
        *(f"role:{one}" for one in credential.roles.split()),
        *(f"scope:{one}" for one in (credential.scopes or "").split()),
        *(f"municipality:{one}" for one in credential.municipalities.split()),
    )


def _joined(names: Collection[str]) -> str:
    return " ".join(sorted(names))
