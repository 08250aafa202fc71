"""The example operations on people and actions, in the order in which a desk needs them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from httpx import AsyncClient

from server.credentials import Principal, Role, tokens
from server.sealing import drawn
from tests.server.conftest import Serve

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parents[2] / "docs" / "operations" / "people"
TOKEN = tokens.new()
DESK = Principal(
    roles=frozenset({Role.REGISTRAR, Role.ADMINISTRATOR}),
    municipalities=frozenset({"GM0153", "GM0141"}),
    id="c1",
)


class Desk:
    """Sends the examples as a registrar who knows policy too."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def ask(self, name: str, **variables: Any) -> dict[str, Any]:
        """Its one field; with the variables that lie beside it where none are given."""
        file = FOLDER / f"{name}.variables.json"
        given = variables or orjson.loads(file.read_bytes())
        sent = {"query": (FOLDER / f"{name}.graphql").read_text("utf-8"), "variables": given}
        headers = {"authorization": f"Bearer {TOKEN}"}
        told = (await self._client.post("/graphql", json=sent, headers=headers)).json()
        assert "errors" not in told, told["errors"]
        (payload,) = told["data"].values()
        assert not payload.get("userErrors"), payload
        return dict(payload)

    async def change(self, name: str, /, **known: Any) -> dict[str, Any]:
        """The same, with what only the register tells put into the variables beside it."""
        given = orjson.loads((FOLDER / f"{name}.variables.json").read_bytes())["input"]
        assert known.keys() <= given.keys()
        return await self.ask(name, input=given | known)


@pytest.fixture
async def desk(serve: Serve, tmp_path: Path) -> AsyncIterator[Desk]:
    settings = {"keys": drawn().line, "erasures": tmp_path / "erasures"}
    async with serve(lent={tokens.digest(TOKEN): DESK}, **settings) as client:
        yield Desk(client)


async def test_the_examples_take_somebody_from_registering_to_being_erased(desk: Desk) -> None:
    (registered,) = (await desk.ask("register-participant"))["participants"]
    (found,) = (await desk.ask("participants"))["nodes"]
    id_, contact = found["id"], found["contacts"][0]["id"]
    elsewhere = await desk.change("register-participant-elsewhere", id=id_)
    corrected = await desk.change("correct-participant", id=id_, changedAt=found["changedAt"])
    action = (await desk.ask("record-action"))["action"]
    running = (await desk.ask("actions"))["nodes"]
    await desk.change("report-delivery", contact=contact, action=action["id"])
    concluded = await desk.change("conclude-action", id=action["id"])
    await desk.ask("adopt-scenario")
    left = await desk.change("opt-out-participant", id=id_)
    handed_over = await desk.change("hand-over-participant", id=id_)
    restricted = await desk.change("restrict-participant", id=id_)
    released = await desk.change("release-participant", id=id_)
    erased = await desk.change("erase-participant", id=id_)
    again = (await desk.ask("participants"))["nodes"]

    assert registered["id"] == id_
    assert elsewhere["participant"]["municipality"]["name"] == "Almelo"
    assert corrected["participant"]["name"] == "Piet Jansen"
    assert [one["title"] for one in running if one["title"]] == ["Vermist: jongen van 9"]
    assert concluded["action"]["outcome"] == "DIRECT"
    assert left["participant"]["leftBecause"] == "OPTED_OUT"
    assert orjson.loads(handed_over["file"])["person"]["name"] == "Piet Jansen"
    told = [one["participant"]["restricted"] for one in (restricted, released)]
    assert told == [True, False]
    assert erased["erasedAt"] is not None
    assert again == []
