"""What keeps personal data unreadable to whoever has the database, but not the keys."""

from server.sealing.blind import candidates, index
from server.sealing.keys import Key, KeyRing, KeysRefused, add, drawn, read
from server.sealing.sealed import Place, Unreadable, is_current, is_spoilt, opened, seal

__all__ = [
    "Key",
    "KeyRing",
    "KeysRefused",
    "Place",
    "Unreadable",
    "add",
    "candidates",
    "drawn",
    "index",
    "is_current",
    "is_spoilt",
    "opened",
    "read",
    "seal",
]
