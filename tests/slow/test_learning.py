"""Whole synthetic registers, drawn with other rates, counted in the database, learned from."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from server.registry import Database, reference
from server.services import demo, learning
from simulation import learn

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

REGISTERS = 60
TODAY = date(2026, 11, 29)
LUCK = 4.0 * np.sqrt(0.9 * 0.1 / REGISTERS)
"""Four standard errors of a coverage of 90 %."""


@pytest.mark.parametrize("opt_out", ["0.006", "0.03"])
async def test_whole_registers_cover_the_opt_outs_that_they_were_drawn_with(
    tmp_path: Path, opt_out: str
) -> None:
    twente = reference.load("twente")
    assert twente.demo is not None
    drawn = replace(twente.demo, participants=5_000, opt_out=Decimal(opt_out))
    covered = []

    for seed in range(REGISTERS):
        database = Database(tmp_path / f"{seed}.sqlite")
        await database.prepare()
        async with database.writing() as session:
            await demo.fill(session, replace(twente, demo=drawn), seed=seed)
        async with database.reading() as session:
            observed = await learning.observed(session, today=TODAY)
        await database.close()
        found = {figure.name: figure for figure in learn(observed, reachable=4_400)}["opt_out"]
        covered.append((found.low or 0.0) <= float(opt_out) <= (found.high or 0.0))

    assert np.mean(covered) == pytest.approx(0.9, abs=LUCK)
