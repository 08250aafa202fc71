"""Who takes part. What tells who somebody is, is sealed (`server.sealing`), bound to its row.

A `Participant` is a registration: of one person in one municipality, and what is counted. One
person may have several, one for each `Address`; a synthetic participant has no person.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.registry.tables.actions import Action
from server.registry.tables.declarative import Table
from server.registry.tables.participants import Participant
from server.registry.tables.terms import Channel, ConsentPurpose, Source


class Person(Table):
    """`id` is drawn (UUID), so that it tells nothing, and no other ever gets it."""

    __tablename__ = "person"
    __table_args__ = (Index("uq_person_subject", "subject", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    """What the audit trail calls this person: drawn too, told nowhere else, erased with the row."""
    name: Mapped[bytes]
    source: Mapped[Source]
    changed_at: Mapped[datetime]
    restricted_at: Mapped[datetime | None]
    """Since when what is held may only be kept, not used (GDPR, art. 18)."""


class Address(Table):
    """Where somebody takes part, and by which registration."""

    __tablename__ = "address"
    __table_args__ = (
        Index(None, "person_id"),
        Index("uq_address_participant_id", "participant_id", unique=True),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey(Participant.id, ondelete="CASCADE"))
    postcode: Mapped[bytes]
    house_number: Mapped[bytes]
    """With its letter or addition."""


class Contact(Table):
    """One way to reach somebody; a number that is called and gets SMS has a row for each."""

    __tablename__ = "contact"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "blind"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"))
    channel: Mapped[Channel]
    value: Mapped[bytes]
    blind: Mapped[bytes]
    """Blind index of the value: finds it, but does not tell it."""
    on_hold_since: Mapped[date | None]
    """Since what was sent did not arrive; none once something does."""


class Consent(Table):
    """What somebody agreed to, and until when."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("withdrawn_on >= given_on", name="order"),
        Index(None, "person_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"))
    purpose: Mapped[ConsentPurpose]
    source: Mapped[Source]
    given_on: Mapped[date]
    withdrawn_on: Mapped[date | None]


class Delivery(Table):
    """Whether something sent to a contact arrived: the history of reachability."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("arrived = (failure IS NULL)", name="failure"),
        Index(None, "contact_id", "at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey(Contact.id, ondelete="CASCADE"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey(Action.id, ondelete="SET NULL"))
    at: Mapped[datetime]
    arrived: Mapped[bool]
    failure: Mapped[str | None]
    """What the carrier said, a code; never the number."""
