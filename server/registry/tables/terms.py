from enum import StrEnum


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


class ConsentPurpose(StrEnum):
    """What somebody may agree to; each is withdrawn by itself."""

    ALERTS = "ALERTS"
    NEWS = "NEWS"
    RESEARCH = "RESEARCH"


class Source(StrEnum):
    """How a registration, or what was agreed to, came in."""

    WEBSITE = "WEBSITE"
    LETTER = "LETTER"
    TELEPHONE = "TELEPHONE"
    EVENT = "EVENT"
    MUNICIPALITY = "MUNICIPALITY"
    IMPORT = "IMPORT"


class ImportState(StrEnum):
    """READING: what of the file is there waits; DONE: it is in the register."""

    READING = "READING"
    DONE = "DONE"
