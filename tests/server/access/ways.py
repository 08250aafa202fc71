"""Every way in which a contract answers with people, actions or credentials."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final, NamedTuple

from graphql import GraphQLEnumType

from tests.server.access.selecting import CONTRACT, everything
from tests.server.access.world import BORNE, HIDDEN, NOW, Door, Hidden

Ask = Callable[[Door, str], Awaitable[Any]]

PEOPLE: Final = "Participant"
ACTIONS: Final = "Action"
CREDENTIALS: Final = "Credential"
LISTS: Final = {PEOPLE: "participants", ACTIONS: "actions", CREDENTIALS: "credentials"}


class Way(NamedTuple):
    name: str
    kind: str
    ask: Ask


def ways(hidden: Hidden, fields: Callable[[str], str] = everything) -> Iterator[Way]:
    """All of them; `fields` says what is asked of each type."""
    yield from _lists(fields)
    yield from _ids(hidden, fields)
    yield from _filters(fields)
    yield from _orders(fields)
    yield from _counts()
    yield from _subscriptions(hidden)


def _query(name: str, kind: str, text: str, **variables: Any) -> Way:
    async def ask(door: Door, who: str) -> Any:
        return await door.ask(who, text, **variables)

    return Way(f"{kind} by {name}", kind, ask)


def _lists(fields: Callable[[str], str]) -> Iterator[Way]:
    for kind, root in LISTS.items():
        asked = fields(kind)
        yield _query("field", kind, f"{{ {root}(first: 100) {{ nodes {{ {asked} }} }} }}")
        edges = f"edges {{ cursor node {{ {asked} }} }} pageInfo {{ endCursor hasNextPage }}"
        yield _query("edge", kind, f"{{ {root}(first: 100) {{ {edges} }} }}")
        text = f"{{ {root}(first: 100) {{ nodes {{ {asked} }} }} }}"
        yield Way(f"{kind} by stream", kind, _streaming(text))
    inside = f"participants(first: 100) {{ totalCount nodes {{ {fields(PEOPLE)} }} }}"
    yield _query(
        "its municipality",
        PEOPLE,
        f"{{ municipalities(first: 100) {{ nodes {{ code {inside} }} }} }}",
    )


def _streaming(text: str, **variables: Any) -> Ask:
    async def ask(door: Door, who: str) -> Any:
        return await door.stream(who, text, **variables)

    return ask


def _ids(hidden: Hidden, fields: Callable[[str], str]) -> Iterator[Way]:
    known = {
        PEOPLE: hidden.participant,
        ACTIONS: hidden.action,
        CREDENTIALS: hidden.credential,
    }
    for kind, id_ in known.items():
        inside = f"__typename id ... on {kind} {{ {fields(kind)} }}"
        one = f"query ($id: ID!) {{ node(id: $id) {{ {inside} }} }}"
        several = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {inside} }} }}"
        yield _query("node id", kind, one, id=id_)
        yield _query("node ids", kind, several, ids=[id_, "Tm90aGluZzox"])
    contact = "query ($id: ID!) { node(id: $id) { __typename id } }"
    yield _query("node id of a contact", PEOPLE, contact, id=hidden.contact)


FILTERS: Final[dict[str, list[tuple[str, Any]]]] = {
    PEOPLE: [
        ("telephone", HIDDEN["telephone"]),
        ("telephone", "06 87654321"),
        ("email", HIDDEN["email"]),
        ("municipality", [BORNE]),
        ("listed", True),
        ("listed", False),
        ("onHold", True),
        ("onHold", False),
    ],
    ACTIONS: [
        ("municipality", [BORNE]),
        ("type", ["MISSING_PERSON"]),
        ("running", True),
        ("running", False),
    ],
}
"""By the fields of their input types; a test holds that all are here."""


def _filters(fields: Callable[[str], str]) -> Iterator[Way]:
    for kind, given in FILTERS.items():
        text = (
            f"query ($where: {kind}Where) {{ {LISTS[kind]}(where: $where, first: 100) "
            f"{{ totalCount nodes {{ {fields(kind)} }} }} }}"
        )
        for name, value in given:
            yield _query(f"filter {name}={value}", kind, text, where={name: value})


def _orders(fields: Callable[[str], str]) -> Iterator[Way]:
    by = CONTRACT.type_map["ParticipantOrderField"]
    assert isinstance(by, GraphQLEnumType)
    text = (
        "query ($by: [ParticipantOrder!]) { participants(orderBy: $by, first: 100) "
        f"{{ edges {{ cursor node {{ {fields(PEOPLE)} }} }} }} }}"
    )
    for name in by.values:
        for direction in ("ASC", "DESC"):
            order = [{"field": name, "direction": direction}]
            yield _query(f"order {name} {direction}", PEOPLE, text, by=order)


def _counts() -> Iterator[Way]:
    for kind, root in LISTS.items():
        yield _query("count", kind, f"{{ {root}(first: 1) {{ totalCount }} }}")
    for kind, table in ((PEOPLE, "participantCounts"), (ACTIONS, "actionCounts")):
        text = f"{{ {table}(by: [MUNICIPALITY]) {{ cells {{ keys count }} }} }}"
        yield _query("open count", kind, text)
    held = "{ municipalities(first: 100) { nodes { code listed onHold } } }"
    yield _query("count of its municipality", PEOPLE, held)


def _subscriptions(hidden: Hidden) -> Iterator[Way]:
    text = "subscription ($id: ID!) { runProgress(id: $id) { cursor } }"
    for kind, id_ in ((PEOPLE, hidden.participant), (ACTIONS, hidden.action)):
        yield Way(f"{kind} by subscription", kind, _streaming(text, id=id_))


def changes(hidden: Hidden) -> dict[str, dict[str, Any]]:
    """Input of each mutation that is told of somebody, or something, in Borne."""
    person = {"id": hidden.participant}
    return {
        "correctParticipant": {**person, "changedAt": NOW.isoformat(), "name": "X"},
        "optOutParticipant": person,
        "registerParticipantElsewhere": {
            **person,
            "address": {"municipality": "GM0141", "postcode": "7607AB", "houseNumber": "1"},
        },
        "restrictParticipant": person,
        "releaseParticipant": person,
        "eraseParticipant": person,
        "handOverParticipant": person,
        "reportDelivery": {"contact": hidden.contact, "at": NOW.isoformat()},
        "concludeAction": {
            "id": hidden.action,
            "endedAt": NOW.isoformat(),
            "outcome": "DIRECT",
            "reactions": 1,
        },
        "recordAction": {
            "municipality": BORNE,
            "type": "THEFT",
            "startedAt": NOW.isoformat(),
            "alerted": 1,
        },
        "registerParticipant": {
            "name": "X",
            "birthYear": 1970,
            "addresses": [{"municipality": BORNE, "postcode": "7622GZ", "houseNumber": "1"}],
            "contacts": [{"channel": "SMS", "value": HIDDEN["telephone"]}],
            "consents": ["ALERTS"],
            "source": "LETTER",
        },
        "revokeCredential": {"id": hidden.credential},
    }
