"""One question to a server, asked again where it may be and told in one line where it fails.

All that is asked may be asked twice: a query changes nothing, a run is the same run by its input,
and a cancelled one stays cancelled.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any, Final

import httpx

from server.cli.remote.server import Server
from server.cli.remote.trouble import ServerFailed, ServerRefused

TIMES: Final = 5
"""How often one thing is asked at most."""
FIRST_WAIT: Final = 0.5
"""Before the second time [s]; twice as long before each further one."""
LONGEST_WAIT: Final = 60.0
"""However long a server wants to be left alone [s]."""
TIMEOUT: Final = httpx.Timeout(10.0, read=180.0)
LATER: Final = (429, 502, 503, 504)
PASSES: Final = frozenset({"BUSY", "RATE_LIMITED", "TOO_SLOW", "INTERNAL"})
"""Codes of what is no fault of the question."""

Data = Mapping[str, Any]


@contextmanager
def connected(server: Server) -> Iterator[httpx.Client]:
    own = {"user-agent": f"burgernet/{version('burgernet-whatif')}"}
    if server.token is not None:
        own["authorization"] = f"Bearer {server.token}"
    # no redirect is followed: a token is for one address
    with httpx.Client(base_url=server.url, headers=own, timeout=TIMEOUT) as client:
        yield client


def ask(server: Server, query: str, **variables: object) -> Data:
    """Data of an answer; raises ServerRefused and ServerFailed."""
    sent = {"query": query, "variables": variables}
    for last in _times():
        try:
            with connected(server) as client:
                answer = client.post("/graphql", json=sent)
        except httpx.TimeoutException as error:
            raise ServerFailed(f"{server.url} gave no answer in time{_named(error)}") from None
        except httpx.HTTPError as error:
            if last:
                raise unreachable(server, error) from None
            continue
        if answer.status_code in LATER and not last:
            heed(answer)
            continue
        return data_of(server, answer)
    raise AssertionError  # the last time is never gone on from


def _times() -> Iterator[bool]:
    """Whether it is the last time, for each; waits in between."""
    for time_ in range(1, TIMES + 1):
        yield time_ == TIMES
        time.sleep(wait(time_))


def wait(times: int) -> float:
    """How long to wait after so many times [s]."""
    return min(FIRST_WAIT * 2.0 ** (times - 1), LONGEST_WAIT)


def heed(answer: httpx.Response) -> None:
    """Wait as long as a server asks, which is beside what one waits anyhow."""
    asked = answer.headers.get("retry-after", "")
    try:
        seconds = float(asked)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(asked).timestamp() - time.time()
        except (TypeError, ValueError):
            seconds = 0.0
    time.sleep(min(max(seconds, 0.0), LONGEST_WAIT))


def data_of(server: Server, answer: httpx.Response) -> Data:
    """What an answer tells; raises ServerRefused and ServerFailed."""
    status = answer.status_code
    if status == 401:
        said = "wants a token: --token, or the setting BURGERNET_TOKEN"
        raise ServerRefused(
            f"{server.url} {said if server.token is None else 'takes no such token'}"
        )
    if status == 403:
        raise ServerRefused(f"{server.url} does not allow this")
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict) or not told.keys() & {"data", "errors"}:
        if status >= 500 or status in LATER:
            raise ServerFailed(f"{server.url} answers with status {status}")
        raise ServerRefused(f"{server.url} is no Burgernet server (status {status})")
    return told_of(server, told)


def told_of(server: Server, told: Mapping[str, Any]) -> Data:
    """Data of a GraphQL answer; raises ServerRefused and ServerFailed for its first error."""
    for error in told.get("errors") or ():
        code = (error.get("extensions") or {}).get("code")
        message = f"{server.url}: {error.get('message')}"
        raise ServerFailed(message) if code in PASSES else ServerRefused(message)
    data: Data = told["data"]
    for payload in data.values():
        for refused in (payload.get("userErrors") or ()) if isinstance(payload, dict) else ():
            raise ServerRefused(refused["message"])
    return data


def unreachable(server: Server, error: httpx.HTTPError) -> ServerFailed:
    return ServerFailed(f"{server.url} cannot be reached{_named(error)}")


def _named(error: httpx.HTTPError) -> str:
    """What the system says of it, if anything."""
    return f": {error}" if str(error) else ""
