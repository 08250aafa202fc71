"""A table as people read it: its columns and its names in the words of a language."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from server.rest.tabular import Row
from server.telling import names
from server.telling.language import Words
from simulation import Measure, ScenarioName

_SAID: Final[Mapping[str, Callable[[Words, str], str]]] = {
    "baseline": lambda words, name: names.scenario(words, ScenarioName[name]),
    "scenario": lambda words, name: names.scenario(words, ScenarioName[name]),
    "measure": lambda words, name: names.measure(words, Measure[name]),
    "unit": lambda words, text: words(text),
    "meaning": lambda words, text: words(text),
    "source": lambda words, text: words(text),
    "contradiction": lambda words, text: words(text),
}
"""Columns whose cells are names, or texts that the catalogs have."""


def headed(columns: Sequence[str], words: Words) -> tuple[str, ...]:
    """Columns by what they are called; one that has no translation keeps its name."""
    known = headings(words)
    return tuple(_quantile(words, one) or known.get(one, one) for one in columns)


def teller(columns: Sequence[str], words: Words) -> Callable[[Row], Row]:
    """Tells a row in words: its names and what the catalogs have, not its numbers."""
    said = tuple(_SAID.get(one) for one in columns)

    def tell(row: Row) -> Row:
        return tuple(
            say(words, cell) if say is not None and isinstance(cell, str) else cell
            for say, cell in zip(said, row, strict=True)
        )

    return tell


def headings(words: Words) -> Mapping[str, str]:
    """What columns are called, by their names."""
    return {
        "ageGroup": words("age group"),
        "askedAt": words("asked at (UTC)"),
        "baseline": words("compared with"),
        "baselineInputHash": words("digest of the input, baseline"),
        "case": words("number of the case"),
        "channel": words("channel"),
        "code": words("code of the municipality"),
        "contradiction": words("what speaks against it"),
        "count": words("number"),
        "dataVersion": words("version of the data"),
        "digest": words("digest of the result"),
        "distribution": words("how its doubt is spread"),
        "endedAt": words("ended at (UTC)"),
        "expectedEnd": words("expected end (UTC)"),
        "failure": words("why it failed"),
        "goesOn": words("goes on"),
        "high": words("95 % point"),
        "households": words("households"),
        "inhabitants": words("inhabitants"),
        "initial": words("on the first day"),
        "inputHash": words("digest of the input"),
        "landHa": words("land (hectares)"),
        "listed": words("participants listed"),
        "low": words("5 % point"),
        "maximum": words("greatest value taken"),
        "mean": words("expected value"),
        "meanHigh": words("expected value, upper end"),
        "meanLow": words("expected value, lower end"),
        "meaning": words("meaning"),
        "measure": words("measure"),
        "memo": words("words of the memo"),
        "minimum": words("least value taken"),
        "modelVersion": words("version of the model"),
        "municipality": words("code of the municipality"),
        "municipalityName": words("municipality"),
        "name": words("name"),
        "on": words("counted on"),
        "onHold": words("known to be unreachable"),
        "origin": words("origin"),
        "outcome": words("outcome"),
        "rate": words("replications a second"),
        "registrations": words("figure of its registrations"),
        "removal": words("figure of its removals"),
        "replications": words("replications"),
        "replicationsDone": words("replications done"),
        "reportedInTime": words("figure of changes reported in time"),
        "run": words("run"),
        "scenario": words("scenario"),
        "source": words("source"),
        "standardDeviation": words("standard deviation"),
        "standardError": words("standard error"),
        "state": words("state"),
        "type": words("kind"),
        "unit": words("unit"),
        "urbanity": words("class of urbanity (CBS)"),
        "value": words("value"),
        "year": words("year"),
    }


def _quantile(words: Words, column: str) -> str | None:
    """Of a column such as q0.05."""
    try:
        share = float(column.removeprefix("q"))
    except ValueError:
        return None
    digits = next(n for n in range(20) if n == 19 or round(100 * share, n) == 100 * share)
    return words("quantile {share}", share=words.share(share, digits))
