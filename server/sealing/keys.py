"""Keys: kept in a file or in the environment, never in the database.

One key a line, `ID KEY`: four hexadecimal digits, then 32 random bytes in base64. The last one
seals; those before it open what was sealed by them, until all is sealed anew.
"""

import base64
import binascii
import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BYTES: Final = 32
_ID: Final = re.compile("[0-9a-f]{4}")


class KeysRefused(Exception):
    """Keys cannot be used; for the operator, it names file and line, and never a key."""


@dataclass(frozen=True, slots=True)
class Key:
    """One secret, and what is derived from it: each purpose has a key of its own."""

    id: bytes
    """Two bytes, which stand before all that it sealed."""
    secret: bytes = field(repr=False)
    cipher: AESGCM = field(init=False, repr=False, compare=False)
    blind: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.secret) != BYTES or len(self.id) != 2:
            raise ValueError(f"a key has {BYTES} bytes and an id of 2")
        object.__setattr__(self, "cipher", AESGCM(_derived(self.secret, b"sealing")))
        object.__setattr__(self, "blind", _derived(self.secret, b"blind index"))

    @property
    def line(self) -> str:
        """As a file of keys holds it."""
        return f"{self.id.hex()} {base64.b64encode(self.secret).decode()}"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys there are, by id; the last of them seals."""

    keys: dict[bytes, Key]

    @property
    def current(self) -> Key:
        return list(self.keys.values())[-1]


def drawn() -> Key:
    """A new key, of the system's own luck."""
    return Key(secrets.token_bytes(2), secrets.token_bytes(BYTES))


def read(file: Path | None, text: str | None) -> KeyRing | None:
    """Keys of a file, or of the environment; None where neither is named. Raises KeysRefused."""
    if file is not None and text is not None:
        raise KeysRefused("keys are named twice, as a file and in the environment: name one")
    if file is None:
        return None if text is None else _ring(text, "BURGERNET_KEYS")
    try:
        ring = _ring(file.read_text("ascii"), str(file))
        if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeysRefused(f"{file}: others may read it; take that away (chmod 600)")
    except UnicodeDecodeError:
        raise KeysRefused(f"{file}: is no file of keys: it holds more than ASCII") from None
    except OSError as error:
        raise KeysRefused(f"{file}: cannot be read as a file of keys: {error.strerror}") from None
    return ring


def add(file: Path) -> Key:
    """Draw a key and add it to a file, whole or not at all; makes the file. Raises KeysRefused."""
    ring = read(file, None) if file.exists() else None
    key = drawn()
    while ring is not None and key.id in ring.keys:
        key = drawn()
    before = file.read_text("ascii") if ring is not None else ""
    if before and not before.endswith("\n"):
        before += "\n"
    aside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as part:
            part.write(f"{before}{key.line}\n")
            part.flush()
            os.fsync(part.fileno())
        aside.replace(file)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise KeysRefused(f"{file}: cannot be written: {error.strerror}") from None
    return key


def _ring(text: str, where: str) -> KeyRing:
    keys: dict[bytes, Key] = {}
    for number, line in enumerate(text.replace(",", "\n").splitlines(), start=1):
        if not (words := line.partition("#")[0].split()):
            continue
        if len(words) != 2 or not _ID.fullmatch(words[0]):
            raise KeysRefused(f"{where} line {number}: must be an id of four digits, and a key")
        id_, secret = bytes.fromhex(words[0]), _secret(words[1])
        if secret is None:
            raise KeysRefused(f"{where} line {number}: a key is {BYTES} bytes in base64")
        if id_ in keys:
            raise KeysRefused(f"{where} line {number}: the id {words[0]} is given twice")
        keys[id_] = Key(id_, secret)
    if not keys:
        raise KeysRefused(f"{where}: there is no key in it")
    return KeyRing(keys)


def _secret(text: str) -> bytes | None:
    try:
        secret = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    return secret if len(secret) == BYTES else None


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), BYTES, salt=None, info=b"burgernet " + purpose).derive(secret)
