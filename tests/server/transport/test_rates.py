"""Who asks too much within a minute waits; who asks beside them does not."""

import tracemalloc
from typing import Any

import httpx
import pytest

from server.services import rationing
from server.services.rationing import RateLimited, Rates, network
from tests.server.conftest import Serve
from tests.server.transport.conftest import Served
from tests.server.transport.test_websocket import acknowledged, heard, say, subscribe

pytestmark = pytest.mark.anyio

PAGE = {"query": "{ municipalities(first: 100) { nodes { code } } }"}  # costs 102, comes to 16
NAME = {"query": "{ __typename }"}


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_020.0  # a third into a minute

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.time", clock.time)
    return clock


async def test_who_asks_too_much_is_told_how_long_to_wait(serve: Serve) -> None:
    async with serve(cost_per_minute=150) as client:
        answers = [await client.post("/graphql", json=PAGE) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    over = answers[-1]
    (error,) = over.json()["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["message"].startswith("cost=102 is over the 86 that remain of 150 a minute")
    assert 1 <= int(over.headers["retry-after"]) <= 120
    assert f"ask again in {over.headers['retry-after']} s" in error["message"]


async def test_what_costs_less_is_still_answered_beside_what_costs_too_much(serve: Serve) -> None:
    async with serve(cost_per_minute=150) as client:
        for _ in range(4):
            await client.post("/graphql", json=PAGE)
        dear = await client.post("/graphql", json=PAGE)
        cheap = await client.post("/graphql", json=NAME)

    assert (dear.status_code, cheap.status_code) == (429, 200)


@pytest.mark.parametrize("used", [1, 40, 100])
@pytest.mark.parametrize("cost", [1, 60, 100])
@pytest.mark.parametrize("after", [0.0, 30.0, 61.0])
async def test_who_waits_as_long_as_told_is_answered_and_not_much_sooner(
    clock: Clock, used: int, cost: int, after: float
) -> None:
    rates = Rates(per_minute=100)
    who = rates.who("192.0.2.1")
    await rates.take(who, used)
    clock.now += after
    try:
        await rates.take(who, cost)
        return
    except RateLimited as limited:
        wait = limited.wait

    clock.now += max(0, wait - 2)
    with pytest.raises(RateLimited):
        await rates.take(who, cost)
    clock.now += min(2, wait)
    await rates.take(who, cost)


async def test_all_of_it_is_there_again_when_it_was_said(clock: Clock) -> None:
    rates = Rates(per_minute=100)
    who = rates.who("192.0.2.1")
    standing = await rates.take(who, 70)
    assert standing.remaining == 30

    clock.now = standing.reset_at.timestamp()

    assert (await rates.standing(who)).remaining == 100


async def test_a_made_up_credential_opens_no_fresh_account(serve: Serve) -> None:
    async with serve(cost_per_minute=150) as client:
        for _ in range(4):
            await client.post("/graphql", json=PAGE)
        answers = [
            await client.post("/graphql", json=PAGE, headers=headers)
            for headers in ({"authorization": "Bearer new"}, {"x-api-key": "another"})
        ]

    assert [answer.status_code for answer in answers] == [429, 429]


async def test_one_credential_is_one_account_wherever_it_asks_from() -> None:
    rates = Rates(per_minute=100)
    await rates.take(rates.who("192.0.2.1", "one"), 80)

    with pytest.raises(RateLimited):
        await rates.take(rates.who("198.51.100.7", "one"), 80)

    await rates.take(rates.who("198.51.100.7"), 80)  # and nothing was taken of the address


async def test_no_address_and_no_credential_is_kept() -> None:
    rates = Rates(per_minute=100)
    who = rates.who("192.0.2.1", "secret")
    await rates.take(who, 1)

    kept = repr((who, vars(rates._windows)))
    assert "192.0.2.1" not in kept
    assert "secret" not in kept


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        (None, "", True),
    ],
)
def test_an_ipv6_host_is_its_whole_network(one: str | None, other: str, same: bool) -> None:
    assert (network(one) == network(other)) is same


