from dataclasses import dataclass
from datetime import datetime

from server.formats.areas import Circle
from server.registry.tables import ActionType, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One action, as it leaves the house; None where it is not known."""

    id: str
    """Letters, digits, points, hyphens and underscores."""
    municipality_code: str
    municipality: str
    type: ActionType
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome | None
    alerted: int | None
    reactions: int | None
    headline: str | None
    text: str | None
    area: Circle | None
    synthetic: bool
    """Whether it never happened."""
