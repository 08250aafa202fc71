"""What the templates are told of a what-if: levers as they stand, and all there is to choose."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, partial
from typing import Any, Final

from server.errors import Code
from server.rest.problems import Fault
from server.telling import refusals
from server.telling.language import Words
from server.web import choices, levers
from server.web.address import asked_of
from server.web.form import Fields, Ledger

ALONE: Final = (
    *("baseline", "link", "hours", "supplementary", "app", "channels", "basis"),
    *("engine", "doubt", "step", "replications", "seed", "start", "years", "year", "adoptedOn"),
)
"""Parameters of the address that are a field each, of one value."""
OWN: Final = ("endedOn", "campaignOn", "campaignSize")
"""Fields of one value that the address has otherwise; nothing by default."""
SEVERAL: Final = ("scenario", "apart", "dated", "later", "burst")
UNSHOWN: Final = ("precision", "measures", "municipalities", "quantiles")
"""Parameters of the address that have no lever: the form keeps them."""
FORMATS: Final = ("excel", "xlsx", "csv", "json")
"""Of /api/v1/comparisons, those that people take along."""


@cache
def usual() -> dict[str, str]:
    """Fields that hold one value, as they are by default."""
    asked = asked_of([]).model_dump(mode="json", by_alias=True)
    told = {name: "" if asked[name] is None else str(asked[name]) for name in ALONE}
    return told | dict.fromkeys(OWN, "")


def levers_of(
    shown: Fields,
    faults: Sequence[Fault],
    query: str,
    towns: Sequence[tuple[str, str]],
    ledger: Ledger,
    words: Words,
) -> dict[str, Any]:
    """Everything the form shows; `towns` by code and name."""
    wrong = defaultdict(str)
    for fault in faults:
        wrong[fault.field] = refusals.complaint(words, Code.BAD_INPUT, fault.detail)
    fields: dict[str, Any] = {
        name: next(iter(shown.get(name, ())), default) for name, default in usual().items()
    }
    fields |= {name: list(shown.get(name, ())) for name in SEVERAL}
    groups = levers.others(shown, wrong, ledger, words)
    first = levers.first(shown, wrong, ledger, words)
    seen = ("baseline", "link", "adoptedOn", "year")
    return {
        "fields": fields,
        "usual": usual(),
        "unshown": [(name, value) for name in UNSHOWN for value in shown.get(name, ())],
        "wrong": wrong,
        "scenarios": choices.scenarios(words, fields["scenario"]),
        "baselines": choices.baselines(words),
        "links": choices.links(words),
        "readings": choices.of_the_memo(words),
        "computing": choices.of_computing(words, fields["replications"], fields["engine"]),
        "years": choices.years(fields["start"], fields["years"], words),
        "first": first,
        "groups": groups,
        "towns": towns,
        "reset": partial(levers.without, query),
        "others_changed": bool(fields["apart"])
        or any(fields[name] != value for name, value in usual().items() if name not in seen)
        or any(one.changed or one.wrong for group in groups for one in group.levers),
    }


def taken_along(words: Words) -> list[tuple[str, str]]:
    """Formats of the numbers, and what they are called."""
    names = (words("CSV for Excel"), words("Excel workbook (XLSX)"), words("plain CSV"), "JSON")
    return list(zip(FORMATS, names, strict=True))
