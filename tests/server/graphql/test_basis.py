"""Figures of the ledger, or those that the register taught: which of them an answer rests on."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.registry import Database
from server.services import learning, projecting
from simulation import Measure, ScenarioName, WhatIf, expect, plan
from tests.server.conftest import Ask

pytestmark = pytest.mark.anyio

TODAY = date(2026, 1, 1)

PROJECTION = """
query ($input: WhatIfInput!) {
  projection(input: $input) {
    synthetic inputHash
    assumptions { name value low high used changed origin source }
    series { measure mean }
  }
}
"""


async def projected(ask: Ask, **asked: Any) -> dict[str, Any]:
    data = await ask(PROJECTION, input={"engine": "ANALYTIC", "years": 3, **asked})
    projection: dict[str, Any] = data["projection"]
    return projection


async def test_the_ledger_is_the_basis_unless_one_asks_otherwise(ask: Ask) -> None:
    silent = await projected(ask, scenario="TODAY")
    ledger = await projected(ask, scenario="TODAY", basis="LEDGER")
    registry = await projected(ask, scenario="TODAY", basis="REGISTRY")

    assert silent == ledger
    assert silent["inputHash"] != registry["inputHash"]
    assert "REGISTER" not in {figure["origin"] for figure in silent["assumptions"]}


async def test_on_the_registers_basis_an_answer_is_that_of_the_learned_figures(
    ask: Ask, demo: Path
) -> None:
    told = await projected(ask, scenario="LEAN", basis="REGISTRY")

    database = Database(demo)
    async with database.reading() as session:
        found = await projecting.opening(session, start=2015, today=TODAY)
        figures = learning.figures(await learning.observed(session, today=TODAY), found)
    await database.close()
    lean = replace(WhatIf.of(ScenarioName.LEAN, years=3), figures=figures)
    exact = expect(plan(lean, found.region))
    for series in told["series"]:
        mean = exact.summary(Measure[series["measure"]]).mean
        told_mean = [float("nan") if value is None else value for value in series["mean"]]
        assert told_mean == pytest.approx(list(mean), nan_ok=True)


async def test_every_learned_figure_of_a_synthetic_register_says_so_and_counts(ask: Ask) -> None:
    told = await projected(ask, scenario="TODAY", basis="REGISTRY")
    beside = (await ask("{ learned { name value origin source } }"))["learned"]

    learned = {one["name"]: one for one in told["assumptions"] if one["origin"] == "REGISTER"}
    assert told["synthetic"] is True
    assert set(learned) == {"opt_out", "registrations_today"}
    for figure in learned.values():
        assert figure["source"].startswith("SYNTHETIC register of Twente, 2011-01-01 to 2014-11-18")
        assert figure["low"] < figure["value"] < figure["high"]
        assert not figure["changed"]
    taught = {one["name"]: one for one in beside if one["origin"] == "REGISTER"}
    assert set(taught) == set(learned)
    assert all(learned[name]["value"] == one["value"] for name, one in taught.items())
    kept = [one for one in beside if one["name"] not in taught]
    assert {one["name"] for one in kept} == {"move_within", "number_change", "resolution_today"}
    assert all("too little of it is published to learn from" in one["source"] for one in kept)


async def test_todays_registrations_are_those_counted_a_year_and_frozen_has_none(ask: Ask) -> None:
    today = await projected(ask, scenario="TODAY", basis="REGISTRY")
    frozen = await projected(ask, scenario="FROZEN", basis="REGISTRY")

    (counted,) = (f for f in today["assumptions"] if f["name"] == "registrations_today")
    a_year = float(counted["source"].split(" a year, over")[0].split()[-1].replace(",", ""))
    means = {
        name: next(s["mean"] for s in told["series"] if s["measure"] == "REGISTRATIONS")
        for name, told in (("today", today), ("frozen", frozen))
    }
    assert means["today"] == pytest.approx([a_year] * 3, rel=1e-3)
    assert means["frozen"] == [0.0] * 3


async def test_a_comparison_may_set_one_basis_against_the_other(ask: Ask) -> None:
    data = await ask(
        """{ comparison(input: {
               engine: ANALYTIC, years: 2, baseline: {scenario: TODAY},
               alternatives: [{scenario: TODAY, basis: REGISTRY}]
             }) {
               baseline { assumptions { origin } }
               alternatives { projection { assumptions { origin } } }
             } }"""
    )

    baseline = data["comparison"]["baseline"]["assumptions"]
    (other,) = data["comparison"]["alternatives"]
    assert "REGISTER" not in {figure["origin"] for figure in baseline}
    assert "REGISTER" in {figure["origin"] for figure in other["projection"]["assumptions"]}


async def test_a_change_overrules_what_the_register_taught(ask: Ask) -> None:
    told = await projected(
        ask,
        scenario="TODAY",
        basis="REGISTRY",
        changes=[{"parameter": "OPT_OUT", "value": 0.03}],
    )

    (opt_out,) = (f for f in told["assumptions"] if f["name"] == "opt_out")
    assert opt_out["used"] == 0.03
    assert opt_out["value"] < 0.014
    assert opt_out["changed"]
