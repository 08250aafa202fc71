"""Personal access tokens: `bgn_`, 192 random bits and a checksum, in letters and digits.

The prefix lets a scanner find one that was published by mistake; the checksum tells a typing
error from a token, without the register. What is kept is its SHA-256 alone: of 192 random bits
there is nothing to guess, so a slow hash would slow down only us.
"""

import hashlib
import secrets
import string
import zlib
from typing import Final

PREFIX: Final = "bgn_"
BITS: Final = 192
_DIGITS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM: Final = 33
"""Digits that 192 bits take, to the base 62."""
_CHECK: Final = 6
"""Digits that the CRC-32 of the random ones takes."""
LENGTH: Final = len(PREFIX) + _RANDOM + _CHECK


def new() -> str:
    drawn = _written(secrets.randbits(BITS), _RANDOM)
    return PREFIX + drawn + _checksum(drawn)


def is_well_formed(token: str) -> bool:
    """Whether it can be a token: its form and its checksum hold."""
    if len(token) != LENGTH or not token.startswith(PREFIX):
        return False
    drawn, check = token[len(PREFIX) : -_CHECK], token[-_CHECK:]
    return set(drawn) <= set(_DIGITS) and check == _checksum(drawn)


def digest(token: str) -> bytes:
    """SHA-256 of a token, or of whatever was sent for one."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def _checksum(drawn: str) -> str:
    return _written(zlib.crc32(drawn.encode()), _CHECK)


def _written(number: int, digits: int) -> str:
    told = ""
    for _ in range(digits):
        number, digit = divmod(number, len(_DIGITS))
        told = _DIGITS[digit] + told
    return told
