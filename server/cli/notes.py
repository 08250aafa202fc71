"""What stands below a result: how to read it, and all that it takes to get it again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from server.services.projecting import Doubt, Engine, Opening, Sampling
from simulation import LEDGER, MODEL_VERSION, Assumption, Origin

SYNTHETIC: Final = "SYNTHETIC register: agrees with published figures, holds no real person."
BANDS: Final = {
    Doubt.CHANCE: "5–95 %: by luck alone, nine replications in ten lie in this range.",
    Doubt.FIGURES: "5–95 %: by luck and by figures that are drawn, nine replications in ten lie in "
    "this range.",
}
STOCKS: Final = "Stocks are of 31 December."


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What a result was played from, and by what."""

    synthetic: bool
    model: str
    data: str

    @classmethod
    def here(cls, found: Opening) -> "Played":
        return cls(synthetic=found.synthetic, model=MODEL_VERSION, data=found.region.version)


def notes(played: Played, sampling: Sampling) -> list[str]:
    """Say all that it takes to get the same result again."""
    how = "exact means, no luck"
    if sampling.engine is not Engine.ANALYTIC:
        steps = f"steps of a {sampling.steps.name.lower()}, " if sampling.steps else ""
        how = f"{sampling.replications} replications, {steps}seed {sampling.seed}"
        if sampling.doubt is Doubt.FIGURES:
            how += ", figures drawn"
    return _versions(played, f"{sampling.engine.value} engine: {how}")


def of_doubt(played: Played, seed: int) -> list[str]:
    """The same of what is found about doubt."""
    return _versions(played, f"closed forms, seed {seed}")


def _versions(played: Played, how: str) -> list[str]:
    kind = [SYNTHETIC] if played.synthetic else []
    return [*kind, f"Model {played.model}, data {played.data}, {how}."]


@dataclass(frozen=True, slots=True)
class Figure:
    """One that the register taught; see `simulation.Assumption`."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    source: str


def learned(figures: Iterable[Assumption | Figure]) -> list[str]:
    """Say which figures are not the ledger's, and what was counted for them, as in the ledger."""
    order = list(LEDGER)
    return [
        f"{figure.name} = {figure.value:.3g}, 5–95 % {figure.low:.3g}–{figure.high:.3g}, "
        f"not the ledger's: {figure.source}."
        for figure in sorted(figures, key=lambda figure: order.index(figure.name))
        if isinstance(figure, Figure) or figure.origin is Origin.REGISTER
    ]
