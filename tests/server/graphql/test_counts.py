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
          actionCounts(by: [MUNICIPALITY]) { dimensions cells { keys count } }
        }"""
    )

    people, actions = data["participantCounts"], data["actionCounts"]
    assert people["dimensions"] == ["MUNICIPALITY", "AGE_GROUP", "CHANNEL"]
    assert people["on"] == "2015-01-01"
    assert people["synthetic"] is True
    counts = [cell["count"] for table in (people, actions) for cell in table["cells"]]
    assert None in counts
    assert all(count is None or (count >= 10 and count % 5 == 0) for count in counts)


async def test_the_demo_agrees_with_the_memo(ask: Ask) -> None:
    data = await ask(
        """{
          all: participantCounts(by: [CHANNEL]) { cells { count } }
          types: actionCounts(by: [TYPE]) { cells { keys count } }
          outcomes: actionCounts(by: [OUTCOME]) { cells { keys count } }
        }"""
    )

    listed = sum(cell["count"] or 0 for cell in data["all"]["cells"])  # nobody has e-mail
    assert listed == pytest.approx(37_000, abs=50)
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
            "on=2014-11-17 is no 1 January until 2015-01-01, the last count",
        ),
        (
            'participantCounts(by: [CHANNEL], on: "2016-01-01")',
            "on=2016-01-01 is no 1 January until 2015-01-01, the last count",
        ),
        (
            "actionCounts(by: [YEAR, OUTCOME])",
            "by=YEAR+OUTCOME is more than one of YEAR, MUNICIPALITY, TYPE, OUTCOME",
        ),
    ],
)
async def test_a_count_outside_the_cube_is_refused(
    client: httpx.AsyncClient, field: str, said: str
) -> None:
    answer = await client.post("/graphql", json={"query": f"{{ {field} {{ unit }} }}"})

    assert answer.json()["errors"][0]["message"] == said
