"""The terms of a what-if: which figure holds when and where.

Time is cut where anything changes. On each stretch, in each municipality, one scenario is in
force and every parameter has one value. Where a what-if names no municipality the terms are those
of all of them, and their last axis has length 1: it broadcasts. Where figures are drawn there is
one set of them for each row, and a first axis that counts rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from simulation import app
from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds
from simulation.horizon import Step, Stretch, edges, stretches
from simulation.scenario import SCENARIOS, ScenarioName
from simulation.whatif import WhatIf

AS_THEY_ARE: Mapping[Parameter, Floats] = MappingProxyType({})
"""No figure is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    stretches: tuple[Stretch, ...]
    scenario: npt.NDArray[np.object_]
    """Scenario in force; shape (stretch, municipality)."""
    values: Mapping[Parameter, Floats]
    """Value of each parameter; shape (…, stretch, municipality), NaN where the scenario decides."""
    campaigning: Floats
    """Registrations of campaigns [1/year, whole region]; shape (stretch, municipality)."""

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


def terms(
    whatif: WhatIf, codes: tuple[str, ...], drawn: Mapping[Parameter, Floats] = AS_THEY_ARE
) -> Terms:
    """Lay out a what-if over the municipalities of a region.

    `drawn` are figures that each row has its own value of, shape (row,); a change overrules them.
    Raises OutOfBounds when the what-if names a municipality that the region does not have.
    """
    opening = whatif.opening
    years = edges(opening, whatif.years, Step.YEAR)
    cut = stretches(opening, [*years, *whatif.dates, *app.bends(whatif)])
    begins = np.array([stretch.begin for stretch in cut])
    ends = np.array([stretch.end for stretch in cut])
    places = np.array(codes if _told_apart(whatif, codes) else ("everywhere",))

    def where(since: date | None, municipalities: frozenset[str] | None) -> npt.NDArray[np.bool_]:
        here = np.ones(len(places), dtype=bool)
        if municipalities is not None:
            here = np.isin(places, list(municipalities))
        return (begins >= (0 if since is None else (since - opening).days))[:, None] & here

    scenario = np.full((len(cut), len(places)), ScenarioName.TODAY, dtype=object)
    for adoption in whatif.adoptions:
        joining = ~np.isin(places, list(adoption.apart_from))
        scenario[where(adoption.since, adoption.municipalities) & joining] = adoption.scenario

    rows = {len(values) for values in drawn.values()}
    values = {name: np.full(scenario.shape, whatif.value(name)) for name in Parameter}
    for name, by_row in drawn.items():
        values[name] = np.broadcast_to(by_row[:, None, None], (*rows, *scenario.shape))
    for change in whatif.changes:
        changed = where(change.since, change.municipalities)
        values[change.parameter] = np.where(changed, change.value, values[change.parameter])

    campaigning = np.zeros(scenario.shape)
    for campaign in whatif.campaigns:
        last = (campaign.end - opening).days
        during = where(campaign.since, campaign.municipalities) & (ends <= last)[:, None]
        length = np.array([stretch.days / stretch.years for stretch in cut])[:, None]
        campaigning += np.where(during, campaign.registrations / campaign.days * length, 0.0)
    return Terms(stretches=cut, scenario=scenario, values=values, campaigning=campaigning)


def _told_apart(whatif: WhatIf, codes: tuple[str, ...]) -> bool:
    """Whether the terms may differ between municipalities; refuses an unknown one."""
    named = [event.municipalities for event in whatif.events if event.municipalities is not None]
    named += [adoption.apart_from for adoption in whatif.adoptions if adoption.apart_from]
    unknown = sorted(frozenset[str]().union(*named) - set(codes))
    if unknown:
        raise OutOfBounds(
            "municipalities",
            "{field} has no {municipality} in this region",
            municipality=unknown[0],
        )
    return bool(named)
