"""How to get a brief and its numbers again."""

from datetime import date

from server.brief.content import Part, Term, Terms
from server.services.outcome import Outcome
from server.services.projecting import Engine
from server.telling.language import Words
from server.telling.reproduction import command, reproduction
from simulation import MODEL_VERSION


def reproduced(outcome: Outcome, words: Words, *, on: date, host: str) -> tuple[Part, ...]:
    options = ["--language", words.language.value, "--on", on.isoformat(), "--out", "notitie.pdf"]
    if outcome.year is not None:
        options = ["--year", str(outcome.year), *options]
    typed = command(outcome, "brief", *options)
    asked = reproduction(outcome).parameters
    address = f"{host}/api/v1/comparisons?{asked}"
    drawn = outcome.sampling.engine is not Engine.ANALYTIC
    return (
        Terms(
            terms=(
                *([Term(name=words("Command"), text=typed, typed=True)] if typed else []),
                *([Term(name=words("REST"), text=address, typed=True)] if asked else []),
                *([Term(name=words("Luck"), text=_sampled(outcome, words))] if drawn else []),
                Term(name=words("Model"), text=MODEL_VERSION, typed=True),
                Term(name=words("Data"), text=outcome.found.region.version, typed=True),
                Term(name=words("Input"), text=" ".join(outcome.hashes), typed=True),
            )
        ),
    )


def _sampled(outcome: Outcome, words: Words) -> str:
    if outcome.sampling.replications == 1:
        return words("one replication, seed {seed}", seed=str(outcome.sampling.seed))
    return words(
        "{count} replications, seed {seed}",
        count=words.number(outcome.sampling.replications),
        seed=str(outcome.sampling.seed),
    )
