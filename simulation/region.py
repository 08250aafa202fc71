"""The region a base lives in: its municipalities, and who is listed in each at the start."""

import hashlib
from dataclasses import dataclass, field

import numpy as np

from simulation.ages import COHORTS
from simulation.arrays import Floats
from simulation.assumptions import Assumption
from simulation.bounds import OutOfBounds, within


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality, with its entries in the register by birth cohort."""

    code: str
    name: str
    inhabitants: int
    listed: tuple[int, ...]
    """Entries in the register, a number for each of `COHORTS`."""
    on_hold: tuple[int, ...] = (0,) * len(COHORTS)
    """Those among `listed` that are known to be unreachable."""

    def __post_init__(self) -> None:
        within(f"{self.code}.inhabitants", self.inhabitants, 1, 20_000_000)
        for name in ("listed", "on_hold"):
            counts, field_ = getattr(self, name), f"{self.code}.{name}"
            if len(counts) != len(COHORTS):
                raise OutOfBounds(
                    field_,
                    "{field} has {count} of {all} cohorts",
                    count=len(counts),
                    all=len(COHORTS),
                )
        for held, listed in zip(self.on_hold, self.listed, strict=True):
            within(f"{self.code}.listed", listed, 0, 20_000_000)
            within(f"{self.code}.on_hold", held, 0, listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Municipalities that decide together; the state a projection starts from."""

    name: str
    municipalities: tuple[Municipality, ...]
    figures: tuple[Assumption, ...] = ()
    """Its own figures, which stand in for the ledger's of the same name."""
    version: str = field(init=False)
    """Digest of all of the above: two regions with one version give one result."""

    def __post_init__(self) -> None:
        if not self.municipalities:
            raise OutOfBounds("municipalities", "{field} is empty; at least one is needed")
        if len(set(self.codes)) < len(self.codes):
            raise OutOfBounds("municipalities", "{field} names a code twice")
        of_its_own = (self.figures,) if self.figures else ()
        told = repr((self.name, self.municipalities, *of_its_own)).encode()
        object.__setattr__(self, "version", hashlib.sha256(told).hexdigest()[:16])

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(town.code for town in self.municipalities)

    @property
    def shares(self) -> Floats:
        """Share of each municipality in the region's inhabitants; shape (municipality,) [-]."""
        inhabitants = np.array([town.inhabitants for town in self.municipalities], dtype=float)
        return np.asarray(inhabitants / inhabitants.sum())
