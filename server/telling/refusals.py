"""What people are told when what they ask cannot be done: the field, its bounds, what to do."""

from collections.abc import Mapping
from typing import Final

from server.errors import Code, Refused
from server.telling import names
from server.telling.language import Words, phrase
from server.telling.sentences import tell
from simulation import OutOfBounds
from simulation.sentence import Sentence

_KINDS: Final[Mapping[str, str]] = {
    Code.ALREADY_ENDED: phrase("This action has ended already."),
    Code.ALREADY_REGISTERED: phrase("Somebody is registered there already with such a contact."),
    Code.BAD_INPUT: phrase("Something that was filled in cannot be used."),
    Code.BUSY: phrase("Too much is under way: try again in a moment."),
    Code.CHANGED_MEANWHILE: phrase("It was changed meanwhile: read it again."),
    Code.CREDENTIAL_REQUIRED: phrase("This is not open to everyone: a credential is needed."),
    Code.EMPTY_REGISTER: phrase("Nobody was listed on the day it starts: choose a later start."),
    Code.FORBIDDEN: phrase("Your credential does not reach so far."),
    "INTERNAL": phrase("Something went wrong here, not with you; it has been noted."),
    Code.LIST_UNWRITABLE: phrase("The list of erasures cannot be written: nothing was erased."),
    Code.MODEL_CHANGED: phrase("This was computed by an earlier model: start it again."),
    Code.NO_CONSENT: phrase("This person does not agree to be alerted: register them anew."),
    Code.NO_DATASET: phrase("The register is empty: there is nothing to compute with yet."),
    Code.RATE_LIMITED: phrase("Too much was asked within a minute: try again in a moment."),
    Code.REGISTRATIONS_CLOSED: phrase("Nobody registers any more."),
    Code.RESTRICTED: phrase("What is held of this person may only be kept."),
    Code.TOO_LARGE: phrase("This is too much for one answer: ask fewer replications or years."),
    Code.TOO_SLOW: phrase("This takes too long: ask fewer replications or years."),
    Code.UNAUTHENTICATED: phrase("Your credential is wrong, or no longer holds."),
    Code.UNKNOWN_ACTION: phrase("This action is not there."),
    Code.UNKNOWN_CONTACT: phrase("This contact is not there."),
    Code.UNKNOWN_CREDENTIAL: phrase("This credential is not there."),
    Code.UNAVAILABLE: phrase("The register cannot be reached just now: try again in a moment."),
    Code.UNCERTAIN: phrase("Whether this was kept is not known: look before you ask it again."),
    Code.UNKNOWN_MUNICIPALITY: phrase("A municipality that was named is not in this region."),
    Code.UNKNOWN_PARTICIPANT: phrase("This participant is not there."),
    Code.UNKNOWN_RUN: phrase("This computation is not there, or no longer."),
}
"""For a message that has no words but those of the API."""


def refusal(words: Words, error: OutOfBounds | Refused) -> str:
    if isinstance(error, OutOfBounds):
        return complaint(words, Code.BAD_INPUT, error.said)
    return complaint(words, error.code, error.message)


def complaint(words: Words, code: str, message: str) -> str:
    """A code and a message that were made of a refusal already."""
    if isinstance(message, Sentence):
        return names.heading(tell(words, message))
    return words(_KINDS[code]) if code in _KINDS else message
