"""The rights of a person, exercised by mutations."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.server.graphql.people.conftest import ALMELO, HENGELO, Desk

pytestmark = pytest.mark.anyio

HAND_OVER = """
mutation ($input: HandOverParticipantInput!) {
  handOverParticipant(input: $input) { file userErrors { code path } }
}
"""
RESTRICT = """
mutation ($input: RestrictParticipantInput!) {
  restrictParticipant(input: $input) { participant { restricted } userErrors { code path } }
}
"""
RELEASE = RESTRICT.replace("Restrict", "Release").replace("restrictP", "releaseP")
ERASE = """
mutation ($input: EraseParticipantInput!) {
  eraseParticipant(input: $input) { erasedAt userErrors { code path message } }
}
"""
CORRECT = """
mutation ($input: CorrectParticipantInput!) {
  correctParticipant(input: $input) { userErrors { code } }
}
"""
READ = """
query ($id: ID!) { node(id: $id) { ... on Participant { name changedAt restricted } } }
"""
FIND = "query ($w: ParticipantWhere) { participants(where: $w) { totalCount } }"
ALL = (HAND_OVER, RESTRICT, RELEASE, ERASE)
BOTH = [
    {"municipality": place, "postcode": "7607 AB", "houseNumber": "12a"}
    for place in (ALMELO, HENGELO)
]


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


async def test_a_person_gets_all_that_is_held_and_the_trail_tells_so(desk: Desk) -> None:
    id_ = await desk.register(addresses=BOTH)

    payload = await desk.change(HAND_OVER, id=id_)

    file = json.loads(payload["file"])
    assert payload["userErrors"] == []
    assert file["person"]["name"] == "Jan Canarius"
    assert len(file["registrations"]) == 2
    assert [line["deed"] for line in file["audit"]] == ["REGISTERED", "HANDED_OVER"]
    (line,) = await desk.lines("HANDED_OVER")
    assert (line.who, line.purpose) == ("c1", "REQUEST")


async def test_who_is_restricted_is_kept_and_not_changed_until_released(desk: Desk) -> None:
    id_ = await desk.register()

    restricted = await desk.change(RESTRICT, id=id_)

    assert restricted == {"participant": {"restricted": True}, "userErrors": []}
    seen = (await desk.ask(READ, id=id_))["node"]["changedAt"]
    refused = await desk.change(CORRECT, id=id_, changedAt=seen, name="Piet")
    assert codes(refused) == ["RESTRICTED"]
    released = await desk.change(RELEASE, id=id_)
    assert released == {"participant": {"restricted": False}, "userErrors": []}
    seen = (await desk.ask(READ, id=id_))["node"]["changedAt"]
    assert codes(await desk.change(CORRECT, id=id_, changedAt=seen, name="Piet")) == []


async def test_who_is_erased_is_found_by_nothing_any_more(desk: Desk) -> None:
    id_ = await desk.register(addresses=BOTH)

    payload = await desk.change(ERASE, id=id_)

    assert payload["erasedAt"] is not None
    assert (await desk.ask(READ, id=id_))["node"] is None
    for sought in ({"telephone": "06 12345678"}, {"email": "jan.canarius@example.nl"}):
        assert (await desk.ask(FIND, w=sought))["participants"]["totalCount"] == 0
    assert codes(await desk.change(ERASE, id=id_)) == ["UNKNOWN_PARTICIPANT"]
    assert len(await desk.lines("ERASED")) == 1


async def test_nobody_else_exercises_them(desk: Desk) -> None:
    id_ = await desk.register()
    refused = {
        "anonymous": "CREDENTIAL_REQUIRED",
        "policy": "FORBIDDEN",
        "auditor": "FORBIDDEN",
        "administrator": "FORBIDDEN",
        "elsewhere": "UNKNOWN_PARTICIPANT",
    }

    for by, code in refused.items():
        for mutation in ALL:
            payload = await desk.change(mutation, by=by, id=id_)
            assert (by, codes(payload)) == (by, [code])
            assert "Jan" not in str(payload)

    assert (await desk.ask(READ, id=id_))["node"]["restricted"] is False


async def test_what_another_municipality_keeps_of_somebody_is_neither_told_nor_erased(
    desk: Desk,
) -> None:
    id_ = await desk.register(addresses=BOTH)

    for mutation in ALL:
        assert codes(await desk.change(mutation, by="half", id=id_)) == ["FORBIDDEN"]

    assert (await desk.ask(READ, id=id_))["node"]["restricted"] is False


async def test_an_erasure_that_cannot_be_listed_is_refused_and_told_so(
    desk: Desk, tmp_path: Path
) -> None:
    id_ = await desk.register()
    (tmp_path / "erasures").mkdir()

    payload = await desk.change(ERASE, id=id_)

    assert codes(payload) == ["LIST_UNWRITABLE"]
    assert payload["erasedAt"] is None
    assert (await desk.ask(READ, id=id_))["node"]["name"] == "Jan Canarius"
