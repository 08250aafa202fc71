from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, column, extract
from sqlalchemy.orm import Mapped, mapped_column

from server.registry.tables.declarative import Table
from server.registry.tables.region import Municipality
from server.registry.tables.terms import Channel, LeavingReason

MINIMUM_AGE = 16
"""On registering, by birth year: a day of birth is not kept."""


class Participant(Table):
    """One entry of the register; nothing in it identifies a person."""

    __tablename__ = "participant"
    __table_args__ = (
        CheckConstraint("(left_on IS NULL) = (left_because IS NULL)", name="leaving"),
        CheckConstraint("left_on >= registered_on", name="order"),
        CheckConstraint("on_hold_since >= registered_on", name="hold_order"),
        CheckConstraint(
            extract("year", column("registered_on", Date)) - column("birth_year", Integer)
            >= MINIMUM_AGE,
            name="minimum_age",
        ),
        # Every count is answered from this index alone, a projection's start in its very order.
        Index(
            None,
            "municipality_code",
            "birth_year",
            "registered_on",
            "left_on",
            "on_hold_since",
            "channel",
        ),
        # The number of an erased entry must never be given to another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    channel: Mapped[Channel]
    birth_year: Mapped[int]
    registered_on: Mapped[date]
    left_on: Mapped[date | None]
    left_because: Mapped[LeavingReason | None]
    on_hold_since: Mapped[date | None]
