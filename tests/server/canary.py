"""A person like nobody else, to be followed through all that is written down."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry import Address, Contact, Person

MUNICIPALITY: Final = "GM0141"
INPUT: Final[Mapping[str, Any]] = {
    "name": "Aurelia Kwikstaart-Ottervanger",
    "birthYear": 1971,
    "addresses": [
        {"municipality": MUNICIPALITY, "postcode": "7607 ZX", "houseNumber": "93571 qvx"}
    ],
    "contacts": [
        {"channel": "SMS", "value": "06 81726354"},
        {"channel": "EMAIL", "value": "kwikstaart@ottervanger.example"},
    ],
    "consents": ["ALERTS"],
    "source": "LETTER",
}
CORRECTED: Final[Mapping[str, Any]] = {
    "name": "Aurelia Zwaluwstaart",
    "postcode": "7608 XZ",
    "houseNumber": "93572 qwx",
    "contacts": [
        {"channel": "SMS", "value": "06 81726355"},
        {"channel": "EMAIL", "value": "zwaluwstaart@ottervanger.example"},
    ],
}
MARKS: Final = (
    *("Kwikstaart", "Ottervanger", "Zwaluwstaart"),
    *("81726354", "81726355", "7607ZX", "7607 ZX", "7608XZ", "7608 XZ"),
    *("93571 QVX", "93571qvx", "93572 QWX", "93572qwx"),
)
"""What of it is nowhere else; each spelling of a value holds one of them."""


def spellings(text: str) -> set[bytes]:
    """What to look for in bytes that were lowered."""
    found = set()
    for spelled in (text, text.lower(), text.upper()):
        # of UTF-16 the half that both orders of bytes have
        for plain in (spelled.encode(), spelled.encode("utf-16-le")[:-1]):
            found |= {plain.lower(), plain.hex().encode()}
        found.add(quote(spelled, safe="").lower().encode())
        found.add("".join(f"%{byte:02x}" for byte in spelled.encode()).encode())
    return found


def in_base64(content: bytes) -> set[bytes]:
    """What base64 makes of it wherever it begins, without what depends on what is around it."""
    found = set()
    for before in range(3):
        told = base64.b64encode(bytes(before) + content)
        whole = told[-(-before * 8 // 6) : (before + len(content)) * 8 // 6]
        found |= {whole, whole.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def _in_base64(text: str) -> Iterator[bytes]:
    for spelled in (text, text.lower(), text.upper()):
        for form in ("utf-8", "utf-16-le"):
            yield from in_base64(spelled.encode(form))


_LOWERED: Final = {mark: spellings(mark) for mark in MARKS}
_BASE64: Final = {mark: set(_in_base64(mark)) for mark in MARKS}


def marks(content: bytes | str) -> list[str]:
    """Which marks of the canary some content holds."""
    raw = content.encode() if isinstance(content, str) else content
    lowered = raw.lower()
    return [
        mark
        for mark in MARKS
        if any(one in lowered for one in _LOWERED[mark]) or any(one in raw for one in _BASE64[mark])
    ]


async def sealed(session: AsyncSession, person: str) -> set[bytes]:
    """What is sealed of somebody, and blind indexes."""
    address = select(Address.postcode, Address.house_number).where(Address.person_id == person)
    contact = select(Contact.value, Contact.blind).where(Contact.person_id == person)
    rows = [
        *(await session.execute(select(Person.name).where(Person.id == person))),
        *(await session.execute(address)),
        *(await session.execute(contact)),
    ]
    return {value for row in rows for value in row}


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def holding(contents: Mapping[str, bytes], values: Iterable[bytes]) -> dict[str, int]:
    """How many of some bytes, or of their hex or base64, stand in each content that has any.

    A piece of 12 bytes is enough: what was moved may have been overwritten in part.
    """
    known = list(values)
    found = {
        name: sum(any(piece in content for piece in _pieces(value)) for value in known)
        for name, content in contents.items()
    }
    return {name: count for name, count in found.items() if count}


def _pieces(value: bytes) -> Iterator[bytes]:
    # the first bytes are a version and the id of a key, which all have
    for start in range(3, len(value) - 11, 4):
        yield value[start : start + 12]
    yield value.hex().encode()
    yield value.hex().upper().encode()
    yield from in_base64(value)
