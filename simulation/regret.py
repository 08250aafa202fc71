"""Regret: how often each scenario turns out best, and how much one may come to miss.

All scenarios meet the same futures, each a set of figures drawn jointly from the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import Final

import numpy as np

from simulation.bounds import OutOfBounds, within
from simulation.doubt import draw
from simulation.futures import benefit, expected
from simulation.region import Region
from simulation.replications import SEEDS
from simulation.run import BLOCK
from simulation.whatif import WhatIf

FUTURES: Final = (1, 100_000)
CENT: Final = 0.01
"""Scenarios that lie closer to each other are tied [euro of 2014]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """What one scenario comes to over all futures."""

    whatif: WhatIf
    best: float
    """Share of the futures in which it alone is best [-]."""
    tied: float
    """Share of the futures in which it is best together with another [-]."""
    mean: float
    """Benefit missed against the best of each future, on average [euro of 2014, whole horizon]."""
    worst: float
    """The same at worst."""


def regret(
    whatifs: Sequence[WhatIf],
    region: Region,
    *,
    price: float,
    futures: int = 1000,
    seed: int = 1,
    threads: int = 2,
    stop: Event | None = None,
) -> tuple[Regret, ...]:
    """Regret of each what-if among the others, in their order; best is by `futures.benefit`.

    `price` is what an action solved directly is worth [euro of 2014]. Futures are rounded up to
    whole blocks of 250. Figures drawn in one what-if and changed in another are drawn there only.
    Raises OutOfBounds when there are fewer than two, or their horizons differ.
    """
    within("futures", futures, *FUTURES)
    within("seed", seed, *SEEDS)
    if len(whatifs) < 2 or len({(whatif.start, whatif.years) for whatif in whatifs}) != 1:
        raise OutOfBounds("scenarios", "{field} must be two or more, over the same years")
    rows = -(-futures // BLOCK) * BLOCK
    worth = np.stack(
        [
            np.broadcast_to(
                expected(
                    whatif,
                    region,
                    draw(whatif, seed=seed, rows=rows),
                    benefit(price),
                    threads=threads,
                    stop=stop,
                ),
                rows,
            )
            for whatif in whatifs
        ]
    )
    missed = worth.max(axis=0) - worth
    leads = missed < CENT
    alone = leads.sum(axis=0) == 1
    return tuple(
        Regret(
            whatif=whatif,
            best=float((leads[i] & alone).mean()),
            tied=float((leads[i] & ~alone).mean()),
            mean=float(missed[i].mean()),
            worst=float(missed[i].max()),
        )
        for i, whatif in enumerate(whatifs)
    )
