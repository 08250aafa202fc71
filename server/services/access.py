"""Who may see and do what: all rules of it, decided once for each selection.

A selection gets a `Scope`: the rows that are there for whoever asks, as a condition of its
statement, and the fields. What is outside is as if it were not kept: it is not found by its id,
counted, filtered, sorted or told of. Nobody else asks for a role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from sqlalchemy import ColumnElement, false, true

from server.credentials import Principal, Right, Role
from server.errors import Code, Refused
from server.registry.tables import (
    Action,
    ActionReport,
    Address,
    Adoption,
    AuditLine,
    Block,
    Consent,
    Contact,
    Credential,
    Dataset,
    Delivery,
    Inhabitants,
    Municipality,
    Participant,
    Person,
    Run,
    Settled,
    Table,
)
from simulation.sentence import Sentence

MAY: Final[Mapping[Role, frozenset[Right]]] = {
    Role.ANONYMOUS: frozenset({Right.READ_OPEN, Right.SIMULATE}),
    Role.POLICY: frozenset({Right.READ_EXACT_COUNTS}),
    Role.REGISTRAR: frozenset(
        {
            Right.READ_PEOPLE,
            Right.CHANGE_PEOPLE,
            Right.READ_ACTIONS,
            Right.CHANGE_ACTIONS,
        }
    ),
    Role.AUDITOR: frozenset({Right.READ_AUDIT}),
    Role.ADMINISTRATOR: frozenset({Right.MANAGE_CREDENTIALS, Right.ADOPT}),
}
"""What each role may, beside what anonymous may; of several roles, whatever one of them may."""


class Rows(Enum):
    """Which rows a right reaches."""

    ALL = auto()
    OWN_MUNICIPALITIES = auto()


REACHES: Final[Mapping[Right, Rows]] = {
    Right.READ_PEOPLE: Rows.OWN_MUNICIPALITIES,
    Right.CHANGE_PEOPLE: Rows.OWN_MUNICIPALITIES,
    Right.READ_ACTIONS: Rows.OWN_MUNICIPALITIES,
    Right.CHANGE_ACTIONS: Rows.OWN_MUNICIPALITIES,
    Right.READ_AUDIT: Rows.ALL,
    Right.MANAGE_CREDENTIALS: Rows.ALL,
}

_PEOPLE: Final = (Participant, Person, Address, Contact, Consent, Delivery)
_ACTIONS: Final = (Action, ActionReport)
HOLDS: Final[Mapping[Right, tuple[type[Table], ...]]] = {
    Right.READ_PEOPLE: _PEOPLE,
    Right.CHANGE_PEOPLE: _PEOPLE,
    Right.READ_ACTIONS: _ACTIONS,
    Right.CHANGE_ACTIONS: _ACTIONS,
    Right.READ_AUDIT: (AuditLine,),
    Right.MANAGE_CREDENTIALS: (Credential,),
}
"""Tables whose fields a right reaches, and nobody without it, but for counts that are open."""

OPEN: Final[tuple[type[Table], ...]] = (
    Dataset,
    Municipality,
    Inhabitants,
    Adoption,
    Run,
    Settled,
    Block,
)
"""Tables that hold nothing of anybody."""

NEVER: Final = frozenset({"credential.digest", "contact.blind"})
"""Fields that are for the program alone, whoever asks."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is there for whoever asks."""

    rows: ColumnElement[bool]
    """Belongs in the statement itself, beside every filter, count and order."""
    fields: frozenset[str]
    """Those it may see, filter and sort by, each as `table.column`."""

    def shows(self, field: str) -> bool:
        return field in self.fields


NOTHING: Final = Scope(false(), frozenset())


def rights(principal: Principal) -> frozenset[Right]:
    """All that it may; the scopes of a credential limit what its roles bring, not what is open."""
    brought = frozenset[Right]().union(*(MAY[role] for role in principal.roles))
    if principal.scopes is not None:
        brought &= principal.scopes
    return MAY[Role.ANONYMOUS] | brought


def may(principal: Principal, right: Right) -> bool:
    return right in rights(principal)


def require(principal: Principal, right: Right) -> None:
    """Raise Refused where it may not; what it asks of is not looked at, so nothing shows."""
    if may(principal, right):
        return
    if principal.is_anonymous:
        said = Sentence("this takes a credential with the right {right}", right=right.value)
        raise Refused(Code.CREDENTIAL_REQUIRED, said)
    said = Sentence("this credential has no right {right}", right=right.value)
    raise Refused(Code.FORBIDDEN, said)


def participants(principal: Principal, right: Right = Right.READ_PEOPLE) -> Scope:
    """The registrations it may read one by one, or change, each with its address."""
    return _scope(principal, right, home=Participant.municipality_code)


def actions(principal: Principal, right: Right = Right.READ_ACTIONS) -> Scope:
    """The actions it may read one by one, or change; counts of them are open."""
    return _scope(principal, right, home=Action.municipality_code)


def audit(principal: Principal) -> Scope:
    """The lines of the audit trail; they name nobody, whoever reads them."""
    return _scope(principal, Right.READ_AUDIT)


def credentials(principal: Principal) -> Scope:
    return _scope(principal, Right.MANAGE_CREDENTIALS)


def keeps(principal: Principal, right: Right, municipality: str) -> bool:
    """Whether a right reaches a municipality, for what is not yet a row."""
    if not may(principal, right):
        return False
    return REACHES[right] is Rows.ALL or municipality in principal.municipalities


def sees_what_is_open(principal: Principal) -> bool:
    """Whether it may see nothing beside."""
    return rights(principal) == MAY[Role.ANONYMOUS]


def view(principal: Principal) -> str:
    """Tells apart those who may see different answers to the same question."""
    return " ".join([*sorted(rights(principal)), *sorted(principal.municipalities)])


def _scope(principal: Principal, right: Right, *, home: Any = None) -> Scope:
    if not may(principal, right):
        return NOTHING
    if REACHES[right] is Rows.ALL:
        return Scope(true(), _fields(right))
    return Scope(home.in_(sorted(principal.municipalities)), _fields(right))


def _fields(right: Right) -> frozenset[str]:
    tables = (table.__table__ for table in HOLDS[right])
    return frozenset(str(column) for table in tables for column in table.columns) - NEVER
