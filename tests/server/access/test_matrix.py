"""Role × municipality × field × way: what is hidden is answered as if it were not there.

Each question is put to a register that holds it and to one that does not. Equal answers tell
nothing, whatever they look like: no count, no order, no code, no message gives it away.
"""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLInputObjectType

from server.rest import actions, door
from server.rest.parameters import Format
from tests.server.access import world
from tests.server.access.selecting import CONTRACT, mutations, paths, queries
from tests.server.access.ways import ACTIONS, FILTERS, LISTS, PEOPLE, changes, ways
from tests.server.access.world import ASKERS, HIDDEN, Door, Hidden

pytestmark = pytest.mark.anyio

OF_NOBODY = {
    *("startRun", "cancelRun", "adoptScenario", "issueCredential"),
}
"""Mutations that are told of no one and of nothing that is hidden."""

QUICK = {"anonymous", "everything but a registrar", "registrar of Almelo", "registrar of Borne"}
"""Whose questions every change is held to; those of the others are asked in the slow tests."""


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Hidden]:
    folder = tmp_path_factory.mktemp("matrix")
    return folder, world.build_registers(folder)


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def hidden(registers: tuple[Path, Hidden]) -> Hidden:
    return registers[1]


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in ASKERS],
)
def who(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
async def doors(
    registers: tuple[Path, Hidden], tmp_path_factory: pytest.TempPathFactory, who: str
) -> AsyncIterator[tuple[Door, Door]]:
    """To the full register, and to the one that must look the same."""
    copies = tmp_path_factory.mktemp("copies")
    async with AsyncExitStack() as stack:
        names = dict.fromkeys(("full", ASKERS[who].sees))
        opened = {
            name: await stack.enter_async_context(world.served(registers[0], name, copies))
            for name in names
        }
        yield opened["full"], opened[ASKERS[who].sees]


def exports() -> dict[str, list[str]]:
    """What REST answers with, by its path: every form of all that needs no id."""
    tables = {resource.path: [*Format] for resource in door.RESOURCES if "{" not in resource.path}
    return {**tables, actions.PATH: [*actions.Form]}


def leaks(answer: Any) -> set[str]:
    text = json.dumps(answer, ensure_ascii=False)
    return {name for name, value in HIDDEN.items() if value in text}


def may(who: str, kind: str) -> bool:
    """Whether whoever asks keeps Borne, or what has no municipality."""
    if kind in (PEOPLE, ACTIONS):
        return ASKERS[who].sees == "full"
    return "administrator" in who or "everything" in who


async def test_no_way_in_tells_what_is_hidden(
    who: str, doors: tuple[Door, Door], hidden: Hidden
) -> None:
    full, like = doors
    told: set[str] = set()
    found = []

    for way in ways(hidden):
        answer = await way.ask(full, who)
        if may(who, way.kind):
            told |= leaks(answer)
        elif leaks(answer) or answer != await way.ask(like, who):
            found.append(way.name)

    assert found == []

    expected = {name for name in HIDDEN if may(who, _kind_of(name))}
    assert told == expected  # whoever may see it does: the ways do lead there


async def test_no_field_by_itself_tells_what_is_hidden(who: str, doors: tuple[Door, Door]) -> None:
    full, like = doors
    found = []

    for kind, root in LISTS.items():
        for path in [] if may(who, kind) else paths(kind):
            text = f"{{ {root}(first: 100) {{ nodes {{ {path} }} }} }}"
            answer = await full.ask(who, text)
            if leaks(answer) or answer != await like.ask(who, text):
                found.append(f"{kind}.{path}")

    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", LISTS)
async def test_no_field_by_any_way_tells_what_is_hidden(
    who: str, doors: tuple[Door, Door], hidden: Hidden, kind: str
) -> None:
    full, like = doors
    found, tried = [], 0

    for path in [] if may(who, kind) else paths(kind):
        only = {**dict.fromkeys(LISTS, "__typename"), kind: path}
        for way in ways(hidden, only.__getitem__):
            if way.kind != kind:
                continue
            tried += 1
            answer = await way.ask(full, who)
            if leaks(answer) or answer != await way.ask(like, who):
                found.append(f"{path}: {way.name}")

    assert found == []
    assert tried or may(who, kind)


async def test_no_change_reaches_what_is_hidden_or_tells_of_it(
    who: str, doors: tuple[Door, Door], hidden: Hidden
) -> None:
    full, like = doors
    found = []

    for name, given in changes(hidden).items():
        kind = "Credential" if name == "revokeCredential" else PEOPLE
        if name not in mutations() or may(who, kind):
            continue
        text = (
            f"mutation ($input: {name[0].upper()}{name[1:]}Input!) "
            f"{{ {name}(input: $input) {{ __typename userErrors {{ code message path }} }} }}"
        )
        answer = await full.ask(who, text, input=given)
        if leaks(answer) or answer != await like.ask(who, text, input=given):
            found.append(name)

    assert found == []


async def test_nothing_by_rest_tells_what_is_hidden(who: str, doors: tuple[Door, Door]) -> None:
    full, like = doors
    found = []

    for path, forms in exports().items():
        for form in () if may(who, PEOPLE) else forms:
            address = f"/api/v1{path}?format={form}"
            answer = await full.get(who, address)
            if leaks(answer) or answer != await like.get(who, address):
                found.append(address)

    assert found == []


def test_every_mutation_is_tried_or_tells_of_no_one(hidden: Hidden) -> None:
    assert mutations() - OF_NOBODY <= set(changes(hidden))


def test_every_list_is_asked() -> None:
    guarded = {
        name
        for name in queries()
        if str(CONTRACT.query_type.fields[name].type).rstrip("!")  # type: ignore[union-attr]  # there is one
        in {f"{kind}Connection" for kind in LISTS}
    }

    assert guarded == set(LISTS.values())


@pytest.mark.parametrize("kind", FILTERS)
def test_every_filter_is_tried(kind: str) -> None:
    where = CONTRACT.type_map[f"{kind}Where"]
    assert isinstance(where, GraphQLInputObjectType)

    assert set(where.fields) == {name for name, _ in FILTERS[kind]}


def _kind_of(name: str) -> str:
    return {"title": ACTIONS, "body": ACTIONS, "credential": "Credential"}.get(name, PEOPLE)
