"""The enums of the register, described: of people, of actions, and of counting them."""

from server import registry
from server.graphql.describing import described
from server.registry import ActionType, Channel, ConsentPurpose, LeavingReason, Outcome, Source
from server.registry.audit import Purpose

described(
    Channel,
    "Channel",
    "How somebody is reached.",
    {"SMS": "By text message.", "VOICE": "By a call.", "EMAIL": "By e-mail."},
)
described(
    ConsentPurpose,
    "ConsentPurpose",
    "What somebody agreed to; each is withdrawn by itself.",
    {
        "ALERTS": "To be alerted, and told how it ended.",
        "NEWS": "To be sent news of Burgernet.",
        "RESEARCH": "To be asked to take part in research.",
    },
)
described(
    Source,
    "Source",
    "How a registration, or what was agreed to, came in.",
    {
        "WEBSITE": "By the website.",
        "LETTER": "By a letter or a card.",
        "TELEPHONE": "By telephone.",
        "EVENT": "At an event.",
        "MUNICIPALITY": "At a desk of the municipality.",
        "IMPORT": "Brought in from a file.",
    },
)
described(
    LeavingReason,
    "LeavingReason",
    "Why somebody is no longer listed.",
    {
        "DEATH": "Died.",
        "MOVED": "Moved out of the municipality.",
        "NUMBER_CHANGED": "Has another number, which nobody knows.",
        "OPTED_OUT": "Wanted to.",
        "REMOVED": "Was taken off, for nothing arrived any more.",
    },
)
described(
    ActionType,
    "ActionType",
    "What an action is for.",
    {
        "MISSING_PERSON": "Somebody is missing.",
        "ROBBERY": "A robbery.",
        "THEFT": "A theft or a burglary.",
        "OTHER": "Anything else.",
    },
)
described(
    Outcome,
    "Outcome",
    "What came of an action.",
    {
        "DIRECT": "A participant's reaction led directly to the solution.",
        "INDIRECT": "A reaction helped.",
        "NONE": "Neither.",
    },
)
described(
    Purpose,
    "Purpose",
    "Why something is read or changed; it stays in the audit trail.",
    {
        "KEEPING": "To keep the register.",
        "REQUEST": "The person asked for it.",
        "REACHING": "To see whether people are reached.",
        "ALERTING": "For an action.",
        "CHECKING": "To check that the register is right.",
        "COMPLAINT": "To deal with a complaint.",
        "POLICY": "The region decided it.",
    },
)
described(
    registry.Origin,
    "RegisterOrigin",
    "Where the participants and actions of the register come from.",
    {
        "SYNTHETIC": "Drawn by chance so that they agree with the memo; no real person.",
        "IMPORTED": "Real: brought in from a file, or put in one by one.",
        "EMPTY": "There are none.",
    },
)
described(
    registry.participants.Dimension,
    "ParticipantDimension",
    "What participants can be counted by.",
    {
        "MUNICIPALITY": "CBS code of the municipality of registration.",
        "AGE_GROUP": "Age on 1 January of the year.",
        "CHANNEL": "How an alert is sent.",
    },
)
described(
    registry.actions.Dimension,
    "ActionDimension",
    "What actions can be counted by.",
    {
        "MUNICIPALITY": "CBS code of the municipality.",
        "YEAR": "Calendar year of the start.",
        "TYPE": "What the action was for.",
        "OUTCOME": "Whether a participant's reaction led to the solution.",
    },
)
