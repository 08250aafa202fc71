"""Who asks: in which roles, for which municipalities."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the register; part of the contract."""

    ANONYMOUS = "anonymous"
    POLICY = "policy"
    REGISTRAR = "registrar"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a role may do, and a credential may be limited to: its scopes are these."""

    READ_OPEN = "open:read"
    SIMULATE = "simulation"
    READ_EXACT_COUNTS = "counts:exact"
    READ_PEOPLE = "people:read"
    CHANGE_PEOPLE = "people:write"
    READ_ACTIONS = "actions:read"
    CHANGE_ACTIONS = "actions:write"
    READ_AUDIT = "audit:read"
    MANAGE_CREDENTIALS = "credentials"
    ADOPT = "adopt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Whoever asks, as its credential has it; `services.access` says what it may."""

    roles: frozenset[Role]
    municipalities: frozenset[str] = frozenset()
    """Codes of those whose people a registrar keeps."""
    scopes: frozenset[Right] | None = None
    """What its credential is limited to; None: to what its roles may."""
    id: str = "anonymous"
    """By which the audit trail knows it: a pseudonym, never a name."""
    until: datetime | None = None
    """When its credential ends."""

    @property
    def is_anonymous(self) -> bool:
        return self.id == "anonymous"


ANONYMOUS = Principal(roles=frozenset({Role.ANONYMOUS}))
