"""Reads a document, and refuses one that is too large while it has cost nothing yet."""

import re
from collections import OrderedDict
from functools import lru_cache
from typing import Final

from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, parse

from server.graphql.limits import personal
from server.graphql.limits.size import MOST, Size, TooLarge, measure

CHARACTERS: Final = 20_000
"""The lexer reads each of them in Python, comments and blanks too."""
TOKENS: Final = 1_000
DIGITS: Final = 100
"""In one number; Python refuses to read one of thousands."""

_DIGITS = re.compile(r"\d{20,}")


REFUSALS: Final = 32
"""Kept, in a place of their own, so that a flood of bad documents drives out no good one."""

_refusals: OrderedDict[str, GraphQLError] = OrderedDict()


def document(text: str) -> DocumentNode:
    """Parse a document; raises GraphQLError when it cannot be read or is too large.

    Whoever asks again what one request asked hears the same, and nothing is done twice.
    """
    if len(text) > CHARACTERS:
        raise TooLarge("characters", len(text), CHARACTERS)
    refusal = _refusals.get(text)
    if refusal is not None:
        raise refusal.with_traceback(None)
    try:
        return _read(text)
    except GraphQLError as error:
        if personal.mentioned(text):
            raise
        _refusals[text] = error
        if len(_refusals) > REFUSALS:
            _refusals.popitem(last=False)
        raise


def forget() -> None:
    """Forget what was read, so that reading it can be measured."""
    _read.cache_clear()
    _refusals.clear()


@lru_cache(maxsize=256)
def _read(text: str) -> DocumentNode:
    digits = max((len(run) for run in _DIGITS.findall(text)), default=0)
    if digits > DIGITS:
        raise TooLarge("digits", digits, DIGITS)
    try:
        parsed = parse(text, max_tokens=TOKENS)
        size = measure(parsed)
    except GraphQLSyntaxError as error:
        if "tokens" in error.message:
            raise TooLarge("tokens", f"over {TOKENS}", TOKENS) from None
        raise
    except RecursionError:  # fragments one after another, each nested in itself
        raise TooLarge("depth", "unreadable", MOST.depth) from None
    for name in Size.__slots__:
        if getattr(size, name) > getattr(MOST, name):
            raise TooLarge(name, getattr(size, name), getattr(MOST, name))
    if personal.mentioned(text) and personal.is_about_people(parsed):
        personal.check_literals(parsed)
    return parsed
