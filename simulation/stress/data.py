"""What a result rests on: the register, the opening state, and every figure with its source."""

import re
from collections import Counter
from collections.abc import Sequence

from simulation.ages import AGE_MIX, CAUSES, COHORTS, PROFILES
from simulation.assumptions import Assumption, Origin, Parameter
from simulation.ledger import LEDGER
from simulation.plan import Plan
from simulation.region import Region
from simulation.stress.markdown import cell, table

_GROUPS = ("16–24", "25–44", "45–64", "65+")
_FIRMNESS = {
    Origin.MEMO: "come from the memo",
    Origin.SOURCE: "from other sources",
    Origin.ARITHMETIC: "follow by arithmetic from those",
    Origin.ASSUMPTION: "are assumptions that nobody has measured",
}


def register(region: Region) -> str:
    """Section 3.1: the region as it is handed to the model."""
    towns = region.municipalities
    return table(
        "Register",
        (
            "code",
            "name",
            "inhabitants",
            *(f"listed {name}" for name in classes(len(towns[0].listed))),
            *(f"on hold {name}" for name in classes(len(towns[0].on_hold))),
        ),
        ((town.code, town.name, town.inhabitants, *town.listed, *town.on_hold) for town in towns),
    )


def openings(plans: Sequence[Plan]) -> str:
    """Section 4.1: who is reachable and who is not on the first day, once where cases agree."""
    tables: dict[str, list[int]] = {}
    for number, plan in enumerate(plans, 1):
        tables.setdefault(_opening(plan), []).append(number)
    return "\n\n".join(
        told.replace("{cases}", ", ".join(map(str, numbers))) for told, numbers in tables.items()
    )


def figures(plans: Sequence[Plan]) -> str:
    """Section 3.4: every figure of the ledger, and whether a case changes it."""
    return table(
        "Figures",
        ("figure", "value", "changed in case", "low", "high", "distribution", "unit", "meaning",
         "origin", "source", "what speaks against it"),
        (
            (
                figure.name,
                _used(figure, plans),
                ", ".join(map(str, _changed(figure, plans))) or "none",
                figure.low,
                figure.high,
                figure.distribution,
                figure.unit,
                figure.meaning,
                figure.origin,
                figure.source,
                figure.contradiction,
            )
            for figure in LEDGER.values()
        ),
    )  # fmt: skip


def firmness(plans: Sequence[Plan]) -> str:
    """How many figures come from where, and how many of them were changed."""
    count = Counter(figure.origin for figure in LEDGER.values())
    told = ", ".join(f"{count[origin]} {words}" for origin, words in _FIRMNESS.items())
    changed = sum(bool(_changed(figure, plans)) for figure in LEDGER.values())
    return (
        f"Of {len(LEDGER)} figures {told}; {changed} of them "
        f"{'is' if changed == 1 else 'are'} changed by whoever asked. All figures stand here, also "
        "those that the cases do not come to use."
    )


def profiles() -> str:
    """Section 3.4: hazards by age, of which only the proportions count."""
    return table(
        "Age profiles",
        ("hazard", *_GROUPS),
        (
            ("share of the base [assumption]", *AGE_MIX),
            *((cause, *(f"{value:g}" for value in PROFILES[cause])) for cause in CAUSES),
        ),
    )  # fmt: skip


def classes(count: int) -> tuple[str, ...]:
    """Names of the classes of participants, which are cohorts, or cohorts over and over."""
    names = [re.sub(r"(\d)_(\d)", r"\1–\2", name.lower()).replace("_", " ") for name in COHORTS]
    repeated = count > len(COHORTS)
    return tuple(
        f"{names[i % len(names)]}{f' ({1 + i // len(names)})' if repeated else ''}"
        for i in range(count)
    )


def _opening(plan: Plan) -> str:
    reachable, unreachable = plan.opening.reachable, plan.opening.unreachable
    rows = zip(plan.region.codes, reachable.tolist(), unreachable, strict=True)
    return table(
        "Opening state of case {cases}",
        (
            "code",
            *(f"reachable {name}" for name in classes(reachable.shape[-1])),
            "reachable",
            "unreachable",
        ),
        ((code, *counts, sum(counts), int(ghosts.sum())) for code, counts, ghosts in rows),
    )


def _changed(figure: Assumption, plans: Sequence[Plan]) -> list[int]:
    return [
        number
        for number, plan in enumerate(plans, 1)
        if any(change.parameter.value == figure.name for change in plan.whatif.changes)
    ]


def _used(figure: Assumption, plans: Sequence[Plan]) -> str:
    """Value with which the cases start everywhere; several where they differ."""
    used = []
    for plan in plans:
        value = figure.value
        if figure.name == Parameter.PARTICIPANTS:
            value = sum(sum(town.listed) for town in plan.region.municipalities)
        for change in plan.whatif.changes:
            everywhere = change.since is None and change.municipalities is None
            if change.parameter.value == figure.name and everywhere:
                value = change.value
        used.append("not set" if value is None else cell(value))
    return " / ".join(dict.fromkeys(used))
