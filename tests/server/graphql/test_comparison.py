"""Comparisons over GraphQL: what is answered, what is undefined, what is refused."""

import httpx
import pytest

from simulation.measures import FLOWS
from tests.server.conftest import Ask

pytestmark = pytest.mark.anyio

WHOLE = """
query ($engine: Engine!) {
  comparison(input: {
    alternatives: [{scenario: REGIONAL_BASIC}, {scenario: FROZEN}, {scenario: TODAY}]
    engine: $engine, replications: 250
  }) {
    benchmark { whose price cost buys }
    baseline { scenario { name } yearBelow { ofMean never first } }
    alternatives {
      follows assumed
      projection { scenario { name } yearBelow(threshold: 0.1) { years ofMean never first words } }
      totals(quantiles: [0.5]) {
        measure unit mean standardError meanInterval { low high } bands { value }
      }
      solvesMore { more asMany fewer standardError years moreByYear asManyByYear fewerByYear }
      costEffectiveness(prices: [1000, 20000]) {
        prices chance netBenefit costPerExtraSolved words extraSolved { measure mean }
      }
      breakEvens(prices: [10000]) { parameter unit price value words }
    }
  }
}
"""


async def test_a_comparison_is_paired_with_a_baseline_it_names(ask: Ask) -> None:
    data = await ask(
        """{ comparison(input: {alternatives: [{scenario: FROZEN}, {scenario: TODAY}], years: 2}) {
          assumed
          baseline { scenario { name } }
          alternatives {
            projection { scenario { name } series(measures: [REACHABLE]) { mean } }
            differences(measures: [REACHABLE, SOLVED_DIRECTLY]) { mean standardError }
          }
        } }"""
    )

    told = data["comparison"]
    frozen, today = told["alternatives"]
    assert told["baseline"]["scenario"]["name"] == "TODAY"
    assert frozen["projection"]["scenario"]["name"] == "FROZEN"
    assert frozen["differences"][0]["mean"][1] < -4_000
    for series in today["differences"]:
        assert series["mean"] == series["standardError"] == [0.0, 0.0]
    assert any("no source" in sentence for sentence in told["assumed"])


async def test_one_answer_says_how_sure_what_it_rests_on_and_what_would_change_it(
    ask: Ask,
) -> None:
    told = (await ask(WHOLE, engine="AGGREGATE"))["comparison"]

    basic, frozen, today = told["alternatives"]
    assert told["baseline"]["scenario"]["name"] == "TODAY"
    assert told["baseline"]["yearBelow"]["never"] == 1.0
    assert frozen["projection"]["yearBelow"]["ofMean"] == 2021
    assert sum(frozen["projection"]["yearBelow"]["first"]) == pytest.approx(1.0)
    assert basic["solvesMore"]["more"] > 0.9 > 0.1 > frozen["solvesMore"]["more"]
    assert [today["solvesMore"][name] for name in ("more", "asMany", "fewer")] == [0, 1, 0]
    assert today["costEffectiveness"]["chance"] == [0.5, 0.5]
    assert today["costEffectiveness"]["costPerExtraSolved"] is None
    assert basic["costEffectiveness"]["chance"] == [0.0, 1.0]
    assert 1_000 < basic["costEffectiveness"]["costPerExtraSolved"] < 20_000
    assert told["benchmark"]["whose"] == "IJsselland"
    assert told["benchmark"]["cost"] == pytest.approx(94_028.55)
    assert "relationship management alone" in told["benchmark"]["buys"]
    assert any("wholly its registrations" in sentence for sentence in basic["assumed"])


async def test_totals_hold_every_flow_with_its_own_unit(ask: Ask) -> None:
    basic = (await ask(WHOLE, engine="AGGREGATE"))["comparison"]["alternatives"][0]

    totals = {total["measure"]: total for total in basic["totals"]}

    assert set(totals) == {measure.value for measure in FLOWS}
    assert totals["MUNICIPAL_COST"]["unit"] == "euro of 2014"
    assert totals["MUNICIPAL_COST"]["mean"] == pytest.approx(188_057.1)
    assert totals["ORGANISATION_HOURS"]["mean"] is None
    solved = totals["SOLVED_DIRECTLY"]
    assert solved["meanInterval"]["low"] < solved["mean"] < solved["meanInterval"]["high"]


async def test_the_closed_form_has_break_evens_and_no_chances(ask: Ask) -> None:
    basic, frozen, _ = (await ask(WHOLE, engine="ANALYTIC"))["comparison"]["alternatives"]

    assert basic["solvesMore"] is None
    assert basic["costEffectiveness"]["chance"] == [None, None]
    assert basic["costEffectiveness"]["costPerExtraSolved"] is None
    assert frozen["projection"]["yearBelow"]["first"] == [None] * 10
    assert frozen["projection"]["yearBelow"]["ofMean"] == 2021
    as_many = next(
        one
        for one in basic["breakEvens"]
        if one["parameter"] == "REGISTRATIONS" and one["price"] is None
    )
    assert as_many["value"] == pytest.approx(2_930, rel=0.01)
    assert as_many["unit"] == "registrations/year, whole region"


@pytest.mark.parametrize(
    ("field", "said", "code"),
    [
        ("totals(measures: [LISTED]) { mean }", "measure=LISTED does not add up", "BAD_INPUT"),
        (
            "costEffectiveness(prices: [-1]) { chance }",
            "price=-1 is outside [0, 1000000000]",
            "BAD_INPUT",
        ),
        (
            "costEffectiveness(solved: LISTED) { chance }",
            "solved=LISTED is not EXPECTED_SOLVED or SOLVED_DIRECTLY",
            "BAD_INPUT",
        ),
        (
            "projection { yearBelow(threshold: 10) { words } }",
            "threshold=10 is outside [0, 1]",
            "BAD_INPUT",
        ),
        (f"breakEvens(prices: {[1.0] * 11}) {{ value }}", "prices=11 is outside", "BAD_INPUT"),
        (
            " ".join(f"b{i}: breakEvens(prices: {[1.0] * 9}) {{ value }}" for i in range(5)),
            "one request gets 40 in all: ask fewer prices or alternatives",
            "TOO_LARGE",
        ),
    ],
)
async def test_what_cannot_be_compared_is_refused_by_name(
    client: httpx.AsyncClient, field: str, said: str, code: str
) -> None:
    query = (
        "{ comparison(input: {engine: ANALYTIC, years: 1, alternatives: [{scenario: LOCAL}]}) "
        f"{{ alternatives {{ {field} }} }} }}"
    )

    answer = (await client.post("/graphql", json={"query": query})).json()

    (error,) = answer["errors"]
    assert said in error["message"]
    assert error["extensions"]["code"] == code
