"""A projection that starts from an imported file is the one that starts from its counts by hand."""

import io
from collections import Counter
from datetime import UTC, date, datetime
from threading import Event

import numpy as np
import pytest

import simulation
from bench.imports import rows
from server.registry import AgeGroup, Database, reference
from server.sealing import KeyRing, drawn
from server.services import projecting, regional
from server.services.headcount import Headcount
from server.services.importing import participants
from server.services.importing.participants import Asked
from server.services.projecting import Engine, Sampling
from simulation import Measure, WhatIf

pytestmark = pytest.mark.anyio

START = 2015
COUNT = 700
MEASURES = (Measure.LISTED, Measure.REACHABLE, Measure.EXPECTED_SOLVED, Measure.TOTAL_COST)


def by_hand(region: reference.Region) -> simulation.Region:
    """Who of the made-up file is listed on 1 January, counted from its text."""
    counted: Counter[tuple[str, int]] = Counter()
    for row in list(rows(COUNT, [place.code for place in region.places]))[1:]:
        *_, birth_year, _, home, _, left, _ = row.split(";")
        counted[home, simulation.cohort_of(int(birth_year))] += not left
    nobody = (0,) * len(simulation.COHORTS)
    return simulation.Region(
        name=region.name,
        figures=regional.figures(region.name),
        municipalities=tuple(
            simulation.Municipality(
                code=place.code,
                name=place.name,
                inhabitants=place.inhabitants[START][AgeGroup.ALL],
                listed=tuple(
                    counted[place.code, cohort] for cohort in range(len(simulation.COHORTS))
                ),
                on_hold=nobody,
            )
            for place in region.places
        ),
    )


@pytest.mark.parametrize("engine", [Engine.ANALYTIC, Engine.AGGREGATE])
async def test_a_projection_from_a_file_equals_one_from_its_counts_given_by_hand(
    database: Database, engine: Engine
) -> None:
    region = reference.load("twente")
    key = drawn()
    content = "\n".join(rows(COUNT, [place.code for place in region.places])).encode()
    asked = Asked(
        file=io.BytesIO(content),
        region=region,
        as_of=date(2014, 11, 18),
        who="c1",
        now=datetime(2014, 11, 20, tzinfo=UTC),
    )
    await participants.take(database, KeyRing({key.id: key}), asked)
    async with database.reading() as session:
        imported = await projecting.opening(
            session, start=START, today=date(2026, 1, 1), headcount=Headcount.EXACT
        )

    given = by_hand(region)
    sampling = Sampling(engine=engine, replications=64)
    whatifs = [WhatIf.of(name, start=START, years=5) for name in (*simulation.ScenarioName,)[:5]]
    outlooks = [
        projecting.play(
            [simulation.plan(one, found) for one in whatifs], sampling, threads=1, stop=Event()
        )
        for found in (imported.region, given)
    ]
    assert sum(map(sum, (one.listed for one in given.municipalities))) == COUNT - COUNT // 20
    for one, other in zip(*outlooks, strict=True):
        for measure in MEASURES:
            np.testing.assert_array_equal(one.of(measure), other.of(measure))
