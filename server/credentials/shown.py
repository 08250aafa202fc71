"""What a connection shows, and who was found to hold it."""

from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.credentials.principal import ANONYMOUS, Principal

_KEPT: Final = "burgernet.held"


@dataclass(frozen=True, slots=True)
class Held:
    """A credential that was found good."""

    principal: Principal
    digest: bytes | None = None
    """By which it is looked up again; None: it is of an issuer, and good until its end."""


NOTHING: Final = Held(ANONYMOUS)


def in_headers(headers: Iterable[tuple[bytes, bytes]]) -> Sequence[str]:
    """Every `Authorization` of a request: two are one too many."""
    return [value.decode("latin-1") for name, value in headers if name == b"authorization"]


def token_in(shown: Sequence[str]) -> str:
    """The token of what was shown; empty where there is none, or not one alone."""
    if len(shown) != 1:
        return ""
    scheme, _, token = shown[0].partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def keep(scope: MutableMapping[str, Any], held: Held) -> None:
    """Remember with a connection whose it is."""
    scope[_KEPT] = held


def held_by(scope: MutableMapping[str, Any]) -> Held:
    kept: Held = scope.get(_KEPT, NOTHING)
    return kept
