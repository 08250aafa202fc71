"""The tables, a module a subject; what is stored, not what is asked of it."""

from server.registry.tables.actions import Action, ActionReport
from server.registry.tables.adoption import Adoption
from server.registry.tables.audit import AuditHead, AuditLine
from server.registry.tables.credentials import Credential
from server.registry.tables.declarative import Table, UtcDateTime
from server.registry.tables.imports import (
    Import,
    ImportContact,
    ImportRejection,
    ImportRow,
)
from server.registry.tables.participants import MINIMUM_AGE, Participant
from server.registry.tables.people import Address, Consent, Contact, Delivery, Person
from server.registry.tables.region import Dataset, Inhabitants, Municipality, Stamp
from server.registry.tables.runs import Block, Run
from server.registry.tables.sealing import SealingKey
from server.registry.tables.settled import Settled
from server.registry.tables.terms import (
    ActionType,
    AgeGroup,
    Channel,
    ConsentPurpose,
    ImportState,
    LeavingReason,
    Origin,
    Outcome,
    RunState,
    Source,
)

__all__ = [
    "MINIMUM_AGE",
    "Action",
    "ActionReport",
    "ActionType",
    "Address",
    "Adoption",
    "AgeGroup",
    "AuditHead",
    "AuditLine",
    "Block",
    "Channel",
    "Consent",
    "ConsentPurpose",
    "Contact",
    "Credential",
    "Dataset",
    "Delivery",
    "Import",
    "ImportContact",
    "ImportRejection",
    "ImportRow",
    "ImportState",
    "Inhabitants",
    "LeavingReason",
    "Municipality",
    "Origin",
    "Outcome",
    "Participant",
    "Person",
    "Run",
    "RunState",
    "SealingKey",
    "Settled",
    "Source",
    "Stamp",
    "Table",
    "UtcDateTime",
]
