"""Finds whose a shown credential is, with the same work whatever is wrong with it."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from server import registry
from server.credentials import Principal, Role, shown, tokens
from server.credentials.bearer import Issuer, NotValid, looks_like_one
from server.credentials.claims import GIVEN, Mapped
from server.credentials.keys import Keys, NoKeys
from server.credentials.shown import NOTHING, Held
from server.errors import Code, Refused
from server.registry import Credential, Database
from server.services import credentialing
from server.settings import Settings
from simulation.sentence import Sentence

LOOKED_AFTER: Final = 2.0
"""How often it is looked whether what is open may stay open [s]."""
WRITTEN_AFTER: Final = 10.0
"""How often uses of credentials are written down [s]."""
_NOBODY: Final = bytes(32)
"""Compared with where no credential is found."""


@dataclass(slots=True)
class Doorkeeper:
    database: Database
    clock: Callable[[], datetime]
    issuer: Issuer | None = None
    mapped: Mapped = field(default_factory=Mapped)
    lent: Mapping[bytes, Principal] = field(default_factory=dict)
    """By the digests of tokens that hold as long as this process, over a synthetic register."""
    _used: dict[str, datetime] = field(default_factory=dict)

    async def held(self, said: Sequence[str]) -> Held:
        """Whose the credentials are that a connection shows: one, or none.

        Raises Refused where what is shown proves nothing, and where it cannot be judged now.
        """
        if not said:
            return NOTHING
        token = shown.token_in(said)
        held = await self._looked_up(tokens.digest(token))
        if held is None and self.issuer is not None and looks_like_one(token):
            held = await self._vouched_for(token, self.issuer)
        if held is None:
            raise Refused(
                Code.UNAUTHENTICATED,
                Sentence("the credential that was shown is wrong, or no longer holds"),
            )
        return held

    async def tire(self) -> None:
        """Do what judging a wrong credential takes, for one who shows none."""
        await self._looked_up(tokens.digest(""))

    async def ended(self, held: Held) -> None:
        """Wait until a credential holds no more; for ever for one who showed none."""
        while held is not NOTHING:
            await asyncio.sleep(LOOKED_AFTER)
            until = held.principal.until
            if until is not None and until <= self.clock():
                return
            if held.digest is not None:
                with suppress(Refused, SQLAlchemyError):  # not looked at now: later then
                    if await self._looked_up(held.digest) is None:
                        return
        await asyncio.Event().wait()

    async def write_down_uses(self) -> None:
        """Write down which credentials were used since the last time."""
        used, self._used = self._used, {}
        if used:
            async with self.database.writing() as session:
                await registry.credentials.used(session, used, at=max(used.values()))

    async def _looked_up(self, digest: bytes) -> Held | None:
        """One look-up and one comparison, found or not."""
        async with self.database.reading() as session:
            found = await registry.credentials.with_digest(session, digest)
        same = hmac.compare_digest(_NOBODY if found is None else found.digest, digest)
        lent = self.lent.get(digest)
        if found is not None and same and self._holds(found):
            self._used[found.id] = self.clock()
            return Held(credentialing.principal(found), digest)
        return None if lent is None else Held(lent, digest)

    def _holds(self, credential: Credential) -> bool:
        return credential.revoked_at is None and self.clock() < credential.expires_at

    async def _vouched_for(self, token: str, issuer: Issuer) -> Held | None:
        try:
            return Held(self.mapped.principal(await issuer.claims(token)))
        except NotValid:
            return None
        except NoKeys:
            said = Sentence("the keys of who vouches for this credential cannot be had now")
            raise Refused(Code.BUSY, said) from None


def doorkeeper(
    database: Database, settings: Settings, *, lent: Mapping[bytes, Principal]
) -> Doorkeeper:
    """The one that the settings ask for; `lent` are principals by the digests of their tokens."""
    named = {name: Role(role) for name, role in settings.oidc_roles.items()}
    mapped = Mapped(
        roles=settings.oidc_roles_claim,
        municipalities=settings.oidc_municipalities_claim,
        named=named or GIVEN,
    )
    issuer = None
    if settings.oidc_issuer:
        issuer = Issuer(
            name=settings.oidc_issuer,
            audience=settings.oidc_audience,
            keys=Keys(settings.oidc_jwks),
        )
    return Doorkeeper(database, lambda: datetime.now(UTC), issuer, mapped, lent)


@asynccontextmanager
async def writing_down(doorkeeper: Doorkeeper) -> AsyncIterator[None]:
    """Write down uses now and then, and what is left at the end; no answer waits for it."""

    async def write() -> None:
        while True:
            await asyncio.sleep(WRITTEN_AFTER)
            with suppress(Refused, SQLAlchemyError):  # a use more or less is no reason to stop
                await doorkeeper.write_down_uses()

    writing = asyncio.create_task(write(), name="writing down uses")
    try:
        yield
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        with suppress(Refused, SQLAlchemyError):
            await doorkeeper.write_down_uses()
