"""People and actions are changed by mutations, whose payloads say why not."""

from typing import Any

import pytest

from tests.server.graphql.people.conftest import ALMELO, ENSCHEDE, HENGELO, JAN, REGISTER, Desk

pytestmark = pytest.mark.anyio

ELSEWHERE = """
mutation ($input: RegisterParticipantElsewhereInput!) {
  registerParticipantElsewhere(input: $input) {
    participant { id municipality { code } name } userErrors { code path }
  }
}
"""
CORRECT = """
mutation ($input: CorrectParticipantInput!) {
  correctParticipant(input: $input) {
    participant { id name birthYear changedAt contacts { value } } userErrors { code path message }
  }
}
"""
OPT_OUT = """
mutation ($input: OptOutParticipantInput!) {
  optOutParticipant(input: $input) {
    participant { id leftOn leftBecause consents { withdrawnOn } } userErrors { code path }
  }
}
"""
DELIVERED = """
mutation ($input: ReportDeliveryInput!) {
  reportDelivery(input: $input) {
    participant { onHoldSince contacts { onHoldSince deliveries { arrived failure } } }
    userErrors { code path message }
  }
}
"""
RECORD = """
mutation ($input: RecordActionInput!) {
  recordAction(input: $input) {
    action { id title body outcome area { radiusM } municipality { code } } userErrors { code path }
  }
}
"""
CONCLUDE = """
mutation ($input: ConcludeActionInput!) {
  concludeAction(input: $input) { action { outcome reactions endedAt } userErrors { code path } }
}
"""
ADOPT = """
mutation ($input: AdoptScenarioInput!) {
  adoptScenario(input: $input) { adoption { scenario since } userErrors { code path } }
}
"""
READ = "query ($id: ID!) { node(id: $id) { ... on Participant { changedAt contacts { id } } } }"
MISSING: dict[str, Any] = {
    "municipality": ALMELO,
    "type": "MISSING_PERSON",
    "startedAt": "2024-11-28T10:00:00+01:00",
    "alerted": 1_200,
    "title": "Vermist: Jan Canarius",
    "area": {"latitude": 52.35, "longitude": 6.66, "radiusM": 2_000},
}


async def test_a_refused_registration_says_where_and_takes_nobody(desk: Desk) -> None:
    addresses = [*JAN["addresses"], {**JAN["addresses"][0], "postcode": "76"}]

    payload = await desk.change(REGISTER, **{**JAN, "addresses": addresses})

    assert payload["participants"] == []
    (error,) = payload["userErrors"]
    assert (error["code"], error["path"]) == (
        "BAD_INPUT",
        ["input", "addresses", "1", "postcode"],
    )
    assert not await desk.lines()


async def test_nobody_is_registered_twice_nor_where_the_credential_keeps_nobody(
    desk: Desk,
) -> None:
    await desk.register()
    there = [{**JAN["addresses"][0], "municipality": ENSCHEDE}]

    again = await desk.change(REGISTER, **JAN)
    away = await desk.change(REGISTER, **{**JAN, "addresses": there})

    assert again["userErrors"][0]["code"] == "ALREADY_REGISTERED"
    assert away["userErrors"][0]["code"] == "FORBIDDEN"


async def test_whoever_is_told_that_somebody_is_registered_has_a_line_in_the_trail(
    desk: Desk,
) -> None:
    await desk.register()
    (jan,) = {line.subject for line in await desk.lines("REGISTERED")}
    other = await desk.register(contacts=[{"channel": "SMS", "value": "06 87654321"}])
    seen = (await desk.ask(READ, id=other))["node"]["changedAt"]
    before = len(await desk.lines())

    tried = await desk.change(REGISTER, **JAN)
    corrected = await desk.change(CORRECT, id=other, changedAt=seen, contacts=JAN["contacts"])

    codes = [one["userErrors"][0]["code"] for one in (tried, corrected)]
    assert codes == ["ALREADY_REGISTERED"] * 2
    lines = (await desk.lines())[before:]
    told = [(line.deed, line.subject, line.fields, line.purpose) for line in lines]
    assert told == [("READ", jan, "contacts", purpose) for purpose in ("KEEPING", "REQUEST")]


async def test_somebody_registers_at_one_more_address(desk: Desk) -> None:
    id_ = await desk.register()
    address = {"municipality": HENGELO, "postcode": "7551 AB", "houseNumber": "1"}

    payload = await desk.change(ELSEWHERE, id=id_, address=address)

    assert not payload["userErrors"]
    assert payload["participant"]["name"] == "Jan Canarius"
    assert payload["participant"]["municipality"] == {"code": HENGELO}
    assert payload["participant"]["id"] != id_


async def test_a_correction_gives_back_when_it_was_read_and_comes_too_late_the_second_time(
    desk: Desk,
) -> None:
    id_ = await desk.register()
    seen = (await desk.ask(READ, id=id_))["node"]["changedAt"]

    first = await desk.change(CORRECT, id=id_, changedAt=seen, name="Piet", birthYear=1971)
    second = await desk.change(CORRECT, id=id_, changedAt=seen, name="Klaas")

    assert (first["participant"]["name"], first["participant"]["birthYear"]) == ("Piet", 1971)
    assert second["userErrors"][0]["code"] == "CHANGED_MEANWHILE"
    seen = first["participant"]["changedAt"]
    third = await desk.change(CORRECT, id=id_, changedAt=seen, name="Klaas")
    assert third["participant"]["name"] == "Klaas"
    assert [line.purpose for line in await desk.lines("CORRECTED")] == ["REQUEST"] * 2


