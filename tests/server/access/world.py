"""Registers that differ by one municipality's people alone, and whoever may ask of them.

In `full` there are people and actions in Almelo and in Borne, in `own` those of Almelo, in `empty`
none: whatever is hidden from somebody must be answered as if it were not there.
"""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import orjson
from pydantic import SecretStr
from sqlalchemy import select

from server.app import build
from server.credentials import Principal, Right, Role, tokens
from server.graphql import ids
from server.registry import ActionType, Contact, Database, Origin, alerts, audit, reference
from server.registry.alerts import Area
from server.registry.audit import Deed, Entry
from server.services import credentialing, founding
from server.services.credentialing import Wanted
from server.settings import Settings
from tests.server import persons

NOW = datetime.now(UTC)
MADE_AT: Final = re.compile(r"<updated>[^<]*</updated>")
ALMELO, BORNE = persons.ALMELO, persons.BORNE
HIDDEN: Final = {
    "name": "Wilhelmina Canaria",
    "telephone": "+31687654321",
    "email": "wilhelmina@canaria.example",
    "postcode": "7622GZ",
    "houseNumber": "98 K",
    "title": "Canary seen at the mill",
    "body": "Yellow, and singing.",
    "credential": "Canary desk",
}
"""Of Borne, whatever a field is called in the contract; nothing of Almelo is like it."""


