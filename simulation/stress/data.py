"""What a result rests on: the register, the opening state, and every figure with its source."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from simulation.ages import AGE_MIX, CAUSES, COHORTS, PROFILES
from simulation.assumptions import Assumption, Origin, Parameter
from simulation.channels import CHANNELS
from simulation.ledger import LEDGER
from simulation.opening import opening
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


def place(region: Region, register: str) -> str:
    """Section 3.1: which region it is; `register` says where its counts come from."""
    inhabitants = sum(town.inhabitants for town in region.municipalities)
    return table(
        "Region",
        ("name", "inhabitants", "data version", "register"),
        [(region.name, inhabitants, region.version, register)],
    )


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
    """Section 3.4: every figure of the ledger, or what stands in for it, and what is changed."""
    return table(
        "Figures",
        ("figure", "case", "value", "starts with", "changed in case", "drawn in case", "low",
         "high", "distribution", "unit", "meaning", "origin", "source", "what speaks against it"),
        (
            (
                figure.name,
                "all" if len(held) == len(plans) else _told(held),
                figure.value,
                _starts_with(figure, [plans[number - 1] for number in held]),
                _told(number for number in held if _changes(plans[number - 1], figure.name)),
                _told(number for number in held if figure.name in plans[number - 1].drawn),
                figure.low,
                figure.high,
                figure.distribution,
                figure.unit,
                figure.meaning,
                figure.origin,
                figure.source,
                figure.contradiction,
            )
            for name in LEDGER
            for figure, held in _held(name, plans).items()
        ),
    )  # fmt: skip


def firmness(plans: Sequence[Plan]) -> str:
    """How many figures come from where, and how many of them were changed."""
    held = [figure for name in LEDGER for figure in _held(name, plans)]
    count = Counter(figure.origin for figure in held)
    told = ", ".join(f"{count[origin]} {words}" for origin, words in _FIRMNESS.items())
    changed = sum(any(_changes(plan, name) for plan in plans) for name in LEDGER)
    return (
        f"Of {len(held)} figures {told}; {changed} of them {'is' if changed == 1 else 'are'} "
        "changed by whoever asked. All figures stand here, also those that the cases do not come "
        "to use."
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
    """Names of the classes of participants: cohorts, in each channel where these are apart."""
    names = [re.sub(r"(\d)_(\d)", r"\1–\2", name.lower()).replace("_", " ") for name in COHORTS]
    if count == len(COHORTS):
        return tuple(names)
    return tuple(f"{name} {channel}" for name in names for channel in CHANNELS)


def _opening(plan: Plan) -> str:
    state = opening(plan.region, plan.whatif, {})
    reachable, unreachable = state.reachable, state.unreachable
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


def _held(name: str, plans: Sequence[Plan]) -> dict[Assumption, list[int]]:
    """What stands for a figure, with the cases in which it does: one entry where they agree."""
    held: dict[Assumption, list[int]] = {}
    for number, plan in enumerate(plans, 1):
        held.setdefault(plan.whatif.figure(name), []).append(number)
    return held


def _changes(plan: Plan, name: str) -> bool:
    return any(change.parameter.value == name for change in plan.whatif.changes)


def _starts_with(figure: Assumption, plans: Sequence[Plan]) -> str:
    """Value with which the cases start everywhere; several where they differ."""
    used = []
    for plan in plans:
        value = figure.value
        if figure.name == Parameter.PARTICIPANTS:
            value = sum(sum(town.listed) for town in plan.region.municipalities)
        for change in plan.whatif.changes:
            if (
                change.parameter.value == figure.name
                and change.since in (None, plan.whatif.opening)
                and change.municipalities is None
            ):
                value = change.value
        drawn = figure.name in plan.drawn
        used.append("drawn" if drawn else "not set" if value is None else cell(value))
    return " / ".join(dict.fromkeys(used))


def _told(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"
