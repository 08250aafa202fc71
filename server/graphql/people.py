"""What one request may reach of people and actions, loaded once for all that ask."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from server import registry
from server.credentials import Principal
from server.errors import Code, Refused
from server.graphql.loader import Loader
from server.registry import Database
from server.registry.alerts import Alert
from server.registry.registrations import Registration
from server.registry.sealings import Column
from server.sealing import KeyRing
from server.services import access
from simulation.sentence import Sentence

MOST_DELIVERIES: Final = 20

K = TypeVar("K")
V = TypeVar("V")


class People:
    """Loaders of one request; what is outside of its credential's reach is not there."""

    def __init__(
        self, database: Database, principal: Principal, ring: KeyRing | None, *, now: datetime
    ) -> None:
        self._database = database
        self._kept = access.participants(principal)
        self._acted = access.actions(principal)
        self._now = now
        self.ring = ring
        self.registrations: Loader[int, Registration | None] = Loader(self._registrations)
        self.actions: Loader[int, Alert | None] = Loader(self._actions)
        self.contacts: Loader[str, list[registry.Contact]] = Loader(self._contacts)
        self.consents: Loader[str, list[registry.Consent]] = Loader(self._consents)
        self.deliveries: Loader[str, list[registry.Delivery]] = Loader(self._deliveries)

    def told(self, column: Column, key: object, sealed: bytes) -> str:
        """What is sealed in a column of a row, if whoever asks may see it; raises Refused."""
        field = f"{column.class_.__tablename__}.{column.key}"
        if not (self._kept.shows(field) or self._acted.shows(field)):
            said = Sentence("this credential does not show {field}", field=field)
            raise Refused(Code.FORBIDDEN, said)
        return registry.people.told(self.keys, column, str(key), sealed)

    @property
    def keys(self) -> KeyRing:
        """Raise Refused where there are none to open anything with."""
        if self.ring is None:
            said = Sentence("there are no keys to open personal data with")
            raise Refused(Code.NO_KEYS, said)
        return self.ring

    async def _registrations(self, ids: list[int]) -> list[Registration | None]:
        async with self._database.reading() as session:
            found = await registry.registrations.with_ids(session, ids, where=self._kept.rows)
        return [found.get(id_) for id_ in ids]

    async def _actions(self, ids: list[int]) -> list[Alert | None]:
        where = self._acted.rows
        async with self._database.reading() as session:
            found = await registry.alerts.with_ids(session, ids, where=where, now=self._now)
        return [found.get(id_) for id_ in ids]

    async def _contacts(self, people: list[str]) -> list[list[registry.Contact]]:
        async with self._database.reading() as session:
            return _in_order(await registry.contacts.of_people(session, people), people)

    async def _consents(self, people: list[str]) -> list[list[registry.Consent]]:
        async with self._database.reading() as session:
            return _in_order(await registry.consents.of_people(session, people), people)

    async def _deliveries(self, contacts: list[str]) -> list[list[registry.Delivery]]:
        async with self._database.reading() as session:
            found = await registry.contacts.deliveries(session, contacts, most=MOST_DELIVERIES)
        return _in_order(found, contacts)


def _in_order(found: Mapping[K, V], keys: Sequence[K]) -> list[V]:
    return [found[key] for key in keys]
