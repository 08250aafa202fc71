"""What is known: `registry.participants.counts(...)` asks, `registry.Participant` is a row."""

from server.registry import actions, datasets, municipalities, participants, reference
from server.registry.database import Database
from server.registry.tables import (
    Action,
    ActionType,
    AgeGroup,
    Channel,
    Dataset,
    Inhabitants,
    LeavingReason,
    Municipality,
    Origin,
    Outcome,
    Participant,
)

__all__ = [
    "Action",
    "ActionType",
    "AgeGroup",
    "Channel",
    "Database",
    "Dataset",
    "Inhabitants",
    "LeavingReason",
    "Municipality",
    "Origin",
    "Outcome",
    "Participant",
    "actions",
    "datasets",
    "municipalities",
    "participants",
    "reference",
]
