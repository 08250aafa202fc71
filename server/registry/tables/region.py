"""What is of the region as a whole, and the mark of what the register holds."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.registry.tables.declarative import Table
from server.registry.tables.terms import AgeGroup, Origin


class Dataset(Table):
    """What the register holds and where it comes from: one row, or none while it is empty."""

    __tablename__ = "dataset"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    region: Mapped[str]
    origin: Mapped[Origin]
    as_of: Mapped[date]
    seed: Mapped[int | None]
    settled_until: Mapped[date | None]
    """Day until which what was published stays as it was shown; see `Settled`."""


class Municipality(Table):
    """`urbanity` is the class of CBS: 1 very strong … 5 none; households on 1 January 2015."""

    __tablename__ = "municipality"
    __table_args__ = (
        CheckConstraint("urbanity BETWEEN 1 AND 5", name="urbanity"),
        CheckConstraint("land_ha > 0 AND households > 0", name="size"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    land_ha: Mapped[int]
    urbanity: Mapped[int]
    households: Mapped[int]


class Inhabitants(Table):
    """Counted on 1 January."""

    __tablename__ = "inhabitants"
    __table_args__ = (CheckConstraint('"count" >= 0', name="count"),)

    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    age_group: Mapped[AgeGroup] = mapped_column(primary_key=True)
    count: Mapped[int]


class Stamp(Table):
    """One row, whose mark is drawn anew whenever what answers are made of changes."""

    __tablename__ = "stamp"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    mark: Mapped[str]
