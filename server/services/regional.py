"""What the data folder of a region says, in the words of the simulation; nothing for any other."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

import simulation
from server import registry
from server.errors import RegionRefused
from server.registry import reference
from server.registry.figures import Figure
from simulation import LEDGER, Assumption, Origin
from simulation.bounds import within

MEMO: Final = "memo"
"""The source whose figures are the ledger's own."""
_FIRMNESS: Final[Mapping[str, Origin]] = {
    "A": Origin.SOURCE,
    "B": Origin.SOURCE,
    "C": Origin.ARITHMETIC,
    "D": Origin.ASSUMPTION,
}


@lru_cache(maxsize=16)
def figures(region: str) -> tuple[Assumption, ...]:
    """Stand-ins for figures of the ledger; raises RegionRefused for one that it does not have.

    Of what the ledger says likewise there is none: the memo's region is its region.
    """
    known = _known(region)
    return (
        ()
        if known is None
        else tuple(
            _assumption(known, figure)
            for figure in known.figures
            if LEDGER.get(figure.name) is None or LEDGER[figure.name].value != float(figure.value)
        )
    )


def ledger(region: str) -> dict[str, Assumption]:
    """Every figure by name, as it holds in the region."""
    return {**LEDGER, **{figure.name: figure for figure in figures(region)}}


async def ledger_of(session: AsyncSession) -> Mapping[str, Assumption]:
    """The same in the region of the register; the ledger's own while there is none."""
    region = await registry.datasets.region(session)
    return LEDGER if region is None else ledger(region)


@lru_cache(maxsize=16)
def benchmark(region: str) -> simulation.Benchmark | None:
    """What is paid for relationship management alone, there or by another region."""
    known = _known(region)
    if known is None or known.benchmark is None:
        return None
    beside = known.benchmark
    return simulation.benchmark(
        whose=beside.whose,
        price=float(beside.price),
        inhabitants=beside.inhabitants,
        source=beside.words,
    )


@lru_cache(maxsize=16)
def label(region: str) -> str:
    """What people call it."""
    known = _known(region)
    return region.capitalize() if known is None else known.label


def _known(region: str) -> reference.Region | None:
    return reference.load(region) if region in reference.regions() else None


def _assumption(region: reference.Region, figure: Figure) -> Assumption:
    if figure.name not in LEDGER:
        raise RegionRefused(
            f"{region.name}/region.toml: figures.{figure.name} is no figure of the ledger, must be "
            f"one of {', '.join(LEDGER)}"
        )
    held, value = LEDGER[figure.name], float(figure.value)
    within(figure.name, value, held.floor, held.ceiling)
    source = region.sources[figure.basis.source]
    return replace(
        held,
        value=value,
        low=None,
        high=None,
        distribution=simulation.Distribution.FIXED,
        origin=_FIRMNESS[figure.basis.confidence],
        source=f"{source.title}: {figure.basis.words}",
        contradiction="",
    )
