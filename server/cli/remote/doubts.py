"""What a server finds about the doubt in one number."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from server.cli import notes
from server.cli.found import Found, Missed, Read, beside
from server.cli.remote.asking import ask
from server.cli.remote.numbers import Told, column, number
from server.cli.remote.outlooks import learned_of, played
from server.cli.remote.server import Server
from server.services import posing
from server.services.learning import Basis
from server.services.projecting import Engine, Sampling
from simulation import Axis, Bar, Belief, Index, Measure, Parameter, Reading, ScenarioName, WhatIf
from simulation.structure import CHOICES

_SENSITIVITY: Final = """
query Sensitivity(
  $input: SensitivityInput!, $asked: WhatIfInput!, $against: [CaseInput!]!, $baseline: CaseInput!
  $price: Float!, $sets: Int!, $futures: Int!, $measures: [Measure!]!
  $x: AxisInput!, $y: AxisInput!, $believed: Boolean!
) {
  sensitivity(input: $input) {
    scenario { name } measure year synthetic modelVersion dataVersion
    tornado { parameter low value high atLow atValue atHigh }
    sobol(sets: $sets) {
      words indices { parameter first { value low high } total { value low high } }
    }
    regret(against: $against, price: $price, futures: $futures) {
      scenario { name } best tied mean worst
    }
    belief(price: $price, x: $x, y: $y, baseline: $baseline) @include(if: $believed) {
      x y benefit boundary { x y } share
    }
  }
  projection(input: $asked) {
    assumptions { name value low high source origin }
    structure(measures: $measures) { reading choice chosen series { measure mean } }
  }
}
"""


def explore(
    server: Server,
    supposed: WhatIf,
    baseline: WhatIf,
    rivals: Sequence[WhatIf],
    basis: Basis,
    *,
    measure: Measure,
    year: int,
    price: float,
    parameters: Sequence[Parameter] | None,
    axes: tuple[Parameter, Parameter] | None,
    sets: int,
    futures: int,
    seed: int,
) -> tuple[Found, list[str]]:
    """Look into one number of a scenario from every side; with the notes below it."""
    scenario = supposed.scenario
    x, y = axes or (Parameter.DEATH, Parameter.DEATH)  # not asked, where there are none
    variables: dict[str, Any] = {
        "input": {
            **posing.case(supposed, basis),
            "start": supposed.start,
            "years": supposed.years,
            "measure": measure.name,
            "year": year,
            "parameters": None if parameters is None else [one.name for one in parameters],
            "seed": seed,
        },
        "asked": posing.projection(supposed, Sampling(engine=Engine.ANALYTIC), basis),
        "against": [
            posing.case(rival, basis) for rival in rivals if rival.scenario is not scenario
        ],
        "baseline": posing.case(baseline, basis),
        "price": price,
        "sets": sets,
        "futures": futures,
        "measures": [one.name for one in beside(measure)],
        "x": {"parameter": x.name},
        "y": {"parameter": y.name},
        "believed": axes is not None,
    }
    data = ask(server, _SENSITIVITY, **variables)
    told, projection = data["sensitivity"], data["projection"]
    found = Found(
        scenario=told["scenario"]["name"],
        baseline=baseline.scenario.value,
        measure=measure,
        year=told["year"],
        bars=tuple(_bar(one) for one in told["tornado"]),
        indices=tuple(_index(one) for one in told["sobol"]["indices"]),
        words=told["sobol"]["words"],
        price=price,
        regrets=_regrets(told["regret"]),
        readings=tuple(_read(one, year - supposed.start) for one in projection["structure"]),
        belief=_belief(told["belief"], x, y) if axes is not None else None,
    )
    return found, [*learned_of(projection), *notes.of_doubt(played(told), seed)]


def _bar(told: Told) -> Bar:
    return Bar(
        parameter=Parameter[told["parameter"]],
        low=told["low"],
        value=told["value"],
        high=told["high"],
        at_low=told["atLow"],
        at_value=told["atValue"],
        at_high=told["atHigh"],
    )


def _index(told: Told) -> Index:
    first, total = told["first"], told["total"]
    return Index(
        parameter=Parameter[told["parameter"]],
        first=first["value"],
        first_interval=(first["low"], first["high"]),
        total=total["value"],
        total_interval=(total["low"], total["high"]),
    )


def _regrets(told: Sequence[Told]) -> tuple[Missed, ...]:
    """In the order in which scenarios stand elsewhere; the server has the one asked about first."""
    by_name = {one["scenario"]["name"]: one for one in told}
    return tuple(
        Missed(
            scenario=name.value,
            best=one["best"],
            tied=one["tied"],
            mean=one["mean"],
            worst=one["worst"],
        )
        for name in ScenarioName
        if (one := by_name.get(name.name)) is not None
    )


def _read(told: Told, year: int) -> Read:
    reading = Reading[told["reading"]]
    return Read(
        reading=reading.value,
        choice=CHOICES[reading][told["choice"]].value,
        chosen=told["chosen"],
        values={Measure[one["measure"]]: number(one["mean"][year]) for one in told["series"]},
    )


def _belief(told: Told, x: Parameter, y: Parameter) -> Belief:
    def axis(parameter: Parameter, values: Sequence[float]) -> Axis:
        return Axis(parameter=parameter, least=values[0], greatest=values[-1])

    return Belief(
        x=axis(x, told["x"]),
        y=axis(y, told["y"]),
        benefit=np.array([column(row) for row in told["benefit"]]),
        boundary=tuple((point["x"], point["y"]) for point in told["boundary"]),
        share=math.nan if told["share"] is None else told["share"],
    )
