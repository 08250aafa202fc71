"""Whoever keeps people reads them, one by one; nobody else finds that they are there."""

import importlib
import logging
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from server.registry.database import Database
from tests.server.conftest import AtMostQueries, address_of, kept_out
from tests.server.graphql.people.conftest import ALMELO, ENSCHEDE, HENGELO, JAN, REGISTER, Desk

pytestmark = pytest.mark.anyio

WHOLE = """
  id birthYear channel channels registeredOn leftOn leftBecause onHoldSince source changedAt
  restricted name postcode houseNumber telephone email municipality { code }
  contacts { id channel value onHoldSince deliveries(first: 3) { at arrived failure } }
  consents { purpose source givenOn withdrawnOn }
"""
FIND = f"""
query ($where: ParticipantWhere, $first: Int = 20, $after: String, $purpose: Purpose! = KEEPING) {{
  participants(where: $where, first: $first, after: $after, purpose: $purpose) {{
    totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {WHOLE} }}
  }}
}}
"""
BY_ID = "query ($id: ID!) { node(id: $id) { id ... on Participant { name telephone } } }"
documents = importlib.import_module("server.graphql.limits.document")  # its function has its name
TELLING = ("Canarius", "canarius", "12345678", "7607", "12 A")


async def found(desk: Desk, **where: Any) -> list[dict[str, Any]]:
    data = await desk.ask(FIND, where=where)
    nodes: list[dict[str, Any]] = data["participants"]["nodes"]
    assert data["participants"]["totalCount"] >= len(nodes)
    return nodes


async def test_a_person_is_found_by_number_and_by_address_however_they_are_written(
    desk: Desk,
) -> None:
    id_ = await desk.register()

    by_number = await found(desk, telephone="+31 (0)6-1234 5678")
    by_address = await found(desk, email="JAN.CANARIUS@EXAMPLE.NL")

    assert by_number == by_address
    (jan,) = by_number
    assert jan["id"] == id_
    assert (jan["name"], jan["telephone"]) == ("Jan Canarius", "+31612345678")
    assert (jan["postcode"], jan["houseNumber"]) == ("7607AB", "12 A")
    assert (jan["birthYear"], jan["source"], jan["restricted"]) == (1970, "LETTER", False)
    assert jan["municipality"] == {"code": ALMELO}
    assert [one["purpose"] for one in jan["consents"]] == ["ALERTS", "NEWS"]
    assert [one["value"] for one in jan["contacts"]] == [
        "+31612345678",
        "jan.canarius@example.nl",
    ]
    assert not await found(desk, telephone="0687654321")
    assert not await found(desk, telephone="0612345678", municipality=[HENGELO])


async def test_those_drawn_by_chance_are_listed_with_nothing_that_tells_who_they_are(
    desk: Desk,
) -> None:
    nodes = await found(desk, municipality=[HENGELO], listed=True)

    assert len(nodes) == 20
    assert {node["municipality"]["code"] for node in nodes} == {HENGELO}
    for node in nodes:
        assert node["name"] is node["telephone"] is node["email"] is node["postcode"] is None
        assert node["contacts"] == node["consents"] == []
    assert not await desk.lines()


