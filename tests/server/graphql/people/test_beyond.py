"""What no row can be is refused, or an id of nothing: on neither database it is a defect."""

from typing import Any

import pytest

from server.graphql import ids
from tests.server.graphql.people.conftest import Desk

pytestmark = pytest.mark.anyio

NODE = "query ($id: ID!) { node(id: $id) { id } }"
RUN = "query ($id: ID!) { run(id: $id) { state } }"
FIND = "query ($where: ParticipantWhere) { participants(where: $where) { totalCount } }"
TRAIL = "query ($where: AuditWhere) { auditTrail(where: $where, first: 1) { totalCount } }"
DELIVERED = """
mutation ($input: ReportDeliveryInput!) {
  reportDelivery(input: $input) { userErrors { code path } }
}
"""
NUL = "\0"
NUMBERS = ["2147483648", "999999999999999999", "9" * 40]
MOMENTS = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]


@pytest.mark.parametrize(
    ("kind", "by"),
    [("Participant", "registrar"), ("Action", "registrar"), ("AuditLine", "auditor")],
)
async def test_a_number_over_any_row_is_that_of_nothing(desk: Desk, kind: str, by: str) -> None:
    for number in NUMBERS:
        assert await desk.ask(NODE, by=by, id=ids.encode(kind, number)) == {"node": None}


@pytest.mark.parametrize(
    ("query", "by", "asked"),
    [
        (NODE, "registrar", {"id": ids.encode("Municipality", NUL)}),
        (NODE, "registrar", {"id": ids.encode("Run", NUL)}),
        (RUN, "anonymous", {"id": NUL}),
        (FIND, "registrar", {"where": {"municipality": [NUL]}}),
        (TRAIL, "auditor", {"where": {"subject": NUL}}),
        *((TRAIL, "auditor", {"where": {"since": moment}}) for moment in MOMENTS),
    ],
)
async def test_a_text_or_moment_beyond_a_register_finds_nothing_or_is_refused(
    desk: Desk, query: str, by: str, asked: dict[str, Any]
) -> None:
    told = (await desk.post(query, by=by, **asked)).json()

    codes = [error["extensions"]["code"] for error in told.get("errors", [])]
    assert set(codes) <= {"BAD_INPUT", "UNKNOWN_RUN"}
    assert codes or [*told["data"].values()] in ([None], [{"totalCount": 0}])


@pytest.mark.parametrize("at", MOMENTS)
async def test_a_delivery_at_a_moment_beyond_a_register_is_refused(desk: Desk, at: str) -> None:
    query = "query ($id: ID!) { node(id: $id) { ... on Participant { contacts { id } } } }"
    found = await desk.ask(query, id=await desk.register())
    contact = found["node"]["contacts"][0]["id"]

    payload = await desk.change(DELIVERED, contact=contact, at=at)

    assert [error["code"] for error in payload["userErrors"]] == ["BAD_INPUT"]
