from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, DateTime, Dialect, Enum, ForeignKey, Index, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

MINIMUM_AGE = 16
"""On registering, by birth year: a day of birth is not kept."""


class AgeGroup(StrEnum):
    """Of inhabitants, as Statistics Netherlands (CBS) publishes them."""

    ALL = "ALL"
    FROM_0_TO_14 = "FROM_0_TO_14"
    FROM_15_TO_24 = "FROM_15_TO_24"
    FROM_25_TO_44 = "FROM_25_TO_44"
    FROM_45_TO_64 = "FROM_45_TO_64"
    FROM_65 = "FROM_65"


class Channel(StrEnum):
    SMS = "SMS"
    VOICE = "VOICE"
    EMAIL = "EMAIL"


class LeavingReason(StrEnum):
    DEATH = "DEATH"
    MOVED = "MOVED"
    NUMBER_CHANGED = "NUMBER_CHANGED"
    OPTED_OUT = "OPTED_OUT"
    REMOVED = "REMOVED"


class ActionType(StrEnum):
    MISSING_PERSON = "MISSING_PERSON"
    ROBBERY = "ROBBERY"
    THEFT = "THEFT"
    OTHER = "OTHER"


class Outcome(StrEnum):
    """DIRECT: a participant's reaction led directly to the solution; INDIRECT: it helped."""

    DIRECT = "DIRECT"
    INDIRECT = "INDIRECT"
    NONE = "NONE"


class Origin(StrEnum):
    SYNTHETIC = "SYNTHETIC"
    IMPORTED = "IMPORTED"
    EMPTY = "EMPTY"


class RunState(StrEnum):
    """From QUEUED to one of the last three; a CANCELING run still has blocks under way."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    CANCELING = "CANCELING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELED = "CANCELED"

    @property
    def ended(self) -> bool:
        return self in (RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELED)


class UtcDateTime(TypeDecorator[datetime]):
    """SQLite keeps no time zone: stored in UTC, handed back aware, refused when naive."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _text(enum: type[StrEnum]) -> Enum:
    """Store an enum as text, which the database checks too."""
    return Enum(enum, native_enum=False, create_constraint=True, name=enum.__name__.lower())


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        **{
            enum: _text(enum)
            for enum in (
                *(AgeGroup, Channel, LeavingReason, ActionType, Outcome, Origin),
                RunState,
            )
        },
    }


class Dataset(Table):
    """What the register holds and where it comes from: one row, or none while it is empty."""

    __tablename__ = "dataset"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    region: Mapped[str]
    origin: Mapped[Origin]
    as_of: Mapped[date]
    seed: Mapped[int | None]


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


class Participant(Table):
    """One entry of the register; nothing in it identifies a person."""

    __tablename__ = "participant"
    __table_args__ = (
        CheckConstraint("(left_on IS NULL) = (left_because IS NULL)", name="leaving"),
        CheckConstraint("left_on >= registered_on", name="order"),
        CheckConstraint("on_hold_since >= registered_on", name="hold_order"),
        CheckConstraint(
            f"CAST(strftime('%Y', registered_on) AS INTEGER) - birth_year >= {MINIMUM_AGE}",
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


class Action(Table):
    """One alert and its course; without an end or an outcome while it runs."""

    __tablename__ = "action"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ending"),
        CheckConstraint("ended_at >= started_at", name="order"),
        CheckConstraint("alerted >= 0 AND reactions >= 0", name="counts"),
        Index(None, "municipality_code", "started_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    type: Mapped[ActionType]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    alerted: Mapped[int]
    reactions: Mapped[int]
    outcome: Mapped[Outcome | None]


class Run(Table):
    """A large what-if, played block by block; its id is the digest of all that decides it."""

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("replications >= 1 AND block_size >= 1", name="size"),
        Index(None, "state", "turn"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    turn: Mapped[int] = mapped_column(unique=True)
    """Runs are played in the order of their turns; asking again gives a new one."""
    question: Mapped[str]
    """JSON: what is supposed, how it is sampled, and the register's counts it starts from."""
    model_version: Mapped[str]
    data_version: Mapped[str]
    state: Mapped[RunState]
    replications: Mapped[int]
    block_size: Mapped[int]
    asked_at: Mapped[datetime]
    resumed_at: Mapped[datetime | None]
    """When it was last taken up; with the blocks of then, what its pace is reckoned from."""
    blocks_before: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    digest: Mapped[str | None]

    @property
    def blocks(self) -> int:
        return -(-self.replications // self.block_size)


class Block(Table):
    """The result of one block of a run: written once, by whoever is first."""

    __tablename__ = "block"
    __table_args__ = (CheckConstraint("number >= 0", name="number"),)

    run_id: Mapped[str] = mapped_column(ForeignKey(Run.id, ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    """Of the numbers, not of how they are packed."""
    result: Mapped[bytes]


class Stamp(Table):
    """One row, whose mark is drawn anew whenever what answers are made of changes."""

    __tablename__ = "stamp"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    mark: Mapped[str]
