"""Bearer tokens of an issuer of OpenID Connect: signed, for us, and of now."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry
from joserfc.util import urlsafe_b64decode

from server.credentials.keys import Keys

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519"),
)
"""Those with a private key alone: none is signed with `none`, or with a secret of both sides."""
KINDS: Final = ("jwt", "at+jwt", "application/at+jwt")
MOST_BYTES: Final = 8_192
LEEWAY: Final = 30
"""How far the issuer's clock may differ [s]."""
BRINGS_ITS_KEY: Final = frozenset({"jwk", "jku", "x5c", "x5u", "crit", "b64"})
"""Headers by which a token would say itself what it is to be judged by."""


class NotValid(Exception):
    """A token proves nothing; which of its checks failed is nobody's business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    name: str
    """As its tokens have it in `iss`, to the letter."""
    audience: str
    """What they have in `aud` for us."""
    keys: Keys
    clock: Callable[[], float] = time.time

    async def claims(self, token: str) -> Mapping[str, Any]:
        """What a token says; raises NotValid, or NoKeys where it cannot be judged now."""
        header = _header(token)
        key = await self.keys.find(header.get("kid"))
        if key is None or key.get("alg", header["alg"]) != header["alg"]:
            raise NotValid
        try:
            told = jwt.decode(token, key, algorithms=[header["alg"]])
            self._rules().validate(told.claims)
        except (JoseError, ValueError, TypeError, OverflowError):
            raise NotValid from None
        return told.claims

    def _rules(self) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            now=int(self.clock()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.name},
            aud={"essential": True, "value": self.audience},
            exp={"essential": True},
            sub={"essential": True},
        )


def looks_like_one(token: str) -> bool:
    return token.count(".") == 2


def _header(token: str) -> dict[str, Any]:
    """The header of a token, as far as we take it; raises NotValid."""
    if len(token) > MOST_BYTES or not token.isascii():
        raise NotValid
    try:
        header = orjson.loads(urlsafe_b64decode(token.partition(".")[0].encode()))
    except ValueError:
        raise NotValid from None
    if not isinstance(header, dict) or header.get("alg") not in ALGORITHMS:
        raise NotValid
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower() not in KINDS:
        raise NotValid
    if not isinstance(header.get("kid"), str | None) or BRINGS_ITS_KEY & header.keys():
        raise NotValid
    return header
