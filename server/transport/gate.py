"""Who comes in: a connection's credential, found good once and looked after while it is open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import HTTPConnection

from server.credentials import Principal, shown
from server.errors import Code, Refused
from server.services.authenticating import Doorkeeper
from server.services.rationing import Rates

WRONG: Final = 100
"""What a credential that proves nothing takes of its address's share [points]."""


@dataclass(slots=True)
class Gate:
    rates: Rates
    doorkeeper: Doorkeeper = field(init=False)
    """There once the register is open."""

    async def admit(self, connection: HTTPConnection, said: Sequence[str]) -> None:
        """Remember with a connection whose the credentials are that it shows; raises Refused.

        Whoever shows wrong ones too often within a minute is told so instead.
        """
        try:
            shown.keep(connection.scope, await self.doorkeeper.held(said))
        except Refused as refused:
            if refused.code is Code.UNAUTHENTICATED:
                await self.rates.take(self.rates.who(address(connection)), WRONG)
            raise

    async def ended(self, connection: HTTPConnection) -> None:
        """Wait until the credential of a connection holds no more."""
        await self.doorkeeper.ended(shown.held_by(connection.scope))

    async def tire(self) -> None:
        await self.doorkeeper.tire()


def principal(connection: HTTPConnection) -> Principal:
    """Who asks."""
    return shown.held_by(connection.scope).principal


def address(connection: HTTPConnection) -> str | None:
    return connection.client.host if connection.client else None
