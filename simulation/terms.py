"""The terms of a what-if: which figure holds when and where.

Time is cut where anything changes. On each stretch, in each municipality, one scenario is in
force and every parameter has one value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds
from simulation.horizon import Step, Stretch, edges, stretches
from simulation.ledger import default
from simulation.scenario import SCENARIOS, ScenarioName
from simulation.whatif import WhatIf


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    stretches: tuple[Stretch, ...]
    scenario: npt.NDArray[np.object_]
    """Scenario in force; shape (stretch, municipality)."""
    values: Mapping[Parameter, Floats]
    """Value of each parameter; shape (stretch, municipality), NaN where the scenario decides."""

    def by_scenario(self, parameter: Parameter) -> Floats:
        """What the scenario in force says of REGISTRATIONS, REMOVAL or REPORTED_IN_TIME.

        Of registrations it says a factor on L*.
        """
        said = np.zeros(self.scenario.shape)
        for name in self.present:
            lever: Parameter | None = getattr(SCENARIOS[name], parameter.value)
            if lever is not None:
                said = np.where(self.scenario == name, self.values[lever], said)
        return said

    @property
    def present(self) -> tuple[ScenarioName, ...]:
        """Scenarios in force anywhere at any time."""
        return tuple(dict.fromkeys(self.scenario.ravel().tolist()))

    def given(self, parameter: Parameter, otherwise: Floats) -> Floats:
        """The value the user gave, where there is one."""
        value = self.values[parameter]
        return np.where(np.isnan(value), otherwise, value)


def terms(whatif: WhatIf, codes: tuple[str, ...]) -> Terms:
    """Lay out a what-if over the municipalities of a region.

    Raises OutOfBounds when it names a municipality that the region does not have.
    """
    opening = whatif.opening
    years = edges(opening, whatif.years, Step.YEAR)
    cut = stretches(opening, [*years, *whatif.dates])
    begins = np.array([stretch.begin for stretch in cut])
    places = np.array(codes)

    def where(since: int, municipalities: frozenset[str] | None) -> npt.NDArray[np.bool_]:
        if municipalities is None:
            here = np.ones(len(codes), dtype=bool)
        else:
            unknown = sorted(municipalities - set(codes))
            if unknown:
                raise OutOfBounds("municipalities", f" has no {unknown[0]} in this region")
            here = np.isin(places, list(municipalities))
        return (begins >= since)[:, None] & here

    scenario = np.full((len(cut), len(codes)), ScenarioName.TODAY, dtype=object)
    for adoption in whatif.adoptions:
        since = 0 if adoption.since is None else (adoption.since - opening).days
        scenario[where(since, adoption.municipalities)] = adoption.scenario

    values = {name: np.full(scenario.shape, default(name)) for name in Parameter}
    for change in whatif.changes:
        since = 0 if change.since is None else (change.since - opening).days
        values[change.parameter][where(since, change.municipalities)] = change.value
    return Terms(stretches=cut, scenario=scenario, values=values)
