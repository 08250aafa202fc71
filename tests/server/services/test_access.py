"""Who may what: the rules, held to the sentences of issue and decision."""

import pytest

from server.credentials import ANONYMOUS, Principal, Right, Role
from server.errors import Code, Refused
from server.registry.tables import AuditHead, SealingKey, Stamp, Table
from server.registry.tables.imports import (
    Import,
    ImportContact,
    ImportRejection,
    ImportRow,
)
from server.services import access

OPEN = {Right.READ_OPEN, Right.SIMULATE}
KEEPING = {Right.READ_PEOPLE, Right.CHANGE_PEOPLE, Right.READ_ACTIONS, Right.CHANGE_ACTIONS}
RULES = {
    Role.ANONYMOUS: OPEN,
    Role.POLICY: OPEN | {Right.READ_EXACT_COUNTS},
    Role.REGISTRAR: OPEN | KEEPING,
    Role.AUDITOR: OPEN | {Right.READ_AUDIT},
    Role.ADMINISTRATOR: OPEN | {Right.MANAGE_CREDENTIALS, Right.ADOPT},
}


def somebody(*roles: Role, of: tuple[str, ...] = (), only: set[Right] | None = None) -> Principal:
    scopes = None if only is None else frozenset(only)
    return Principal(roles=frozenset(roles), municipalities=frozenset(of), scopes=scopes, id="x")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_a_role_may_what_the_rules_say_and_nothing_else(role: Role, right: Right) -> None:
    assert access.may(somebody(role), right) is (right in RULES[role])


def test_several_roles_may_what_one_of_them_may() -> None:
    both = somebody(Role.ADMINISTRATOR, Role.REGISTRAR)

    assert access.rights(both) == RULES[Role.ADMINISTRATOR] | RULES[Role.REGISTRAR]


def test_a_credential_is_limited_to_its_scopes_but_never_from_what_is_open() -> None:
    reader = somebody(Role.REGISTRAR, only={Right.READ_PEOPLE, Right.READ_AUDIT})

    assert access.rights(reader) == OPEN | {Right.READ_PEOPLE}


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (ANONYMOUS, Code.CREDENTIAL_REQUIRED),
        (somebody(Role.ADMINISTRATOR), Code.FORBIDDEN),
        (somebody(Role.REGISTRAR, only={Right.CHANGE_PEOPLE}), Code.FORBIDDEN),
    ],
)
def test_without_credential_and_without_right_are_told_apart(who: Principal, code: Code) -> None:
    with pytest.raises(Refused) as refused:
        access.require(who, Right.READ_PEOPLE)

    assert refused.value.code is code


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.REGISTRAR])
def test_nobody_but_a_registrar_finds_a_row_of_people(role: Role) -> None:
    who = somebody(role, of=("GM0153",))

    for scope in (access.participants(who), access.actions(who)):
        assert str(scope.rows) == "false"
        assert not scope.shows("person.name")


def test_of_every_table_it_is_decided_who_may_see_its_fields() -> None:
    """A table that nobody decided on is read by somebody who forgot to ask."""
    # of the program: what it counts by, and files on their way in, which are typed, not asked
    own = {Stamp, AuditHead, SealingKey, Import, ImportRejection, ImportRow, ImportContact}
    decided = {*access.OPEN, *own, *(table for held in access.HOLDS.values() for table in held)}

    assert decided == {mapper.class_ for mapper in Table.registry.mappers}


def test_what_is_for_the_program_alone_nobody_sees() -> None:
    everything = somebody(*Role, of=("GM0153",))
    scopes = [
        *(access.participants(everything), access.actions(everything)),
        *(access.audit(everything), access.credentials(everything)),
    ]
    shown = frozenset[str]().union(*(scope.fields for scope in scopes))

    assert not shown & {"credential.digest", "contact.blind"}
    assert {"person.name", "action_report.body", "audit_line.who", "credential.roles"} <= shown


def test_a_registrar_finds_the_rows_of_its_municipalities_alone() -> None:
    scope = access.participants(somebody(Role.REGISTRAR, of=("GM0153", "GM0141")))

    told = str(scope.rows.compile(compile_kwargs={"literal_binds": True}))
    assert told == "participant.municipality_code IN ('GM0141', 'GM0153')"


def test_a_registrar_of_no_municipality_keeps_nobody() -> None:
    who = somebody(Role.REGISTRAR)

    assert not access.keeps(who, Right.CHANGE_PEOPLE, "GM0153")
    assert "GM" not in str(
        access.participants(who).rows.compile(compile_kwargs={"literal_binds": True})
    )


def test_answers_are_kept_apart_by_what_may_be_seen_in_them() -> None:
    views = [
        access.view(who)
        for who in (
            ANONYMOUS,
            somebody(Role.POLICY),
            somebody(Role.REGISTRAR, of=("GM0153",)),
            somebody(Role.REGISTRAR, of=("GM0141",)),
            somebody(Role.REGISTRAR, of=("GM0153",), only={Right.READ_PEOPLE}),
        )
    ]

    assert len(set(views)) == len(views)