def somebody(*roles: Role, of: tuple[str, ...] = (), only: set[Right] | None = None) -> Principal:
    scopes = None if only is None else frozenset(only)
    name = "+".join([*sorted(roles), *of, *sorted(only or ())])
    return Principal(roles=frozenset(roles), municipalities=frozenset(of), scopes=scopes, id=name)


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody, and the register that must look to them like the full one."""

    principal: Principal | None
    sees: str
    token: str


def _asker(principal: Principal | None, sees: str) -> Asker:
    return Asker(principal, sees, tokens.new())


KEEPER = somebody(Role.REGISTRAR, of=(ALMELO,))
ASKERS: Final = {
    "anonymous": _asker(None, "empty"),
    "policy": _asker(somebody(Role.POLICY), "empty"),
    "auditor": _asker(somebody(Role.AUDITOR), "empty"),
    "administrator": _asker(somebody(Role.ADMINISTRATOR), "empty"),
    "everything but a registrar": _asker(
        somebody(Role.POLICY, Role.AUDITOR, Role.ADMINISTRATOR), "empty"
    ),
    "registrar limited to changing": _asker(
        somebody(Role.REGISTRAR, of=(ALMELO,), only={Right.CHANGE_PEOPLE}), "empty"
    ),
    "registrar of Almelo": _asker(KEEPER, "own"),
    "administrator and registrar of Almelo": _asker(
        somebody(Role.ADMINISTRATOR, Role.REGISTRAR, of=(ALMELO,)), "own"
    ),
    "registrar of Borne": _asker(somebody(Role.REGISTRAR, of=(BORNE,)), "full"),
}
LENT: Final = {
    tokens.digest(asker.token): asker.principal
    for asker in ASKERS.values()
    if asker.principal is not None
}


@dataclass(frozen=True, slots=True)
class Hidden:
    """Ids of what lies in Borne alone, as the contract has them."""

    participant: str
    contact: str
    action: str
    credential: str


def build_registers(folder: Path) -> Hidden:
    """Put `empty.sqlite`, `own.sqlite` and `full.sqlite` into a folder."""
    return asyncio.run(_build(folder))


async def _build(folder: Path) -> Hidden:
    async with _opened(folder / "empty.sqlite") as database, database.writing() as session:
        region = reference.load("twente")
        await founding.found(session, region, origin=Origin.IMPORTED, as_of=date(2014, 11, 18))
    shutil.copy(folder / "empty.sqlite", folder / "own.sqlite")
    await _people(folder / "own.sqlite", ALMELO)
    shutil.copy(folder / "own.sqlite", folder / "full.sqlite")
    return await _people(folder / "full.sqlite", BORNE)


@asynccontextmanager
async def _opened(path: Path) -> AsyncIterator[Database]:
    database = Database(path)
    await database.prepare()
    try:
        yield database
    finally:
        await database.close()


async def _people(path: Path, place: str) -> Hidden:
    hidden = place == BORNE
    async with _opened(path) as database, database.writing() as session:
        if hidden:
            person, [registration] = await persons.put(
                session,
                name=HIDDEN["name"],
                telephone=HIDDEN["telephone"],
                email=HIDDEN["email"],
                postcode=HIDDEN["postcode"],
                house_number=HIDDEN["houseNumber"],
                places=(BORNE,),
            )
        else:
            person, [registration] = await persons.put(session, places=(ALMELO,))
        contact = await session.scalar(select(Contact.id).where(Contact.person_id == person))
        action = await alerts.begin(
            session,
            municipality=place,
            kind=ActionType.MISSING_PERSON,
            started_at=NOW - timedelta(hours=1),
            alerted=1,
        )
        await alerts.report(
            session,
            persons.RING,
            action,
            title=HIDDEN["title"] if hidden else "Somebody is missing",
            body=HIDDEN["body"] if hidden else "From home.",
            area=Area(52.3, 6.75, 1000.0),
        )
        credential = ""
        if hidden:
            wanted = Wanted(
                name=HIDDEN["credential"],
                roles=frozenset({Role.AUDITOR}),
                municipalities=frozenset(),
                scopes=None,
                expires_at=NOW + timedelta(days=9),
            )
            row, _ = await credentialing.issue(
                session, wanted, ring=persons.RING, by="canary", now=NOW
            )
            credential = row.id
            entry = Entry(at=NOW, who="canary", purpose="CHECKING", deed=Deed.READ, subject="s")
            await audit.append(session, [entry])
    return Hidden(
        participant=ids.encode("Participant", str(registration)),
        contact=ids.encode("Contact", str(contact)),
        action=ids.encode("Action", str(action)),
        credential=ids.encode("Credential", credential),
    )


@dataclass(frozen=True, slots=True)
class Door:
    """One way in to one register."""

    client: httpx.AsyncClient

    async def ask(self, who: str, query: str, **variables: Any) -> Any:
        """What is answered, without what it cost."""
        answer = await self.client.post(
            "/graphql", json={"query": query, "variables": variables}, headers=_bearing(who)
        )
        return answer.status_code, _told(answer.json())

    async def stream(self, who: str, query: str, **variables: Any) -> Any:
        """The same by server-sent events."""
        headers = {**_bearing(who), "accept": "text/event-stream"}
        sent = {"query": query, "variables": variables}
        answer = await self.client.post("/graphql/stream", json=sent, headers=headers)
        data = [line[6:] for line in answer.text.splitlines() if line.startswith("data: {")]
        return answer.status_code, [_told(orjson.loads(one)) for one in data]

    async def get(self, who: str, address: str) -> Any:
        answer = await self.client.get(address, headers=_bearing(who))
        # an export says when it was made
        return answer.status_code, MADE_AT.sub("", answer.text)


def _bearing(who: str) -> dict[str, str]:
    asker = ASKERS[who]
    return {} if asker.principal is None else {"authorization": f"Bearer {asker.token}"}


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "extensions"}


@asynccontextmanager
async def served(folder: Path, name: str, copy: Path) -> AsyncIterator[Door]:
    """A server over a copy of one of the registers."""
    path = copy / f"{name}.sqlite"
    shutil.copy(folder / path.name, path)
    settings = Settings(
        database=path, keys=SecretStr(persons.KEY.line), most_cost=10**9, cost_per_minute=10**9
    )
    app = build(settings, lent=LENT)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="http://register.test",
        ) as client,
    ):
        yield Door(client)
