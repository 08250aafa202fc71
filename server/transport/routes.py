"""Where GraphQL is answered: /graphql by HTTP and WebSocket, /graphql/stream in events."""

from starlette.routing import BaseRoute, Route, WebSocketRoute

from server.transport import http, ide, stream, websocket
from server.transport.service import Service


def routes(service: Service) -> list[BaseRoute]:
    return [
        Route("/graphql", http.endpoint(service), methods=["GET", "POST"]),
        WebSocketRoute("/graphql", websocket.endpoint(service)),
        Route("/graphql/stream", stream.endpoint(service), methods=["GET", "POST"]),
        Route("/graphql/ide/{name}", ide.asset(service.settings.ide)),
    ]
