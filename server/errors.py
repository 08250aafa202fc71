from enum import StrEnum


class Code(StrEnum):
    """What a client can tell refusals apart by; part of the contract."""

    ALREADY_ENDED = "ALREADY_ENDED"
    ALREADY_REGISTERED = "ALREADY_REGISTERED"
    BAD_INPUT = "BAD_INPUT"
    BUSY = "BUSY"
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE"
    CREDENTIAL_REQUIRED = "CREDENTIAL_REQUIRED"
    EMPTY_REGISTER = "EMPTY_REGISTER"
    FORBIDDEN = "FORBIDDEN"
    LIST_UNWRITABLE = "LIST_UNWRITABLE"
    MODEL_CHANGED = "MODEL_CHANGED"
    NO_CONSENT = "NO_CONSENT"
    NO_DATASET = "NO_DATASET"
    NO_DEMO = "NO_DEMO"
    NO_KEYS = "NO_KEYS"
    RATE_LIMITED = "RATE_LIMITED"
    REGISTRATIONS_CLOSED = "REGISTRATIONS_CLOSED"
    REGISTER_NOT_EMPTY = "REGISTER_NOT_EMPTY"
    RESTRICTED = "RESTRICTED"
    TOO_LARGE = "TOO_LARGE"
    TOO_SLOW = "TOO_SLOW"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    UNKNOWN_ACTION = "UNKNOWN_ACTION"
    UNKNOWN_CONTACT = "UNKNOWN_CONTACT"
    UNKNOWN_CREDENTIAL = "UNKNOWN_CREDENTIAL"
    UNAVAILABLE = "UNAVAILABLE"
    UNCERTAIN = "UNCERTAIN"
    UNKNOWN_MUNICIPALITY = "UNKNOWN_MUNICIPALITY"
    UNKNOWN_PARTICIPANT = "UNKNOWN_PARTICIPANT"
    UNKNOWN_REGION = "UNKNOWN_REGION"
    UNKNOWN_RUN = "UNKNOWN_RUN"


class Refused(Exception):
    """What was asked cannot be done; the message may be shown to whoever asked."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class DatabaseRefused(Exception):
    """What is there is no register this program can work on; for the operator, it names it."""


class RegionRefused(Exception):
    """A region's files contradict themselves; for the operator, it names file, line and field."""


class ManifestRefused(Exception):
    """A manifest of documents cannot be used; for the operator, it names file and entry."""
