"""What an issuer says of somebody, to who that is here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from server.credentials.principal import Principal, Role

GIVEN: Final[Mapping[str, Role]] = {role.value: role for role in Role if role is not Role.ANONYMOUS}
"""Roles that somebody can be given, by the names that a claim has for them."""
MOST: Final = 400
"""Values of a claim; there are fewer municipalities in the Netherlands."""
_FOR_EVER: Final = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Where roles and municipalities stand; dots lead into claims within claims."""

    roles: str = "roles"
    municipalities: str = "municipalities"
    named: Mapping[str, Role] = field(default_factory=lambda: GIVEN)
    """What the issuer calls the roles; whatever else it says gives none."""

    def principal(self, claims: Mapping[str, Any]) -> Principal:
        roles = {self.named[one] for one in _values(claims, self.roles) if one in self.named}
        return Principal(
            roles=frozenset(roles),
            municipalities=frozenset(_values(claims, self.municipalities)),
            id=pseudonym(claims["iss"], claims["sub"]),
            until=datetime.fromtimestamp(min(claims["exp"], _FOR_EVER), UTC),
        )


def pseudonym(issuer: str, subject: str) -> str:
    """The same for the same person, and no name: an issuer's `sub` may be an address."""
    return "oidc:" + hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:32]


def _values(claims: Mapping[str, Any], path: str) -> list[str]:
    """The texts of a claim: a list of them, or one with spaces between."""
    told: Any = claims
    if path in claims:  # some issuers name claims by an address, which has dots
        told = claims[path]
    else:
        for name in path.split("."):
            told = told.get(name) if isinstance(told, Mapping) else None
    values = told.split() if isinstance(told, str) else told
    if not isinstance(values, list):
        return []
    return [one for one in values[:MOST] if isinstance(one, str)]
