"""A table as people read it: its columns and its names in the words of a language."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from server.rest.tabular import Row
from server.telling import names
from server.telling.language import Words, phrase
from simulation import Measure, ScenarioName

_SAID: Final[Mapping[str, Callable[[Words, str], str]]] = {
    "baseline": lambda words, name: names.scenario(words, ScenarioName[name]),
    "scenario": lambda words, name: names.scenario(words, ScenarioName[name]),
    "measure": lambda words, name: names.measure(words, Measure[name]),
    "quantity": lambda words, text: words(text),
    "unit": lambda words, text: words(text),
    "meaning": lambda words, text: words(text),
    "source": lambda words, text: words(text),
    "contradiction": lambda words, text: words(text),
}
"""Columns whose cells are names, or texts that the catalogs have."""


HEADINGS: Final[Mapping[str, str]] = {
    "ageGroup": phrase("age group"),
    "askedAt": phrase("asked at (UTC)"),
    "baseline": phrase("compared with"),
    "baselineInputHash": phrase("digest of the input, baseline"),
    "case": phrase("number of the case"),
    "channel": phrase("channel"),
    "code": phrase("code of the municipality"),
    "contradiction": phrase("what speaks against it"),
    "count": phrase("number"),
    "dataVersion": phrase("version of the data"),
    "digest": phrase("digest of the result"),
    "distribution": phrase("how its doubt is spread"),
    "endedAt": phrase("ended at (UTC)"),
    "expectedEnd": phrase("expected end (UTC)"),
    "failure": phrase("why it failed"),
    "goesOn": phrase("goes on"),
    "high": phrase("95 % point"),
    "households": phrase("households"),
    "inhabitants": phrase("inhabitants"),
    "initial": phrase("on the first day"),
    "inputHash": phrase("digest of the input"),
    "landHa": phrase("land (hectares)"),
    "listed": phrase("participants listed"),
    "low": phrase("5 % point"),
    "maximum": phrase("greatest value taken"),
    "mean": phrase("expected value"),
    "meanHigh": phrase("expected value, upper end"),
    "meanLow": phrase("expected value, lower end"),
    "meaning": phrase("meaning"),
    "measure": phrase("measure"),
    "memo": phrase("words of the memo"),
    "minimum": phrase("least value taken"),
    "modelVersion": phrase("version of the model"),
    "municipality": phrase("code of the municipality"),
    "municipalityName": phrase("municipality"),
    "name": phrase("name"),
    "on": phrase("counted on"),
    "onHold": phrase("known to be unreachable"),
    "origin": phrase("origin"),
    "outcome": phrase("outcome"),
    "quantity": phrase("by itself, or difference"),
    "rate": phrase("replications a second"),
    "registrations": phrase("figure of its registrations"),
    "removal": phrase("figure of its removals"),
    "replications": phrase("replications"),
    "replicationsDone": phrase("replications done"),
    "reportedInTime": phrase("figure of changes reported in time"),
    "run": phrase("run"),
    "scenario": phrase("scenario"),
    "source": phrase("source"),
    "standardDeviation": phrase("standard deviation"),
    "standardError": phrase("standard error"),
    "state": phrase("state"),
    "type": phrase("kind"),
    "unit": phrase("unit"),
    "urbanity": phrase("class of urbanity (CBS)"),
    "value": phrase("value"),
    "year": phrase("year"),
}
"""What columns are called, by their names."""


def headed(columns: Sequence[str], words: Words) -> tuple[str, ...]:
    """Columns by what they are called; one that has no translation keeps its name."""
    return tuple(_quantile(words, one) or words(HEADINGS.get(one, "")) or one for one in columns)


def teller(columns: Sequence[str], words: Words) -> Callable[[Row], Row]:
    """Tells a row in words: its names and what the catalogs have, not its numbers."""
    said = tuple(_SAID.get(one) for one in columns)

    def tell(row: Row) -> Row:
        return tuple(
            say(words, cell) if say is not None and isinstance(cell, str) else cell
            for say, cell in zip(said, row, strict=True)
        )

    return tell


def _quantile(words: Words, column: str) -> str | None:
    """Of a column such as q0.05."""
    try:
        share = float(column.removeprefix("q"))
    except ValueError:
        return None
    digits = next(n for n in range(20) if n == 19 or round(100 * share, n) == 100 * share)
    return words("quantile {share}", share=words.share(share, digits))