@pytest.mark.parametrize(
    ("trusted", "answered"), [((), False), (("127.0.0.0/8",), True), (("10.0.0.0/8",), False)]
)
async def test_who_is_behind_a_proxy_is_believed_only_if_the_proxy_is_trusted(
    serve: Serve, trusted: tuple[str, ...], answered: bool
) -> None:
    async def ask(client: httpx.AsyncClient, behind: str) -> int:
        answer = await client.post("/graphql", json=PAGE, headers={"x-forwarded-for": behind})
        return answer.status_code

    async with serve(cost_per_minute=150, trusted_proxies=trusted) as client:
        first = [await ask(client, "198.51.100.1") for _ in range(5)]
        # what a client itself puts in front is not its address
        forged = await ask(client, "203.0.113.9, 198.51.100.1")
        other = await ask(client, "198.51.100.2")

    assert first[-1] == 429
    assert forged == 429
    assert (other == 200) is answered


async def test_a_million_addresses_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rationing, "MOST_WINDOWS", 1_000)
    rates = Rates(per_minute=100)

    async def ask(addresses: range) -> int:
        for address in addresses:
            await rates.take(rates.who(f"address {address}"), 1)
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        few, many = await ask(range(2_000)), await ask(range(2_000, 8_000))
    finally:
        tracemalloc.stop()

    assert many < few * 1.1
    assert len(rates._windows.expirations) <= 1_000
    assert len(rates._windows.storage) <= 1_000


async def test_windows_that_are_over_are_forgotten(clock: Clock) -> None:
    rates = Rates(per_minute=100)
    for address in range(100):
        await rates.take(rates.who(str(address)), 1)
    clock.now += 200

    await rates.take(rates.who("another"), 1)

    assert len(rates._windows.expirations) == 1


async def test_taking_does_not_walk_over_all_addresses() -> None:
    """The library's own storage does, at every call."""
    rates = Rates(per_minute=100)
    for address in range(2_000):
        await rates.take(rates.who(str(address)), 1)
    walked: list[Any] = []

    class Watched(dict[str, float]):
        def keys(self) -> Any:
            walked.append(self)
            return super().keys()

    rates._windows.expirations = Watched(rates._windows.expirations)

    await rates.take(rates.who("another"), 1)

    assert walked == []
    assert rates._windows.timer is None


def test_on_a_real_socket_nobody_says_where_they_ask_from(served: Served) -> None:
    """Uvicorn believes whoever asks from the same machine, unless it is told not to."""
    with served(cost_per_minute=150) as server, httpx.Client() as client:
        answers = [
            client.post(
                f"http://{server}/graphql",
                json=PAGE,
                headers={"x-forwarded-for": f"198.51.100.{i}"},
            )
            for i in range(5)
        ]

    assert answers[-1].status_code == 429


def test_a_socket_is_rationed_as_a_request_is(served: Served) -> None:
    with served(cost_per_minute=150) as server, acknowledged(server) as client:
        told = []
        for i in range(5):
            say(client, subscribe(PAGE["query"], id_=str(i)))
            told.append(heard(client))
            if told[-1]["type"] == "next":
                assert heard(client)["type"] == "complete"
        say(client, subscribe(NAME["query"], id_="after"))
        after = heard(client)

    assert [message["type"] for message in told] == ["next"] * 4 + ["error"]
    assert told[-1]["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert after["payload"]["data"] == {"__typename": "Query"}


def test_a_stream_is_rationed_as_a_request_is(served: Served) -> None:
    events = {"accept": "text/event-stream"}
    with served(cost_per_minute=150) as server:
        url = f"http://{server}/graphql/stream"
        answers = [httpx.post(url, json=PAGE, headers=events, timeout=10) for _ in range(5)]

    assert ["RATE_LIMITED" in answer.text for answer in answers] == [False] * 4 + [True]
    assert "INTERNAL" not in answers[-1].text


async def test_each_further_answer_of_a_subscription_is_owed() -> None:
    rates = Rates(per_minute=100)
    who = rates.who("192.0.2.1")
    await rates.take(who, 10)

    standing = [await rates.settle(who, owed) for owed in (-4, 6, 200)]

    assert [one.remaining for one in standing] == [94, 88, 0]
    with pytest.raises(RateLimited):
        await rates.take(who, 1)