async def test_who_opts_out_has_left_and_agrees_to_nothing(desk: Desk) -> None:
    id_ = await desk.register()

    payload = await desk.change(OPT_OUT, id=id_)

    left = payload["participant"]
    assert left["leftBecause"] == "OPTED_OUT"
    assert {consent["withdrawnOn"] for consent in left["consents"]} == {left["leftOn"]}
    assert (await desk.change(OPT_OUT, id=id_))["participant"] == left
    assert len(await desk.lines("OPTED_OUT")) == 1


async def test_what_does_not_arrive_puts_on_hold_and_what_does_takes_off(desk: Desk) -> None:
    id_ = await desk.register()
    contacts = [one["id"] for one in (await desk.ask(READ, id=id_))["node"]["contacts"]]
    sent = {"at": "2026-01-05T10:00:00Z", "failure": "ABSENT_SUBSCRIBER"}

    for contact in contacts:
        payload = await desk.change(DELIVERED, contact=contact, **sent)
    assert payload["participant"]["onHoldSince"] is not None
    assert payload["participant"]["contacts"][0]["deliveries"] == [
        {"arrived": False, "failure": "ABSENT_SUBSCRIBER"}
    ]

    payload = await desk.change(DELIVERED, contact=contacts[0], at="2026-01-06T10:00:00Z")
    assert payload["participant"]["onHoldSince"] is None


async def test_a_wrong_report_changes_nothing(desk: Desk) -> None:
    id_ = await desk.register()
    contact = (await desk.ask(READ, id=id_))["node"]["contacts"][0]["id"]
    wrong: list[tuple[dict[str, Any], list[str]]] = [
        ({"failure": "06 12345678"}, ["input", "failure"]),
        ({"at": "2026-01-05T10:00:00"}, ["input", "at"]),
        ({"at": "2999-01-05T10:00:00Z"}, ["input", "at"]),
        ({"contact": "nobody"}, ["input"]),
        ({"action": "nothing"}, ["input"]),
    ]
    for told, path in wrong:
        sent = {"contact": contact, "at": "2026-01-05T10:00:00Z", **told}
        payload = await desk.change(DELIVERED, **sent)

        assert payload["userErrors"][0]["path"] == path
        assert "12345678" not in payload["userErrors"][0]["message"]
    assert not await desk.lines("DELIVERY_REPORTED")


async def test_an_action_begins_ends_once_and_is_read_by_those_who_keep_it(desk: Desk) -> None:
    recorded = (await desk.change(RECORD, **MISSING))["action"]
    end = {"id": recorded["id"], "endedAt": "2024-11-28T12:00:00+01:00", "outcome": "DIRECT"}
    concluded = await desk.change(CONCLUDE, **end, reactions=40)
    again = await desk.change(CONCLUDE, **end, reactions=41)

    assert recorded["title"] == "Vermist: Jan Canarius"
    assert recorded["area"] == {"radiusM": 2_000.0}
    assert concluded["action"]["reactions"] == 40
    assert again["userErrors"][0]["code"] == "ALREADY_ENDED"
    query = """
    query ($where: ActionWhere) {
      actions(where: $where, first: 1) { totalCount nodes { id title municipality { code } } }
    }
    """
    where = {"municipality": [ALMELO], "type": ["MISSING_PERSON"], "running": False}
    (latest,) = (await desk.ask(query, where=where))["actions"]["nodes"]
    assert latest["id"] == recorded["id"]
    by_id = "query ($id: ID!) { node(id: $id) { id } }"
    assert (await desk.ask(by_id, by="elsewhere", id=recorded["id"]))["node"] is None
    fields = [line.fields for line in await desk.lines("READ")]
    assert fields == ["action.area action.body action.title", "action.title"]


async def test_who_keeps_no_actions_reads_and_records_none(desk: Desk) -> None:
    codes = {}
    for by in ("anonymous", "policy", "auditor", "administrator"):
        told = (await desk.post("{ actions { totalCount } }", by=by)).json()
        payload = await desk.change(RECORD, by=by, **MISSING)
        codes[by] = payload["userErrors"][0]["code"]
        assert told["errors"][0]["extensions"]["code"] == codes[by]

    assert codes.pop("anonymous") == "CREDENTIAL_REQUIRED"
    assert set(codes.values()) == {"FORBIDDEN"}


async def test_once_scenario_3_is_adopted_nobody_registers_but_people_correct_and_leave(
    desk: Desk,
) -> None:
    id_ = await desk.register()
    seen = (await desk.ask(READ, id=id_))["node"]["changedAt"]
    frozen = {"scenario": "FROZEN", "since": "2015-01-01"}

    forbidden = [
        (await desk.change(ADOPT, by=by, **frozen))["adoption"]
        for by in ("anonymous", "policy", "registrar", "auditor")
    ]
    assert (await desk.change(ADOPT, by="administrator", **frozen))["adoption"] == frozen
    refused = await desk.change(REGISTER, **JAN)
    corrected = await desk.change(CORRECT, id=id_, changedAt=seen, name="Piet")
    left = await desk.change(OPT_OUT, id=id_)

    assert forbidden == [None] * 4
    assert [line.who for line in await desk.lines("ADOPTED")] == ["c5"]
    assert refused["userErrors"][0]["code"] == "REGISTRATIONS_CLOSED"
    assert not corrected["userErrors"]
    assert not left["userErrors"]
