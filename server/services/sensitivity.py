"""Questions about doubt over the register: what is asked is laid out, and refused if too large."""

from collections.abc import Sequence

import simulation
from server.errors import Code, Refused
from server.services import projecting
from server.services.projecting import Opening
from simulation import WhatIf


def affordable(found: Opening, whatifs: Sequence[WhatIf], *, rows: int, most: int) -> None:
    """Refuse more closed forms than may be computed here, `rows` being asked of each what-if."""
    plans = projecting.plans(found, whatifs)
    size = cells(plans, rows)
    if size > most:
        raise Refused(
            Code.TOO_LARGE,
            f"{rows} sets of figures for {len(plans)} scenarios over years={len(plans[0].years)} "
            f"are work of size {size}, {most} is the most: ask fewer sets, futures, points, "
            "parameters or years",
        )


def cells(plans: Sequence[simulation.Plan], rows: int) -> int:
    """Size of the work: rows × stretches of time × municipalities × classes, over all plans."""
    return sum(
        rows * len(plan.stretches) * len(plan.region.codes) * plan.opening.reachable.shape[-1]
        for plan in plans
    )
