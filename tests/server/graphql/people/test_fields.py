"""Sealed fields open for whoever may see them, even where a row came to somebody by mistake."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.credentials import ANONYMOUS, Principal, Right, Role
from server.errors import Code, Refused
from server.graphql.people import People
from server.registry import ActionReport, Database, Person
from server.registry.sealings import Column, place
from server.sealing import KeyRing, drawn, seal
from tests.server.services.test_access import somebody

pytestmark = pytest.mark.anyio

KEY = drawn()
RING = KeyRing({KEY.id: KEY})
NAME, BODY = Person.name, ActionReport.body


def told(tmp_path: Path, who: Principal, column: Column) -> str:
    reach = People(Database(tmp_path / "none"), who, RING, now=datetime(2015, 1, 1, tzinfo=UTC))
    return reach.told(column, "1", seal(RING, "Jansen", place(column, "1")))


@pytest.mark.parametrize(
    ("who", "columns"),
    [
        (somebody(Role.REGISTRAR, of=("GM0153",)), [NAME, BODY]),
        (somebody(Role.REGISTRAR, of=("GM0153",), only={Right.READ_PEOPLE}), [NAME]),
        (somebody(Role.REGISTRAR, of=("GM0153",), only={Right.READ_ACTIONS}), [BODY]),
    ],
)
async def test_a_registrar_opens_what_its_rights_hold(
    tmp_path: Path, who: Principal, columns: list[Column]
) -> None:
    for column in (NAME, BODY):
        if column in columns:
            assert told(tmp_path, who, column) == "Jansen"
        else:
            with pytest.raises(Refused):
                told(tmp_path, who, column)


@pytest.mark.parametrize(
    "who",
    [ANONYMOUS, *(somebody(role) for role in Role if role is not Role.REGISTRAR)],
    ids=["anonymous", *(role for role in Role if role is not Role.REGISTRAR)],
)
async def test_nobody_else_opens_anything(tmp_path: Path, who: Principal) -> None:
    for column in (NAME, BODY):
        with pytest.raises(Refused) as refused:
            told(tmp_path, who, column)
        assert refused.value.code is Code.FORBIDDEN
        assert "Jansen" not in str(refused.value.message)
