"""What a mutation's payload says where it did not do what was asked."""

from collections.abc import Sequence
from typing import Final, Self

import strawberry

from server.errors import Code, Refused
from server.graphql.describing import described
from server.telemetry import note
from simulation import OutOfBounds

described(
    Code,
    "ErrorCode",
    "What refusals can be told apart by; more may be added.",
    {
        "ALREADY_ENDED": "The action has ended; it is not ended twice.",
        "ALREADY_REGISTERED": "Somebody with that contact is registered in that municipality.",
        "BAD_INPUT": "A value is out of bounds, or two do not fit together.",
        "BUSY": "Too much is under way; the same may be asked later.",
        "CHANGED_MEANWHILE": "It was changed since it was read.",
        "CREDENTIAL_REQUIRED": "It takes a credential, and none was shown.",
        "EMPTY_REGISTER": "Nobody was listed on the day it would start from.",
        "FORBIDDEN": "The credential that was shown does not reach so far.",
        "LIST_UNWRITABLE": "The list of erasures cannot be written, so nothing was erased.",
        "MODEL_CHANGED": "It was played by a model that is no longer there.",
        "NO_CONSENT": "The person has left, or does not agree to be alerted.",
        "NO_DATASET": "Nothing was ever put in the register.",
        "NO_DEMO": "The region has no figures to draw a register from.",
        "NO_KEYS": "The server has no keys to seal personal data with.",
        "RATE_LIMITED": "Too much was asked within a minute.",
        "REGISTRATIONS_CLOSED": "The region has adopted a scenario without registrations.",
        "REGISTER_NOT_EMPTY": "The register holds somebody already.",
        "RESTRICTED": "What is held of this person may only be kept, or erased.",
        "TOO_LARGE": "It is more work, or more numbers, than one request gets.",
        "TOO_SLOW": "It was not done in time.",
        "UNAUTHENTICATED": "The credential that was shown is wrong, or no longer holds.",
        "UNKNOWN_ACTION": "No action has this id.",
        "UNKNOWN_CONTACT": "No contact has this id.",
        "UNKNOWN_CREDENTIAL": "No credential has this id.",
        "UNAVAILABLE": "The register cannot be reached just now; the same may be asked again.",
        "UNCERTAIN": "Whether it was done is not known: look before asking again.",
        "UNKNOWN_MUNICIPALITY": "No municipality has this code.",
        "UNKNOWN_PARTICIPANT": "No participant has this id.",
        "UNKNOWN_REGION": "No region has this name.",
        "UNKNOWN_RUN": "No run has this id, or no longer.",
    },
)


@strawberry.type(description="Why a mutation did not do what was asked.")
class UserError:
    code: Code = strawberry.field(description="To tell refusals apart by.")
    message: str = strawberry.field(description="For people: the field, its value and its bounds.")
    path: list[str] = strawberry.field(description="Where in the arguments it lies.")

    @classmethod
    def of(cls, refusal: Refused | OutOfBounds, path: Sequence[str]) -> Self:
        """What a refusal says; `path` is where the input stands that was refused.

        That the register is away refuses nothing: it goes on, to be answered with 503.
        """
        if isinstance(refusal, Refused) and refusal.code is Code.UNAVAILABLE:
            raise refusal
        note(code=refusal.code if isinstance(refusal, Refused) else Code.BAD_INPUT)
        if isinstance(refusal, Refused):
            return cls(code=refusal.code, message=refusal.message, path=[*path])
        return cls(
            code=Code.BAD_INPUT, message=str(refusal), path=[*path, *refusal.field.split(".")]
        )


USER_ERRORS: Final = "What was refused, and why; empty where it was done."
