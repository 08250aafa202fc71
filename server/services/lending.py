"""Lends a token of each role over a synthetic register, for as long as one process lives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from typing import Final

from server import registry
from server.credentials import Principal, Role, tokens
from server.errors import DatabaseRefused
from server.registry import Database, Origin
from server.settings import Settings

ROLES: Final = (Role.POLICY, Role.REGISTRAR, Role.AUDITOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Loan:
    principal: Principal
    token: str = field(repr=False)


async def lend(database: Database, settings: Settings, *, now: datetime) -> Sequence[Loan]:
    """A token of each role, drawn anew, where nobody has one and nobody real is kept.

    That is only for this machine; raises DatabaseRefused where others are to be served.
    """
    if settings.oidc_issuer:
        return ()
    async with database.reading() as session:
        if (await registry.datasets.current(session)).origin is not Origin.SYNTHETIC:
            return ()
        if await registry.credentials.count(session, registry.credentials.holds(now)):
            return ()
        first, *_ = await registry.municipalities.all(session)
    if not _is_loopback(settings.host):
        raise DatabaseRefused(
            f"{settings.database} is a demo without credentials, so it is served on this machine "
            f"alone and not on {settings.host}: 'burgernet credential issue' gives one out, or set "
            "BURGERNET_OIDC_ISSUER"
        )
    return [_loan(role, first.code) for role in ROLES]


def principals(loans: Sequence[Loan]) -> Mapping[bytes, Principal]:
    """By the digests of their tokens: that is all a server has to know."""
    return {tokens.digest(loan.token): loan.principal for loan in loans}


def _loan(role: Role, municipality: str) -> Loan:
    own = frozenset({municipality}) if role is Role.REGISTRAR else frozenset[str]()
    principal = Principal(roles=frozenset({role}), municipalities=own, id=f"demo:{role.value}")
    return Loan(principal, tokens.new())


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
