"""Doubt in figures, in closed form: large numbers of sets of them."""

from typing import Final

import numpy as np

from bench import workload
from bench.workload import THREADS
from simulation.analytic import Expectation
from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.doubt import draw
from simulation.futures import Question, expected
from simulation.measures import Measure
from simulation.scenario import ScenarioName
from simulation.sobol import sobol
from simulation.whatif import WhatIf

SETS: Final = 100_000
TEN: Final = (
    Parameter.STARTING_GHOST_SHARE,
    Parameter.DEATH,
    Parameter.MOVE_OUT,
    Parameter.MOVE_WITHIN,
    Parameter.NUMBER_CHANGE,
    Parameter.OPT_OUT,
    Parameter.REGISTRATIONS_TODAY,
    Parameter.REMOVAL_TODAY,
    Parameter.RESOLUTION_TODAY,
    Parameter.ELASTICITY,
)
"""Those that tell under TODAY."""
TODAY: Final = WhatIf.of(ScenarioName.TODAY)


def many_sets() -> Floats:
    """Actions solved in ten years, for each of the sets."""

    def solved(outlook: Expectation) -> Floats:
        return np.asarray(outlook.of(Measure.EXPECTED_SOLVED).sum(axis=-1))

    drawn = draw(TODAY, seed=1, rows=SETS, parameters=TEN)
    return expected(TODAY, workload.region(), drawn, solved, threads=THREADS)


def ten_indices() -> None:
    """Sobol indices of the ten, with 1,024 sets each."""
    question = Question(
        whatif=TODAY,
        region=workload.region(),
        measure=Measure.EXPECTED_SOLVED,
        year=TODAY.start + 9,
    )
    sobol(question, TEN, threads=THREADS)
