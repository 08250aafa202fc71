"""What is counted has as many series as the program has names, not as many as its callers."""

import re
from pathlib import Path

import httpx
import pytest

from server.app import VERSION
from server.telemetry import Metrics
from server.telemetry.metrics import MOST_CODES
from server.telemetry.record import Record

pytestmark = pytest.mark.anyio

OPERATING = Path(__file__).parents[3] / "docs" / "operating.md"
ABOUT = {"version": "1", "model": "1", "schema": "1"}
LOCAL = {"host": "localhost"}


def series(metrics: Metrics) -> list[str]:
    told = metrics.exposed("")[0].decode()
    return [line for line in told.splitlines() if not line.startswith("#")]


@pytest.mark.slow
async def test_a_thousand_names_paths_methods_and_codes_make_a_bounded_number_of_series(
    client: httpx.AsyncClient,
) -> None:
    async def count() -> int:
        told = (await client.get("/metrics", headers=LOCAL)).text
        return sum(not line.startswith("#") for line in told.splitlines())

    async def ask(i: int) -> None:
        await client.post(
            "/graphql",
            json={"query": f"query N{i} {{ a{i}: __typename }}", "operationName": f"N{i}"},
        )
        await client.post("/graphql", json={"query": f"{{ field{i} }}"})
        await client.request(f"METHOD{i}", f"/path{i}?q={i}", headers={"x-request-id": f"id.{i}"})

    await ask(0)
    await count()
    before = await count()
    for i in range(1, 1_000):
        await ask(i)

    assert await count() == before


def test_a_thousand_codes_make_a_bounded_number_of_series() -> None:
    metrics = Metrics(about=ABOUT)
    before = len(series(metrics))
    for i in range(1_000):
        metrics.settled(Record(id="a", codes=[f"CODE_{i}"]), seconds=None)

    assert len(series(metrics)) - before == 2 * (MOST_CODES + 1)
    assert 'burgernet_refusals_total{code="other"} 936.0' in series(metrics)


@pytest.mark.parametrize(
    ("fields", "name", "label"),
    [
        (("node",), None, "node"),
        (("node", "nodes"), None, "several"),
        (("node", "theirs"), None, "node"),
        (("theirs",), None, "other"),
        ((), None, "other"),
        (("node",), "Page", "Page"),
        (("node",), "Theirs", "node"),
    ],
)
def test_an_operation_is_called_by_a_name_of_ours(
    fields: tuple[str, ...], name: str | None, label: str
) -> None:
    metrics = Metrics(fields=["node", "nodes"], names=["Page"], about=ABOUT)

    metrics.settled(Record(id="a", fields=fields, name=name, cost=7), seconds=0.1)

    told = series(metrics)
    assert f'burgernet_operations_total{{operation="{label}",outcome="answered"}} 1.0' in told
    assert f'burgernet_operation_cost_sum{{operation="{label}"}} 7.0' in told


def test_two_applications_share_no_metric() -> None:
    one, other = Metrics(about=ABOUT), Metrics(about=ABOUT)

    one.answered(route="/a", method="GET", status=200)

    assert any("burgernet_requests_total" in line for line in series(one))
    assert not any("burgernet_requests_total" in line for line in series(other))


async def test_openmetrics_is_spoken_to_whoever_asks_for_it(client: httpx.AsyncClient) -> None:
    for accept, media, end in (
        (
            "application/openmetrics-text;version=1.0.0,text/plain;q=0.5",
            "application/openm",
            "# EOF\n",
        ),
        ("text/plain", "text/plain; version=", "\n"),
        ("application/openmetrics-text; version=nonsense", "application/openm", "# EOF\n"),
        ("*/*", "text/plain; version=", "\n"),
    ):
        answer = await client.get("/metrics", headers={**LOCAL, "accept": accept})

        assert answer.headers["content-type"].startswith(media)
        assert answer.text.endswith(end)
        assert f'version="{VERSION}"' in answer.text


async def test_every_metric_stands_in_the_documentation_with_its_labels(
    client: httpx.AsyncClient,
) -> None:
    await client.post("/graphql", json={"query": "{ nope }"})
    told = (await client.get("/metrics", headers=LOCAL)).text

    kinds = {
        name.removesuffix("_total"): kind
        for name, kind in re.findall(r"^# TYPE (burgernet_\w+) (\w+)$", told, re.MULTILINE)
        if not name.endswith("_created")
    }
    rows = re.findall(
        r"^\| `(burgernet_\w+)` \| (\w+) \| ([\w, ]*) ?\|",
        OPERATING.read_text("utf-8"),
        re.MULTILINE,
    )
    labels = {
        name: {label for label in re.findall(r'(\w+)="', line) if label != "le"}
        for name in kinds
        for line in re.findall(rf"^{name}(?:_total|_count|)(?:\{{.*\}})? .*$", told, re.MULTILINE)
    }
    assert {name: kind for name, kind, _ in rows} == kinds
    for name, _, said in rows:
        if name in labels:
            assert set(said.replace(",", " ").split()) == labels[name], name
