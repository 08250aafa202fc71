"""The register counted, and played while the terminal shows how far it is."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from typing import TypeVar

from server.cli import progress
from server.cli.output import say
from server.services import learning, projecting, register
from server.services.headcount import Headcount
from server.services.learning import Basis
from server.services.projecting import Engine, Opening, Sampling
from server.settings import Settings
from simulation import Assumption, Expectation, Measure, Plan, Samples
from simulation.outlook import Z95

T = TypeVar("T")


def play(
    plans: Sequence[Plan], sampling: Sampling, *, threads: int, quiet: bool = False
) -> tuple[Samples | Expectation, ...]:
    """Play plans, and show how far they are and how well the solved are known by now."""
    words = f"{len(plans)} × replications"
    none = quiet or sampling.engine is Engine.ANALYTIC
    with progress.shown(sampling.replications, words, quiet=none) as shown:
        done = 0

        def advance(added: int) -> None:
            nonlocal done
            done += added
            shown.reached(done)

        return aside(
            lambda stop: projecting.play(
                plans,
                sampling,
                threads=threads,
                stop=stop,
                progress=advance,
                grown=lambda samples: shown.reached(done, words=_known(samples)),
            )
        )


def _known(samples: Sequence[Samples]) -> str:
    """Half the 95 % interval of a year's solved over its mean, in the year known worst."""
    worst = 0.0
    for one in samples:
        solved = one.summary(Measure.SOLVED_DIRECTLY, quantiles=())
        some = solved.mean > 0
        worst = max(worst, *(Z95 * solved.standard_error[some] / solved.mean[some]), 0.0)
    return f"{len(samples)} × replications, solved ± {100 * worst:.1f} %"


def aside(work: Callable[[Event], T]) -> T:
    """Do some work in a thread beside this one, which stays free to be interrupted."""
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        doing = pool.submit(work, stop)
        try:
            return doing.result()
        finally:
            stop.set()


async def opening(settings: Settings, *, start: int, headcount: Headcount) -> Opening:
    """Count the register as a projection finds it; where there is none, draw the demo first."""
    async with register.opened(settings, tell=say) as database, database.reading() as session:
        return await projecting.opening(
            session, start=start, today=datetime.now(UTC).date(), headcount=headcount
        )


async def figures(settings: Settings, found: Opening, basis: Basis) -> tuple[Assumption, ...]:
    """Figures that stand in for those of the ledger, on the basis asked for."""
    if basis is Basis.LEDGER:
        return ()
    async with register.opened(settings, tell=say) as database, database.reading() as session:
        today = datetime.now(UTC).date()
        return learning.figures(await learning.observed(session, today=today), found)
