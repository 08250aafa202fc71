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

    def place_of(self, year: int | None) -> int:
        """Place of a year among the years, the last one's by default; raises OutOfBounds."""
        years = self.baseline.plan.years
        if year is None:
            return len(years) - 1
        within("year", year, years[0], years[-1])
        return years.index(year)

    @property
    def hashes(self) -> tuple[str, ...]:
        """Digest of what each of them was asked, model version and data version included."""
        version = self.found.region.version
        return tuple(input_hash(one.plan.whatif, self.sampling, version) for one in self.outlooks)
