"""The keys of an issuer, as it publishes them (JWKS): fetched once, and rarely again."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import orjson
from joserfc.jwk import JWKRegistry, Key, KeySet

log = logging.getLogger("server")

TIMEOUT: Final = httpx.Timeout(5.0)
MOST_BYTES: Final = 256 * 1024
KEPT: Final = 3_600.0
"""How long keys are used without asking whether they are still the issuer's [s]."""
PAUSE: Final = 30.0
"""Between two fetches, whoever asks and however they end [s]: made-up key ids cost no more."""


class NoKeys(Exception):
    """The issuer's keys cannot be had now."""


@dataclass(slots=True)
class Keys:
    """Those at one address. Who asks while they are fetched waits for that one fetch."""

    url: str
    clock: Callable[[], float] = time.monotonic
    _known: KeySet | None = None
    _fetched: float = -float("inf")
    _tried: float = -float("inf")
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _skipped: int = 0

    async def find(self, kid: str | None) -> Key | None:
        """The key with an id, or the only key; fetched once more if it is not known.

        Raises NoKeys where there are none to look in.
        """
        found = self._find(kid)
        if found is not None and self.clock() - self._fetched < KEPT:
            return found
        async with self._turn:
            if self.clock() - self._tried >= PAUSE:
                self._tried = self.clock()
                await self._fetch()
        if self._known is None:
            raise NoKeys
        return self._find(kid)

    def _find(self, kid: str | None) -> Key | None:
        keys = [] if self._known is None else self._known.keys
        if kid is None:
            return keys[0] if len(keys) == 1 else None
        return next((key for key in keys if key.kid == kid), None)

    async def _fetch(self) -> None:
        """Keep what is published now; where that cannot be had, what was known goes on."""
        try:
            body = bytearray()
            async with (
                asyncio.timeout(2 * 5.0),  # httpx counts each part of an answer anew
                httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client,
                client.stream("GET", self.url, headers={"accept": "application/json"}) as answer,
            ):
                answer.raise_for_status()
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        raise NoKeys
            self._know(orjson.loads(body))
        except (httpx.HTTPError, TimeoutError, ValueError, NoKeys):
            return

    def _know(self, told: object) -> None:
        """Take over those that sign and can be read; raises NoKeys where there are none."""
        signing = _signing(told)
        read = [key for key in map(_read, signing) if key is not None]
        skipped = len(signing) - len(read)
        if skipped not in (0, self._skipped):  # once, not at every fetch
            log.warning("%d of the issuer's %d keys cannot be read", skipped, len(signing))
        self._skipped = skipped
        if not read:
            raise NoKeys
        self._known, self._fetched = KeySet(read), self.clock()


def _signing(told: object) -> list[dict[str, Any]]:
    """What is published of keys that sign."""
    published = told.get("keys") if isinstance(told, dict) else None
    return [
        key
        for key in (published if isinstance(published, list) else [])
        if isinstance(key, dict)
        and key.get("kty") in ("RSA", "EC", "OKP")  # no secret that both sides know
        and key.get("use", "sig") == "sig"
    ]


def _read(told: dict[str, Any]) -> Key | None:
    """One key by itself, for the others are good whatever is wrong with it."""
    try:
        return JWKRegistry.import_key(told)
    except Exception:  # KeyError, TypeError and more, of what the library did not expect
        return None
