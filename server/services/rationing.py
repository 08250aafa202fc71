"""How much each of those who ask may still ask: by address, and by credential.

Nothing that names anyone is kept: addresses and credentials stand here as keyed digests, whose
key is drawn anew with each process.
"""

import hashlib
import math
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from typing import Final

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from server.errors import Code, Refused

MINUTE: Final = 60
MOST_WINDOWS: Final = 100_000
"""Counters kept in memory, two for each that asks; past it the oldest are forgotten."""


class RateLimited(Refused):
    """Too much was asked within a minute."""

    def __init__(self, cost: int, standing: "Standing", wait: int) -> None:
        super().__init__(
            Code.RATE_LIMITED,
            f"cost={cost} is over the {standing.remaining} that remain of {standing.limit} a "
            f"minute; ask again in {wait} s",
        )
        self.wait = wait
        """Until as much remains [s]."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks, as the digests that are counted by: of a credential found good, or of an address.

    A made-up credential opens no account: nobody is known by it.
    """

    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is left; of two accounts the poorer."""

    limit: int
    """Cost that may be asked within a minute."""
    remaining: int
    reset_at: datetime
    """When all of it is there again, if nothing is asked meanwhile."""


class Rates:
    def __init__(self, *, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute)
        self._windows = _Windows()
        self._limiter = SlidingWindowCounterRateLimiter(self._windows)
        self._key = secrets.token_bytes(32)

    def who(self, address: str | None, credential: str | None = None) -> Who:
        """Who asks from an address, or anywhere with a credential: the id of one found good."""
        told = f"address {network(address)}" if credential is None else f"credential {credential}"
        return Who((self._digest(told),))

    async def take(self, who: Who, cost: int) -> Standing:
        """Take from every account of who asks, or from none; raises RateLimited."""
        for account in who.accounts:
            if not await self._limiter.test(self._item, account, cost=cost):
                wait = await self._wait(account, cost)
                raise RateLimited(cost, await self.standing(who), wait)
        # nothing else runs between the test and this: no await in memory gives way
        for account in who.accounts:
            await self._limiter.hit(self._item, account, cost=cost)
        return await self.standing(who)

    async def settle(self, who: Who, owed: int) -> Standing:
        """Take what was used beyond what was taken, whatever is left; below nought, give back."""
        for account in who.accounts:
            await self._windows.settle(self._item.key_for(account), owed)
        return await self.standing(who)

    async def standing(self, who: Who) -> Standing:
        stats = [await self._window(account) for account in who.accounts]
        used = max(math.floor(before * left / MINUTE) + now for before, left, now, _ in stats)
        reset = max(end for *_, end in stats)
        return Standing(
            limit=self._item.amount,
            remaining=max(0, self._item.amount - used),
            reset_at=datetime.fromtimestamp(time.time() + reset, UTC),
        )

    async def _window(self, account: str) -> tuple[int, float, int, float]:
        """Taken in the minute before, what is left of its weight [s], in this one, end of both."""
        key = self._item.key_for(account)
        before, left, now, end = await self._windows.get_sliding_window(key, MINUTE)
        return before, left, now, end if now else left

    async def _wait(self, account: str, cost: int) -> int:
        """Seconds until an account has room for a cost, if nothing else is taken."""
        before, left, now, end = await self._window(account)
        room = self._item.amount - cost
        if room < 0:
            return MINUTE  # never; the most that one request may cost is below that
        # weights are rounded down, so just below one more than the room is enough
        if now <= room:
            over = left - (room - now + 1) * MINUTE / before if before else 0.0
        else:  # this minute must end, and lose weight as the one before does
            over = end - (room + 1) * MINUTE / now
        return math.floor(max(0.0, over)) + 1

    def _digest(self, told: str) -> str:
        return hashlib.blake2b(told.encode(), key=self._key, digest_size=16).hexdigest()


class _Windows(MemoryStorage):
    """The library's, but bounded, and without its walk over all counters at every call.

    All windows are as long, so they end in the order in which they began: those at the front of
    a dict are the oldest.
    """

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        self._forget()
        if key not in self.expirations:
            self.expirations[key] = time.time() + expiry
        self.storage[key] += amount
        return self.storage[key]

    async def decr(self, key: str, amount: int = 1) -> int:
        if key not in self.expirations:
            return 0
        self.storage[key] = max(0, self.storage[key] - amount)
        return self.storage[key]

    async def get(self, key: str) -> int:
        return self.storage.get(key, 0) if self.expirations.get(key, 0.0) > time.time() else 0

    async def settle(self, key: str, owed: int) -> None:
        now = self.sliding_window_keys(key, MINUTE, time.time())[1]
        if owed > 0:
            await self.incr(now, 2 * MINUTE, owed)
        elif owed < 0:
            await self.decr(now, -owed)

    def _forget(self) -> None:
        while self.expirations:
            oldest = next(iter(self.expirations))
            if len(self.expirations) < MOST_WINDOWS and self.expirations[oldest] > time.time():
                return
            del self.expirations[oldest], self.storage[oldest]


def network(address: str | None) -> str:
    """What counts as one address: an IPv4 address, or the /64 that an IPv6 host is given."""
    try:
        known = ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or "unknown"
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return f"{IPv6Address(int(known) >> 64 << 64)}/64"
    return str(known)
