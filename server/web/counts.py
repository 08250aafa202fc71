"""The register in numbers: its open counts, by what one chooses, with their rules beside them."""

from collections.abc import Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from server.graphql.limits import work
from server.registry.participants import Dimension as ParticipantDimension
from server.rest.answering import ASKING
from server.rest.counts import AskedOfActions, AskedOfParticipants
from server.rest.parameters import taken
from server.rest.problems import Problem
from server.services import tallying
from server.services.tallying import Tally
from server.telling import tallies
from server.telling.language import Words, words
from server.web import rendering
from server.web.address import pairs_of
from server.web.house import House
from server.web.saying import complaint
from server.web.whatif import language_of

FIRST_SEEN: Final = {"participants": ["MUNICIPALITY"], "actions": ["YEAR"]}


async def page(house: House, request: Request) -> Response:
    pairs = pairs_of(request)
    language, status, problem = language_of(pairs), 200, None
    said, chosen = words(language), _chosen(pairs)
    region, tables = await house.region(), []
    try:
        await house.charge(request, ASKING + 2 * work.COUNT)
        towns = dict(region.towns)
        tables = [tallies.tallied(one, towns, said) for one in await _counted(house, chosen)]
    except Exception as error:
        found = Problem.of(error)
        status, problem = found.status, complaint(found, said, startable=False)
    text = rendering.html(
        "counts.html",
        language,
        here="/counts",
        otherwise=rendering.switched("/counts", request.url.query, language),
        region=region.name,
        synthetic=region.synthetic,
        choices=_choices(chosen, said),
        tables=tables,
        problem=problem,
        links=[
            f"/api/v1/{kind[:-1]}-counts?by={','.join(by)}&format=" for kind, by in chosen.items()
        ],
    )
    return rendering.answer(text, status=status)


def _chosen(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """What each table is counted by."""
    found = {kind: [value for name, value in pairs if name == kind] for kind in FIRST_SEEN}
    return {kind: by or FIRST_SEEN[kind] for kind, by in found.items()}


async def _counted(house: House, chosen: dict[str, list[str]]) -> list[Tally]:
    participants = taken([("by", ",".join(chosen["participants"]))], AskedOfParticipants)
    actions = taken([("by", ",".join(chosen["actions"]))], AskedOfActions)
    today = house.reach().today
    async with house.reach().database.reading() as session:
        return [
            await tallying.participants(session, by=participants.by, on=None, today=today),
            await tallying.actions(session, by=actions.by, today=today),
        ]


def _choices(chosen: dict[str, list[str]], words: Words) -> list[dict[str, Any]]:
    """Participants are counted by several dimensions at once, actions by one."""
    return [
        {
            "kind": kind,
            "heading": heading,
            "input": "checkbox" if kind == "participants" else "radio",
            "options": [
                (name, tallies.dimension(words, name), name in chosen[kind]) for name in names
            ],
        }
        for kind, heading, names in (
            ("participants", words("Participants"), ParticipantDimension.__members__),
            ("actions", words("Actions"), tallying.ACTION_TABLES),
        )
    ]
