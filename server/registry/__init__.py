"""What is known: `registry.participants.counts(...)` asks, `registry.Participant` is a row."""

from server.registry import actions, datasets, municipalities, participants, reference, runs
from server.registry.database import Database
from server.registry.tables import (
    Action,
    ActionType,
    AgeGroup,
    Block,
    Channel,
    Dataset,
    Inhabitants,
    LeavingReason,
    Municipality,
    Origin,
    Outcome,
    Participant,
    Run,
    RunState,
)

__all__ = [
    "Action",
    "ActionType",
    "AgeGroup",
    "Block",
    "Channel",
    "Database",
    "Dataset",
    "Inhabitants",
    "LeavingReason",
    "Municipality",
    "Origin",
    "Outcome",
    "Participant",
    "Run",
    "RunState",
    "actions",
    "datasets",
    "municipalities",
    "participants",
    "reference",
    "runs",
]
