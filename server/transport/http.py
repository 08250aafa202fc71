"""GraphQL over HTTP: one request, one JSON answer, and a JSON answer to whatever else is sent."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from server.errors import Code, Refused
from server.presence import Gone, while_there
from server.transport import caching, codes, ide, yielding
from server.transport.answers import (
    GRAPHQL,
    JSON,
    PLAIN,
    BadRequest,
    Fault,
    failure,
    masked,
    response,
)
from server.transport.negotiation import preferred, wants_page
from server.transport.origins import welcome
from server.transport.reading import Asked, body_of, read, read_address
from server.transport.service import Service

RETRY_AFTER = "1"
"""When to come back to a register that could not be reached [s]."""


def endpoint(service: Service) -> Callable[[Request], Awaitable[Response]]:
    """Answer requests, by POST or GET; a browser gets a page to ask from."""

    async def answer(request: Request) -> Response:
        accept = request.headers.get("accept")
        if request.method != "POST" and wants_page(accept):
            return ide.page(service.settings.ide)
        media = preferred(accept)
        try:
            if media is None:
                raise BadRequest(406, "NOT_ACCEPTABLE", f"this answers in {JSON} or {GRAPHQL}")
            asked = await asked_by(request, service)
            return await while_there(request, _answered(asked, request, media, service))
        except BadRequest as bad:
            return refused(bad, media or JSON, service)
        except Refused as refusal:  # before anything was executed: nobody could be asked who asks
            status = 503 if refusal.code is Code.UNAVAILABLE else 500
            again = {"retry-after": RETRY_AFTER} if status == 503 else {}
            return failure(status, refusal.code, refusal.message, media or JSON, again)
        except Gone:
            return failure(499, "GONE", "the client did not wait")  # nobody reads it
        except Exception as defect:
            return response({"errors": [masked(defect)]}, 500, media or JSON)

    return answer


async def asked_by(request: Request, service: Service) -> Asked:
    """Read what a request asks, from its body or its address; raises BadRequest."""
    if request.method == "POST":
        return read(await body_of(request))
    if not welcome(request, service.settings.allowed_origins):
        raise BadRequest(403, "FOREIGN_ORIGIN", "pages of this origin may not ask here")
    return read_address(request.query_params)


def refused(bad: BadRequest, media: str, service: Service) -> Response:
    draft = service.settings.http_codes
    if not isinstance(bad.status, Fault):
        return failure(bad.status, bad.code, str(bad), media, bad.headers)
    status = codes.of_fault(bad.status, media=media, codes=draft)
    media = codes.media_of(status, media=media, codes=draft)
    return failure(status, bad.code, str(bad), media, bad.headers)


async def _answered(asked: Asked, request: Request, media: str, service: Service) -> Response:
    answer = await service.answer(asked, request)
    if answer.fault is not None:
        yielding.refuse(request)
    headers = {} if answer.tag is None else caching.headers(answer.tag)
    if answer.held:
        return Response(status_code=304, headers={**PLAIN, **headers})
    draft = service.settings.http_codes
    status = codes.of_answer(answer, media=media, codes=draft)
    if status == 503:
        headers = {**headers, "retry-after": RETRY_AFTER}
    media = codes.media_of(status, media=media, codes=draft)
    return response(answer.told, status, media, headers)
