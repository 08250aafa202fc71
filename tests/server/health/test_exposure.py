"""Who is answered by /metrics."""

import httpx
import pytest

from tests.server.conftest import Serve

pytestmark = pytest.mark.anyio


def local(headers: dict[str, str]) -> dict[str, str]:
    return {"host": "127.0.0.1:8000", **headers}


@pytest.mark.parametrize(
    ("client", "headers", "answered"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {"host": "[::1]:8000"}, True),
        ("127.0.0.1", {"host": "localhost"}, True),
        ("192.0.2.7", {}, False),
        ("192.0.2.7", {"host": "localhost"}, False),
        ("127.0.0.1", {"host": "burgernet.example"}, False),
        ("127.0.0.1", {"host": "127.0.0.1.nip.example"}, False),
        ("127.0.0.1", {"host": "["}, False),
        ("127.0.0.1", {"host": ""}, False),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.7"}, False),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, False),
        ("127.0.0.1", {"forwarded": "for=192.0.2.7"}, False),
        ("127.0.0.1", {"via": "1.1 proxy"}, False),
    ],
)
async def test_metrics_are_for_this_machine_alone(
    serve: Serve, client: str, headers: dict[str, str], answered: bool
) -> None:
    async with serve() as served:
        served._transport.client = (client, 4711)  # type: ignore[attr-defined]  # whom ASGI tells
        answer = await served.get("/metrics", headers=local(headers))

    assert answer.status_code == (200 if answered else 404)
    assert ("burgernet_" in answer.text) is answered


async def test_a_setting_opens_metrics_to_all_or_closes_them(serve: Serve) -> None:
    far = {"x-forwarded-for": "192.0.2.7", "host": "burgernet.example"}
    for who, status in (("all", 200), ("off", 404)):
        async with serve(metrics=who) as client:
            answers: list[httpx.Response] = [
                await client.get("/metrics", headers=headers) for headers in (far, local({}))
            ]

        assert [answer.status_code for answer in answers] == [status, status]
