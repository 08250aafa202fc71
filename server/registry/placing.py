"""Where what waits of a file goes in the register, and in which columns."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Insert, case, exists, func, insert, literal, select
from sqlalchemy.orm import aliased

from server.registry.tables import (
    Address,
    Consent,
    ConsentPurpose,
    Contact,
    ImportContact,
    ImportRow,
    Participant,
    Person,
    Source,
    Table,
)

Placed = tuple[type[Table], dict[str, Any], tuple[ColumnElement[bool], ...]]
"""A table, where each of its columns waits, and which of the rows that wait are of it."""


def statements(import_id: str, *, now: datetime) -> Iterator[Insert]:
    """One for each table, however much waits, in the order in which they refer to each other."""
    for table, columns, where in _placed(now):
        theirs = ImportContact.import_id if table is Contact else ImportRow.import_id
        chosen = select(*columns.values()).where(theirs == import_id, *where)
        yield insert(table).from_select([*columns], chosen)


def _placed(now: datetime) -> list[Placed]:
    new = ImportRow.subject.is_not(None)
    of_new = exists().where(
        ImportRow.import_id == ImportContact.import_id, ImportRow.row == ImportContact.row, new
    )
    registration = (
        *("municipality_code", "channel", "birth_year"),
        *("registered_on", "left_on", "left_because"),
    )
    home = ("person_id", "participant_id", "postcode", "house_number")
    return [
        (
            Participant,
            {
                "id": ImportRow.participant_id,
                **_waiting(ImportRow, registration),
                "on_hold_since": _held(),
            },
            (),
        ),
        (
            Person,
            {
                "id": ImportRow.person_id,
                **_waiting(ImportRow, ("subject", "name", "source")),
                "changed_at": literal(now, Person.changed_at.type),
            },
            (new,),
        ),
        (
            Address,
            {"id": ImportRow.address_id, **_waiting(ImportRow, home)},
            (ImportRow.person_id.is_not(None),),
        ),
        (
            Contact,
            _waiting(ImportContact, ("id", "person_id", "channel", "value", "blind")),
            (of_new,),
        ),
        (
            Consent,
            {
                "id": ImportRow.person_id,  # drawn, and of no other consent
                "person_id": ImportRow.person_id,
                "purpose": literal(ConsentPurpose.ALERTS, Consent.purpose.type),
                "source": literal(Source.IMPORT, Consent.source.type),
                "given_on": ImportRow.registered_on,
            },
            (new,),
        ),
    ]


def _held() -> ColumnElement[date | None]:
    """Since when whoever is there already is on hold: no contact reaches them here either."""
    there = aliased(Participant)
    since = (
        select(func.min(there.on_hold_since))
        .join(Address, Address.participant_id == there.id)
        .where(Address.person_id == ImportRow.person_id, there.left_on.is_(None))
        .correlate(ImportRow)
        .scalar_subquery()
    )
    registered = ImportRow.registered_on
    return case((since < registered, registered), else_=since)


def _waiting(table: type[Table], names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(table, name) for name in names}
