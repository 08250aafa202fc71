"""The STRESS-DES report of a result."""

from collections.abc import Sequence
from typing import Final

import simulation
from server.registry import Origin
from server.services.projecting import Engine, Opening, Sampling

REGISTERS: Final = {
    Origin.SYNTHETIC: "SYNTHETIC: drawn by chance so that it agrees with published figures; holds "
    "no real person",
    Origin.IMPORTED: "brought in from a file, or put in one by one",
    Origin.EMPTY: "nobody is in it",
}


def report(plans: Sequence[simulation.Plan], sampling: Sampling, found: Opening) -> str:
    """Report plans played side by side over the register, as Markdown."""
    drawn = sampling.engine is not Engine.ANALYTIC
    return simulation.report(
        plans,
        engine=sampling.engine.value,
        replications=sampling.replications if drawn else None,
        step=sampling.steps,
        seed=sampling.seed if drawn else None,
        register=f"{REGISTERS[found.origin]}; known up to {found.as_of}, counted on {found.on}",
    )
