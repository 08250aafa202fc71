"""What stands below a result: how to read it, and all that it takes to get it again."""

from collections.abc import Sequence
from typing import Final

from server.registry import Origin
from server.services.projecting import Doubt, Engine, Opening, Sampling
from simulation import MODEL_VERSION, AppReading, Assumption, ChannelsReading, WhatIf

SYNTHETIC: Final = "SYNTHETIC register: agrees with published figures, holds no real person."
BANDS: Final = {
    Doubt.CHANCE: "5–95 %: by luck alone, nine replications in ten lie in this range.",
    Doubt.FIGURES: "5–95 %: by luck and by figures that are drawn, nine replications in ten lie in "
    "this range.",
}
STOCKS: Final = "Stocks are of 31 December."


def notes(found: Opening, sampling: Sampling) -> list[str]:
    """Say all that it takes to get the same result again."""
    how = "exact means, no luck"
    if sampling.engine is not Engine.ANALYTIC:
        steps = f"steps of a {sampling.steps.name.lower()}, " if sampling.steps else ""
        how = f"{sampling.replications} replications, {steps}seed {sampling.seed}"
        if sampling.doubt is Doubt.FIGURES:
            how += ", figures drawn"
    kind = [SYNTHETIC] if found.origin is Origin.SYNTHETIC else []
    version = f"Model {MODEL_VERSION}, data {found.region.version}"
    return [*kind, f"{version}, {sampling.engine.value} engine: {how}."]


def beside(whatif: WhatIf) -> list[str]:
    """What is supposed beside the scenario, a sentence each."""
    first, *later = whatif.adoptions
    apart = f"Apart from {', '.join(sorted(first.apart_from))}."
    return [
        *([apart] if first.apart_from else []),
        *(f"From {adoption.since}: {adoption.scenario.name}." for adoption in later),
        *(
            f"Campaign of {campaign.registrations:,.0f} from {campaign.since}."
            for campaign in whatif.campaigns
        ),
        *(
            f"{change.parameter.value} = {change.value:g}"
            + ("." if change.since is None else f" from {change.since}.")
            for change in whatif.changes
        ),
        *(["Users of the app count."] if whatif.app is AppReading.WITH else []),
        *(["Called and SMS apart."] if whatif.channels is ChannelsReading.APART else []),
    ]


def learned(figures: Sequence[Assumption]) -> list[str]:
    """Say which figures are not the ledger's, and what was counted for them."""
    return [
        f"{figure.name} = {figure.value:.3g}, 5–95 % {figure.low:.3g}–{figure.high:.3g}, "
        f"not the ledger's: {figure.source}."
        for figure in figures
    ]
