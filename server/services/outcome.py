"""What came of what-ifs that were played with the same luck."""

from dataclasses import dataclass

from server.services.laying import input_hash
from server.services.projecting import Opening, Sampling
from simulation import Difference, Expectation, Samples
from simulation.bounds import within


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The baseline first, then the others in their order."""

    found: Opening
    sampling: Sampling
    """Settled: with the replications that a precision takes."""
    outlooks: tuple[Samples | Expectation, ...]
    year: int | None = None
    """Calendar year that is looked at; None: the last."""

    @property
    def baseline(self) -> Samples | Expectation:
        return self.outlooks[0]

    @property
    def others(self) -> tuple[Samples | Expectation, ...]:
        return self.outlooks[1:]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Each of the others against the baseline."""
        return tuple(Difference(other=other, baseline=self.baseline) for other in self.others)

    @property
    def looked_at(self) -> int:
        """The year that is looked at; raises OutOfBounds where it is not one of those played."""
        return self.baseline.plan.years[self.place_of()]

    def place_of(self, year: int | None = None) -> int:
        """Place of a year among the years, of the one looked at by default; raises OutOfBounds."""
        years, year = self.baseline.plan.years, self.year if year is None else year
        if year is None:
            return len(years) - 1
        within("year", year, years[0], years[-1])
        return years.index(year)

    @property
    def hashes(self) -> tuple[str, ...]:
        """Digest of what each of them was asked, model version and data version included."""
        version = self.found.region.version
        return tuple(input_hash(one.plan.whatif, self.sampling, version) for one in self.outlooks)
