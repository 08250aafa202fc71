"""What stands below a result: how to read it, and all that it takes to get it again."""

from typing import Final

from server.registry import Origin
from server.services.projecting import Engine, Opening, Sampling
from simulation import MODEL_VERSION

SYNTHETIC: Final = "SYNTHETIC register: agrees with published figures, holds no real person."
BANDS: Final = "5–95 %: nine replications in ten lie in this range. Stocks are of 31 December."


def notes(found: Opening, sampling: Sampling) -> list[str]:
    """Say all that it takes to get the same result again."""
    how = "exact means, no luck"
    if sampling.engine is not Engine.ANALYTIC:
        steps = f"steps of a {sampling.step.name.lower()}"
        how = f"{sampling.replications} replications, {steps}, seed {sampling.seed}"
    kind = [SYNTHETIC] if found.origin is Origin.SYNTHETIC else []
    version = f"Model {MODEL_VERSION}, data {found.region.version}"
    return [*kind, f"{version}, {sampling.engine.value} engine: {how}."]
