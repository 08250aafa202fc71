"""An issuer of bearer tokens on this machine: it signs them, and publishes its keys by HTTP."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet

NAME = "https://issuer.test"
AUDIENCE = "burgernet"


@dataclass
class TestIssuer:
    __test__ = False

    url: str
    keys: dict[str, Key] = field(default_factory=dict)
    fetched: int = 0
    answers: bytes | None = None
    """What is published instead of the keys."""
    status: int = 200

    def __post_init__(self) -> None:
        self.add("first")

    def add(self, kid: str) -> None:
        self.keys[kid] = ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})

    def published(self) -> bytes:
        if self.answers is not None:
            return self.answers
        return json.dumps(KeySet([*self.keys.values()]).as_dict()).encode()

    def token(
        self,
        *,
        header: dict[str, Any] | None = None,
        key: Key | None = None,
        without: str = "",
        **claims: Any,
    ) -> str:
        now = int(time.time())
        told = {
            "iss": NAME,
            "aud": AUDIENCE,
            "sub": "j.jansen",
            "iat": now,
            "exp": now + 300,
            **claims,
        }
        told.pop(without, None)
        head = {"alg": "ES256", "kid": "first", **(header or {})}
        signing = key or self.keys[head["kid"]]
        return jwt.encode(head, told, signing, algorithms=[head["alg"]])


@contextmanager
def issuing() -> Iterator[TestIssuer]:
    class Published(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.fetched += 1
            body = issuer.published()
            self.send_response(issuer.status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Published) as server:
        issuer = TestIssuer(f"http://127.0.0.1:{server.server_port}/keys")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()
