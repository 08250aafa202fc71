"""Finds whose a shown credential is, with the same work whatever is wrong with it."""

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.credentials import Principal, Role, shown, tokens
from server.credentials.bearer import Issuer, NotValid, looks_like_one
from server.credentials.claims import GIVEN, Mapped
from server.credentials.keys import Keys, NoKeys
from server.credentials.shown import NOTHING, Held
from server.errors import Code, Refused
from server.registry import Credential, Database, Origin, datasets
from server.sealing import KeyRing
from server.services import credentialing
from server.settings import Settings
from server.telemetry import defect
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
    ring: KeyRing | None = None
    """Where there are keys, what was given out holds by their seal alone; where there are none,
    nothing does in a register of real people."""
    _used: dict[str, datetime] = field(default_factory=dict)
    _open: dict[asyncio.Event, Held] = field(default_factory=dict)

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
        over = asyncio.Event()
        self._open[over] = held
        try:
            await over.wait()
        finally:
            del self._open[over]

    @property
    def is_watching(self) -> bool:
        """Whether anything is open with a credential."""
        return any(held is not NOTHING for held in self._open.values())

    async def look_after(self) -> None:
        """See which of the credentials that something is open with hold no more.

        Once for all of them, and apart from who waits: that may be cancelled at any time.
        """
        now, open_ = self.clock(), dict(self._open)
        digests = {held.digest for held in open_.values() if held.digest is not None}
        async with self.database.reading() as session:
            found = await registry.credentials.with_digests(session, digests - self.lent.keys())
            judge = await self._judge(session)
        good = {one.digest for one in found if judge(one)} | self.lent.keys()
        for over, held in open_.items():
            until = held.principal.until
            if (until is not None and until <= now) or not {held.digest} <= {None, *good}:
                over.set()

    async def write_down_uses(self) -> None:
        """Write down which credentials were used since the last time."""
        used, self._used = self._used, {}
        if used:
            async with self.database.writing() as session:
                await registry.credentials.used(session, used, at=max(used.values()))

    async def _looked_up(self, digest: bytes) -> Held | None:
        """One look-up, one comparison and one of seals, found or not."""
        async with self.database.reading() as session:
            found = await registry.credentials.with_digest(session, digest)
            judge = await self._judge(session)
        same = hmac.compare_digest(_NOBODY if found is None else found.digest, digest)
        good = judge(found)
        lent = self.lent.get(digest)
        if found is not None and same and good:
            self._used[found.id] = self.clock()
            return Held(credentialing.principal(found), digest)
        return None if lent is None else Held(lent, digest)

    async def _judge(self, session: AsyncSession) -> Callable[[Credential | None], bool]:
        """What says whether one holds, and nobody who lacks the keys wrote it into the register."""
        ring = self.ring
        # it may have become one of real people since this server was started without keys
        anybodys = ring is None and await datasets.origin(session) is Origin.IMPORTED

        def is_good(credential: Credential | None) -> bool:
            genuine = ring is None or registry.credentials.is_sealed(ring, credential)
            if credential is None or credential.revoked_at is not None or anybodys:
                return False
            return genuine and self.clock() < credential.expires_at

        return is_good

    async def _vouched_for(self, token: str, issuer: Issuer) -> Held | None:
        try:
            return Held(self.mapped.principal(await issuer.claims(token)))
        except NotValid:
            return None
        except NoKeys:
            said = Sentence("the keys of who vouches for this credential cannot be had now")
            raise Refused(Code.BUSY, said) from None


def doorkeeper(
    database: Database,
    settings: Settings,
    *,
    ring: KeyRing | None,
    lent: Mapping[bytes, Principal],
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
    return Doorkeeper(database, lambda: datetime.now(UTC), issuer, mapped, lent, ring)


@asynccontextmanager
async def at_work(doorkeeper: Doorkeeper) -> AsyncIterator[None]:
    """Look after what is open, and write uses down now and then; no answer waits for either."""
    end = asyncio.Event()
    working = asyncio.create_task(_work(doorkeeper, end), name="keeping the door")
    try:
        yield
    finally:
        end.set()
        await asyncio.gather(working, return_exceptions=True)  # not in the midst of a statement
        with suppress(Refused, SQLAlchemyError):
            await doorkeeper.write_down_uses()


async def _work(doorkeeper: Doorkeeper, end: asyncio.Event) -> None:
    written = time.monotonic()
    while not end.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(end.wait(), LOOKED_AFTER)
        try:
            if doorkeeper.is_watching and not end.is_set():
                await doorkeeper.look_after()
            if time.monotonic() - written >= WRITTEN_AFTER:
                written = time.monotonic()
                await doorkeeper.write_down_uses()
        except (Refused, SQLAlchemyError):
            pass  # the register is busy or away: later then
        except Exception as error:  # whatever it is, what is open must not stay so for ever
            defect(error)
