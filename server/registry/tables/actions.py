from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.registry.tables.declarative import Table
from server.registry.tables.region import Municipality
from server.registry.tables.terms import ActionType, Outcome


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


class ActionReport(Table):
    """What was told of an action and by whom; its texts, and it as it came, are sealed."""

    __tablename__ = "action_report"
    __table_args__ = (
        CheckConstraint("(source IS NULL) = (source_id IS NULL)", name="source"),
        CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL) AND (latitude IS NULL) = (radius_m IS NULL)",
            name="area",
        ),
        CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180 AND radius_m > 0",
            name="bounds",
        ),
        Index("uq_action_report_source", "source", "source_id", unique=True),
    )

    action_id: Mapped[int] = mapped_column(
        ForeignKey(Action.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    source: Mapped[str | None]
    """Where it was read: BURGERNET_V2, or the name of a file's kind."""
    source_id: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    radius_m: Mapped[float | None]
    ended_at: Mapped[datetime | None]
    """When the source says it ended; the action itself ends when its outcome is known."""
    title: Mapped[bytes | None]
    body: Mapped[bytes | None]
    raw: Mapped[bytes | None]
    """As it came, values that nobody knows included."""
