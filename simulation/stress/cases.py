"""What each case of a report supposes: scenarios, changed figures, readings."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from simulation.assumptions import Parameter
from simulation.ledger import LEDGER
from simulation.plan import Plan
from simulation.scenario import SCENARIOS, ScenarioName
from simulation.stress.markdown import NONE, cell, places, table
from simulation.whatif import WhatIf

_LISTED_APART = ("adoptions", "changes", "campaigns", "figures")


def logic(plans: Sequence[Plan]) -> str:
    """Section 2.3: all that tells one case from another, by number."""
    readings = [field.name for field in fields(WhatIf) if field.name not in _LISTED_APART]
    cases = table(
        "Cases",
        ("case", *readings),
        (
            (number, *(getattr(plan.whatif, name) for name in readings))
            for number, plan in enumerate(plans, 1)
        ),
    )
    return "\n\n".join(
        (
            "Before a scenario is in force, and where it is not, TODAY goes on. Scenarios and "
            "changes apply in the order of the tables: where two meet, the later one holds.",
            cases,
            _adoptions(plans),
            _changes(plans),
            _campaigns(plans),
            table(
                "What the scenarios change",
                ("scenario", "what it is", "the memo", "registrations × L*", "removal",
                 "reported in time", "work", "goes on"),
                _levers(plans),
            ),
        )
    )  # fmt: skip


def title(plans: Sequence[Plan]) -> str:
    """Name the cases by their scenarios."""
    return ", ".join(plan.whatif.scenario.value for plan in plans)


def _adoptions(plans: Sequence[Plan]) -> str:
    return table(
        "Scenarios in force",
        ("case", "scenario", "from", "municipalities", "apart from"),
        (
            (
                number,
                one.scenario,
                one.since or plan.whatif.opening,
                places(one.municipalities),
                ", ".join(sorted(one.apart_from)),
            )
            for number, plan in enumerate(plans, 1)
            for one in plan.whatif.adoptions
        ),
    )


def _changes(plans: Sequence[Plan]) -> str:
    return table(
        "Changed figures",
        ("case", "figure", "value", "unit", "from", "municipalities"),
        (
            (
                number,
                one.parameter,
                one.value,
                LEDGER[one.parameter].unit,
                one.since or plan.whatif.opening,
                places(one.municipalities),
            )
            for number, plan in enumerate(plans, 1)
            for one in plan.whatif.changes
        ),
    )


def _campaigns(plans: Sequence[Plan]) -> str:
    return table(
        "Campaigns",
        ("case", "registrations", "from", "days", "municipalities"),
        (
            (number, one.registrations, one.since, one.days, places(one.municipalities))
            for number, plan in enumerate(plans, 1)
            for one in plan.whatif.campaigns
        ),
    )


def _levers(plans: Sequence[Plan]) -> Iterator[tuple[object, ...]]:
    named = {one.scenario for plan in plans for one in plan.whatif.adoptions}
    for name, scenario in SCENARIOS.items():
        if name in named | {ScenarioName.TODAY}:
            yield (
                name,
                scenario.meaning,
                scenario.memo,
                _lever(scenario.registrations),
                _lever(scenario.removal),
                _lever(scenario.reported_in_time),
                scenario.organisation,
                scenario.goes_on,
            )


def _lever(parameter: Parameter | None) -> str:
    if parameter is None:
        return NONE
    return f"{parameter.value} = {cell(LEDGER[parameter].value)}"
