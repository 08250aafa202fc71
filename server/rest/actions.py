"""/actions: one by one, with their places, for whoever may read those of a municipality."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from server.credentials import Right, shown
from server.formats import cap, geojson
from server.registry import alerts
from server.rest.answering import ASKING, Charge, Endpoint
from server.rest.declaring import Reach
from server.rest.openapi import Json, headers, problems
from server.rest.parameters import read
from server.rest.problems import Problem
from server.services import access, exporting

PATH: Final = "/actions"
SENDER: Final = "burgernet"


class Form(StrEnum):
    """How actions are laid out."""

    GEOJSON = "geojson"
    CAP = "cap"


MEDIA: Final = {Form.GEOJSON: geojson.MEDIA, Form.CAP: cap.FEED_MEDIA}


class Asked(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid", frozen=True)

    format: Form = Form.GEOJSON
    """GeoJSON, or CAP 1.2 in an Atom feed."""
    sender: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\s,<&]+$")] = SENDER
    """Whom CAP names as the sender: unique, such as meldkamer@regio.example."""


def endpoint(reach: Callable[[], Reach], charge: Charge) -> Endpoint:
    """Tell the actions that whoever asks may read, the latest first, and the audit trail of it."""

    async def told(request: Request) -> Response:
        asked = read(request.scope["query_string"], {}, Asked)
        await charge(request, ASKING)
        asking = replace(reach(), principal=shown.held_by(request.scope).principal)
        access.require(asking.principal, Right.READ_ACTIONS)
        where, now = access.actions(asking.principal).rows, datetime.now(UTC)
        async with asking.database.reading() as session:
            await charge(request, await alerts.count(session, where))
        await exporting.noted(asking.database, who=asking.principal.id, now=now)
        async with asking.database.reading() as session:
            told = exporting.told(session, asking.ring, where=where, now=now)
            found = [one async for one in told]
        pieces = (
            geojson.pieces(found)
            if asked.format is Form.GEOJSON
            else cap.pieces(found, sender=asked.sender, written_at=now)
        )
        never = {"cache-control": "no-store", "vary": "authorization"}
        return Response(b"".join(pieces), headers=never, media_type=MEDIA[asked.format])

    async def answer(request: Request) -> Response:
        try:
            return await told(request)
        except Exception as error:
            return Problem.of(error).answer(request.url.path)

    return answer


OPERATION: Final[Json] = {
    "operationId": "actions",
    "summary": "Actions one by one, with their places",
    "description": "Those of the municipalities that the credential reaches, the latest first. A "
    "single action in a small place points at a person, so this takes a role; counts are open, see "
    "`/action-counts`. Texts are told for five years. Each answer has a line in the audit trail.",
    "tags": ["role"],
    "parameters": [
        {
            "name": "format",
            "in": "query",
            "required": False,
            "description": "GeoJSON, or CAP 1.2 in an Atom feed.",
            "schema": {"type": "string", "enum": [*Form], "default": Form.GEOJSON},
        },
        {
            "name": "sender",
            "in": "query",
            "required": False,
            "description": "Whom CAP names as the sender: unique, such as meldkamer@regio.example.",
            "schema": {
                "type": "string",
                "minLength": 1,
                "maxLength": 200,
                "pattern": r"^[^\s,<&]+$",
                "default": SENDER,
            },
        },
    ],
    "responses": {
        "200": {
            "description": "The actions.",
            "headers": headers("API-Version"),
            "content": {
                geojson.MEDIA: {
                    "schema": {"type": "object", "description": "A feature collection (RFC 7946)."},
                },
                cap.FEED_MEDIA: {
                    "schema": {"type": "string", "description": "An Atom feed of CAP alerts."},
                },
            },
        },
        **problems(400, 401, 403, 414, 429, 500, 503),
    },
}
