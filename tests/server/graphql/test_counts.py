import httpx
import pytest

from tests.server.conftest import Ask

pytestmark = pytest.mark.anyio


async def test_open_counts_are_rounded_and_small_ones_hidden(ask: Ask) -> None:
    data = await ask(
        """{
          participantCounts(by: [MUNICIPALITY, AGE_GROUP, CHANNEL]) {
            dimensions on synthetic rules cells { keys count }
          }
          actionCounts(by: [MUNICIPALITY, YEAR, OUTCOME]) { dimensions cells { keys count } }
        }"""
    )

    people, actions = data["participantCounts"], data["actionCounts"]
    assert people["dimensions"] == ["MUNICIPALITY", "AGE_GROUP", "CHANNEL"]
    assert people["on"] == "2014-11-18"
    assert people["synthetic"] is True
    counts = [cell["count"] for table in (people, actions) for cell in table["cells"]]
    assert None in counts
    assert all(count is None or (count >= 5 and count % 5 == 0) for count in counts)


async def test_the_demo_agrees_with_the_memo(ask: Ask) -> None:
    data = await ask(
        """{
          all: participantCounts(by: [CHANNEL]) { cells { count } }
          types: actionCounts(by: [TYPE]) { cells { keys count } }
          outcomes: actionCounts(by: [OUTCOME]) { cells { keys count } }
        }"""
    )

    assert sum(cell["count"] for cell in data["all"]["cells"]) == pytest.approx(37_000, abs=10)
    types = {cell["keys"][0]: cell["count"] for cell in data["types"]["cells"]}
    outcomes = {cell["keys"][0]: cell["count"] for cell in data["outcomes"]["cells"]}
    assert types["MISSING_PERSON"] / sum(types.values()) > 0.8
    assert 0.10 <= outcomes["DIRECT"] / sum(outcomes.values()) <= 0.15


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("participantCounts(by: [])", "by names a dimension twice, or none"),
        ("participantCounts(by: [CHANNEL, CHANNEL])", "by names a dimension twice, or none"),
        (
            'participantCounts(by: [CHANNEL], on: "2014-11-17")',
            "on=2014-11-17 is neither a 1 January nor 2014-11-18, the last count",
        ),
        (
            "actionCounts(by: [TYPE], years: {first: 2015, last: 2014})",
            "years=2015–2014 is no range within 1900–2200",
        ),
    ],
)
async def test_a_count_outside_the_cube_is_refused(
    client: httpx.AsyncClient, field: str, said: str
) -> None:
    answer = await client.post("/graphql", json={"query": f"{{ {field} {{ unit }} }}"})

    assert answer.json()["errors"][0]["message"] == said