async def test_pages_hold_each_registration_of_the_own_municipalities_once(desk: Desk) -> None:
    seen: list[str] = []
    after, more = None, True
    query = """
    query ($after: String, $where: ParticipantWhere) {
      participants(first: 100, after: $after, where: $where,
                   orderBy: [{field: REGISTERED_ON, direction: DESC}]) {
        totalCount pageInfo { hasNextPage endCursor } nodes { id registeredOn }
      }
    }
    """
    days: list[str] = []
    while more:
        data = await desk.ask(query, after=after, where={"municipality": [ALMELO], "listed": False})
        page = data["participants"]
        seen += [node["id"] for node in page["nodes"]]
        days += [node["registeredOn"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert len(seen) == len(set(seen)) == page["totalCount"] > 100
    assert days == sorted(days, reverse=True)


async def test_a_page_takes_as_many_statements_however_many_people_it_has(
    desk: Desk, at_most_queries: AtMostQueries
) -> None:
    for number in range(12):
        contact = {"channel": "SMS", "value": f"06123456{number:02}"}
        await desk.register(contacts=[contact])
    where = {"municipality": [ALMELO], "listed": True}

    query = FIND.replace(
        "purpose: $purpose)",
        "purpose: $purpose, orderBy: [{field: REGISTERED_ON, direction: DESC}])",
    )

    # the page and its count, contacts, deliveries, consents, municipalities; and three of the trail
    with at_most_queries(10):
        nodes = (await desk.ask(query, where=where))["participants"]["nodes"]

    assert sum(node["name"] is not None for node in nodes) == 12


async def test_who_does_not_keep_people_finds_nobody_by_any_way(desk: Desk) -> None:
    id_ = await desk.register()
    refused = {}
    for by in ("anonymous", "policy", "auditor", "administrator"):
        told = (await desk.post(FIND, by=by, where={"telephone": "0612345678"})).json()
        assert "data" not in told or told["data"] is None
        refused[by] = told["errors"][0]["extensions"]["code"]
        assert await _seen(desk, by, id_) == (None, [None], set())
    data = await desk.ask(FIND, by="elsewhere", where={"telephone": "0612345678"})
    seen = await _seen(desk, "elsewhere", id_)

    assert refused.pop("anonymous") == "CREDENTIAL_REQUIRED"
    assert set(refused.values()) == {"FORBIDDEN"}
    assert (data["participants"]["nodes"], data["participants"]["totalCount"]) == ([], 0)
    assert seen == (None, [None], {ENSCHEDE})
    assert {line.subject for line in await desk.lines("READ")} == {None}


async def _seen(desk: Desk, by: str, id_: str) -> tuple[Any, Any, set[str]]:
    """What is found by an id, by ids, and in which municipalities."""
    by_id = await desk.ask(BY_ID, by=by, id=id_)
    by_ids = await desk.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", by=by, ids=[id_])
    within = (
        "{ municipalities(first: 20) { nodes { code participants(first: 1) { totalCount } } } }"
    )
    towns = (await desk.ask(within, by=by))["municipalities"]["nodes"]
    kept = {town["code"] for town in towns if town["participants"] is not None}
    return by_id["node"], by_ids["nodes"], kept


async def test_of_what_is_read_of_somebody_one_line_says_which_fields_by_whom_and_why(
    desk: Desk,
) -> None:
    id_ = await desk.register()
    query = """
    query ($where: ParticipantWhere, $id: ID!, $more: Boolean!) {
      participants(where: $where, purpose: CHECKING) {
        nodes { id alias: name __typename ...More email @include(if: $more) }
      }
      again: participants(where: $where, purpose: CHECKING) { nodes { postcode } }
      node(id: $id) { ... on Participant { houseNumber } ... on Municipality { landHa } }
    }
    fragment More on Participant { contacts { value } birthYear }
    """

    await desk.ask(query, where={"telephone": "0612345678"}, id=id_, more=False)

    lines = await desk.lines("READ")
    assert sorted((line.who, line.purpose, line.fields) for line in lines) == [
        ("c1", "CHECKING", "birthYear contacts name postcode telephone"),
        ("c1", "KEEPING", "houseNumber"),
    ]
    (registered,) = await desk.lines("REGISTERED")
    assert {line.subject for line in lines} == {registered.subject}


async def test_an_id_alone_is_no_reading_but_seeking_by_a_number_is(desk: Desk) -> None:
    id_ = await desk.register()
    await desk.ask("query ($id: ID!) { node(id: $id) { id __typename } }", id=id_)
    assert not await desk.lines("READ")

    query = "query ($where: ParticipantWhere) { participants(where: $where) { totalCount } }"
    await desk.ask(query, where={"telephone": "0612345678"})

    assert [line.fields for line in await desk.lines("READ")] == ["telephone"]


async def test_seeking_that_finds_nobody_is_kept_as_nobodys(desk: Desk) -> None:
    query = "query ($where: ParticipantWhere) { participants(where: $where) { totalCount } }"

    await desk.ask(query, where={"telephone": "0687654321", "listed": True})
    await desk.ask(query, where={"listed": True})

    kept = [(line.who, line.subject, line.fields) for line in await desk.lines("READ")]
    assert kept == [("c1", None, "telephone")]


async def test_seeking_past_the_last_page_is_a_reading_of_whoever_matches(desk: Desk) -> None:
    await desk.register()
    query = """
    query ($where: ParticipantWhere, $after: String) {
      participants(where: $where, after: $after, purpose: COMPLAINT) {
        totalCount pageInfo { endCursor }
      }
    }
    """
    page = (await desk.ask(query, where={"telephone": "0612345678"}))["participants"]
    before = len(await desk.lines("READ"))

    for where in ({"telephone": "0612345678"}, {"email": "jan.canarius@example.nl"}):
        told = await desk.ask(query, where=where, after=page["pageInfo"]["endCursor"])
        assert told["participants"]["totalCount"] == 1

    assert [line.fields for line in (await desk.lines("READ"))[before:]] == ["telephone", "email"]
    (registered,) = await desk.lines("REGISTERED")
    assert {line.subject for line in await desk.lines("READ")} == {registered.subject}


@pytest.mark.parametrize("selected", ["edges { cursor }", "nodes { id }", "pageInfo { endCursor }"])
async def test_a_row_tells_what_it_is_filtered_and_ordered_by_and_a_number_does_not(
    desk: Desk, selected: str
) -> None:
    await desk.register()
    query = """
    query ($where: ParticipantWhere, $order: [ParticipantOrder!]) {
      participants(where: $where, orderBy: $order) { SELECTED }
    }
    """
    asked: dict[str, Any] = {
        "where": {"listed": True, "onHold": False},
        "order": [{"field": "REGISTERED_ON", "direction": "DESC"}, {"field": "MUNICIPALITY"}],
    }
    await desk.ask(query.replace("SELECTED", "totalCount"), **asked)
    assert not await desk.lines("READ")

    await desk.ask(query.replace("SELECTED", selected), **asked)

    (line,) = await desk.lines("READ")
    assert line.fields == "listed municipality onHold registeredOn"


async def test_what_a_change_answers_with_is_a_reading_too(desk: Desk) -> None:
    query = """
    mutation ($input: RegisterParticipantInput!) {
      registerParticipant(input: $input) { participants { name } userErrors { code } }
    }
    """

    await desk.ask(query, input=JAN)

    assert [(line.deed, line.fields) for line in await desk.lines()][1:] == [("READ", "name")]


async def test_people_come_by_no_address_and_are_kept_by_no_client(desk: Desk) -> None:
    id_ = await desk.register()
    headers = {
        "authorization": (await desk.post("{ __typename }")).request.headers["authorization"]
    }
    query = "query ($where: ParticipantWhere) { participants(where: $where) { totalCount } }"
    variables = '{"where": {"telephone": "0612345678"}}'

    by_get = await desk.client.get(
        "/graphql", params={"query": query, "variables": variables}, headers=headers
    )
    posted = await desk.post(query, where={"telephone": "0612345678"})
    inside = await desk.post(
        "{ municipalities { nodes { participants(first: 1) { totalCount } } } }"
    )
    open_data = await desk.post("{ municipalities { nodes { code } } }")

    by_id = await desk.client.get(
        "/graphql",
        params={"query": BY_ID, "variables": f'{{"id": "{id_}"}}'},
        headers=headers,
    )

    assert by_get.status_code == by_id.status_code == 405
    for answer in (by_get, by_id, posted, inside):
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
    assert "etag" in open_data.headers


WRONG: list[tuple[str, Any]] = [
    ("name", 12345678),
    ("birthYear", "1970 Canarius"),
    ("source", "Canarius"),
    ("contacts", [{"channel": "SMS", "value": {"number": "12345678"}}]),
    ("contacts", [{"channel": "12345678", "value": "x"}]),
    ("Canarius", "12345678"),
    ("addresses", "Canarius"),
    ("consents", ["Canarius"]),
]


async def test_what_does_not_fit_is_told_by_its_field_and_never_by_its_value(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for field, value in WRONG:
            answer = await desk.post(REGISTER, input={**JAN, field: value})

            assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_DOCUMENT"
            assert not [told for told in TELLING if told in answer.text], field

    assert not [told for told in TELLING if told in caplog.text]


async def test_a_missing_field_is_named_without_the_rest(desk: Desk) -> None:
    answer = await desk.post(REGISTER, input={**JAN, "birthYear": None} | {"source": None})
    left_out = await desk.post(REGISTER, input={k: v for k, v in JAN.items() if k != "birthYear"})

    assert "birthYear must be given" in left_out.json()["errors"][0]["message"]
    for told in TELLING:
        assert told not in answer.text + left_out.text


async def test_values_of_people_stand_in_no_document_that_is_remembered(desk: Desk) -> None:
    for query in (
        '{ participants(where: {telephone: "0612345678"}) { totalCount } }',
        '{ municipalities { nodes { participants(where: {email: "a@b.nl"}) { totalCount } } } }',
        'mutation { optOutParticipant(input: {id: "x"}) { userErrors { code } } }',
        "mutation { correctParticipant(input: {birthYear: 1970}) { userErrors { code } } }",
        'query ($t: String = "0612") { participants(where: {telephone: $t}) { totalCount } }',
        'query ($w: ParticipantWhere = {email: "a"}) { participants(where: $w) { totalCount } }',
        'mutation { registerParticipant(input: {name: "Canarius" }',
    ):
        answer = (await desk.post(query)).json()

        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "BAD_DOCUMENT"
        assert "variables alone" in error["message"] or "Syntax" in error["message"]
        assert query not in documents._refusals


async def test_a_document_with_numbers_and_names_of_pages_alone_is_taken(desk: Desk) -> None:
    query = "query ($n: Int = 3) { participants(first: $n, where: {listed: true}) { totalCount } }"

    assert (await desk.ask(query))["participants"]["totalCount"] > 3


async def test_what_cannot_be_written_down_is_not_told(desk: Desk) -> None:
    id_ = await desk.register()
    address = address_of(desk.client)
    lifetime = desk.client._transport.app.state.lifetime  # type: ignore[attr-defined]  # for ASGI
    impatient, lifetime.database = lifetime.database, Database(address, busy_timeout=0.05)
    try:
        with kept_out(address):
            answer = await desk.post(BY_ID, id=id_)
    finally:
        await lifetime.database.close()
        lifetime.database = impatient

    told = answer.json()
    assert [error["extensions"]["code"] for error in told["errors"]] == ["BUSY"]
    assert "data" not in told
    assert (await desk.ask(BY_ID, id=id_))["node"]["name"] == "Jan Canarius"


async def test_a_change_that_was_kept_and_cannot_be_told_is_not_to_be_asked_again(
    desk: Desk,
) -> None:
    """Another writes for long from the moment at which the change is kept."""
    query = REGISTER.replace("participants { id }", "participants { name }")
    address = address_of(desk.client)
    lifetime = desk.client._transport.app.state.lifetime  # type: ignore[attr-defined]  # for ASGI
    impatient, lifetime.database = lifetime.database, Database(address, busy_timeout=0.05)
    changing: list[str] = []

    def changes(*happening: Any) -> None:
        if "INSERT INTO audit_line" in happening[2]:
            changing.append(happening[2])

    def kept(*_: Any) -> None:
        if len(changing) == 1:
            changing.clear()
            others.enter_context(kept_out(address))

    event.listen(Engine, "before_cursor_execute", changes)
    event.listen(Pool, "checkin", kept)
    try:
        with ExitStack() as others:
            told = (await desk.post(query, input=JAN)).json()
    finally:
        event.remove(Engine, "before_cursor_execute", changes)
        event.remove(Pool, "checkin", kept)
        await lifetime.database.close()
        lifetime.database = impatient

    assert [error["extensions"]["code"] for error in told["errors"]] == ["UNCERTAIN"]
    assert "what was changed is kept" in told["errors"][0]["message"]
    assert "data" not in told
    assert [line.deed for line in await desk.lines()] == ["REGISTERED"]


async def test_without_keys_what_is_sealed_stays_shut(desk: Desk) -> None:
    id_ = await desk.register()
    desk.client._transport.app.state.lifetime.ring = None  # type: ignore[attr-defined]  # for ASGI

    by_id = (await desk.post(BY_ID, id=id_)).json()
    sought = (await desk.post(FIND, where={"telephone": "0612345678"})).json()
    drawn = await found(desk, listed=True)

    for told in (by_id, sought):
        assert {error["extensions"]["code"] for error in told["errors"]} == {"NO_KEYS"}
    assert len(drawn) == 20
