"""Attacks on a real server, and what other clients notice of them; prints what it measured."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

import httpx
import pytest

from tests.attacks import ATTACKS
from tests.serving import served
from tests.visiting import CLIENTS, visited

pytestmark = pytest.mark.slow

ROUNDS = 10
HALF = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("attacked") / "register.sqlite"
    with served(path, cost_per_minute=10**9) as server:
        yield f"{server}/graphql"


def p99(times: list[float]) -> float:
    return sorted(times)[int(0.99 * (len(times) - 1))]


def tell(line: str) -> None:
    print(line)  # noqa: T201  what it measured is half of what it is for


def undisturbed(url: str) -> float:
    """99 % of the answers come within [s], when nobody attacks."""
    with visited(url) as times:
        time.sleep(6)
    return p99(times)


def held_to(times: list[float], quiet: float) -> None:
    tell(
        f"{CLIENTS} others, {len(times)} answers: 99 % within {1000 * p99(times):.0f} ms "
        f"(undisturbed {1000 * quiet:.0f} ms)"
    )
    assert len(times) > 100
    assert p99(times) < 10 * quiet


def attacked(url: str, when: str) -> dict[str, list[float]]:
    """How long each attack took to be refused [ms]."""
    took: dict[str, list[float]] = {name: [] for name in ATTACKS}
    for i in range(ROUNDS):
        for name, text in ATTACKS.items():
            sent = {"query": f"{text} # {i} {when}"}  # never twice the same: no cache knows it
            # each on a connection of its own, which need not pause for the one before
            with httpx.Client(timeout=30) as attacker:
                attacker.post(url, json={"query": "{ __typename }"})
                begin = time.perf_counter()
                answer = attacker.post(url, json=sent)
                took[name].append(1000 * (time.perf_counter() - begin))
            assert "data" not in answer.json(), name
    return took


def test_attacks_are_refused_at_once_and_others_hardly_notice(url: str) -> None:
    quiet = undisturbed(url)
    alone = attacked(url, "alone")
    with visited(url) as times:
        time.sleep(2)  # the others begin
        beside = attacked(url, "beside others")

    tell(f"\n{ROUNDS} rounds of attacks, one at once after the other; median until refused [ms]:")
    tell(f"{'':>42}  alone  beside others")
    for name, each in alone.items():
        tell(f"{name:>42} {median(each):6.1f} {median(beside[name]):10.1f}")
    held_to(times, quiet)


@contextmanager
def held(url: str, number: int, sent: bytes) -> Iterator[None]:
    """Open connections, say so much on each, and leave them."""
    where = httpx.URL(url)
    connections = [socket.create_connection((where.host, where.port or 0)) for _ in range(number)]
    try:
        for connection in connections:
            connection.sendall(sent)
        yield
    finally:
        for connection in connections:
            connection.close()


def test_half_open_and_idle_connections_harm_nobody(url: str) -> None:
    quiet = undisturbed(url)
    # some are there before, some come while the connections are held
    with (
        visited(url) as before,
        held(url, 150, HALF),
        held(url, 200, b""),
        visited(url) as during,
    ):
        time.sleep(14)  # beyond the deadline of a head

    tell("\n150 half-open and 200 idle connections")
    held_to([*before, *during], quiet)
