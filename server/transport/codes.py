"""Which HTTP status an answer has, by the draft of GraphQL over HTTP that is followed.

Those of 2025 are what the audit of `graphql-http` checks. The draft of 2026 tells a document that
cannot be read (400) from one that breaks a rule (422), and has a code for partial success.
"""

from typing import Final

from server.errors import Code
from server.settings import Codes
from server.transport.answers import GRAPHQL, JSON, Answer, Fault

PARTIAL: Final = 294
"""The draft's own code; it means something only beside the draft's own media type."""

_ALWAYS: Final = {Fault.NO_JSON: 400, Fault.DEFECT: 500}
_OF_2026: Final = {
    Fault.NO_REQUEST: 422,
    Fault.NO_DOCUMENT: 400,
    Fault.NO_OPERATION: 422,
    Fault.INVALID: 422,
}


def of_fault(fault: Fault, *, media: str, codes: Codes) -> int:
    if fault in _ALWAYS:
        return _ALWAYS[fault]
    if codes == "2026":
        return _OF_2026[fault]
    # of 2025: plain JSON might be anybody's, so a request that could be read is answered with 200
    return 200 if media == JSON and fault is not Fault.NO_REQUEST else 400


def of_answer(answer: Answer, *, media: str, codes: Codes) -> int:
    if answer.fault is not None:
        return of_fault(answer.fault, media=media, codes=codes)
    if away(answer):
        return 503
    partial = codes == "2026" and media == GRAPHQL and "errors" in answer.told
    return PARTIAL if partial else 200


def away(answer: Answer) -> bool:
    """Whether the register could not be reached: all of it may be asked again in a moment."""
    errors = answer.told.get("errors", ())
    return any(error["extensions"]["code"] == Code.UNAVAILABLE for error in errors)


def media_of(status: int, *, media: str, codes: Codes) -> str:
    """Media type by status: of 2026, whoever reads JSON alone gets it for successes alone."""
    return GRAPHQL if codes == "2026" and status >= 400 else media
