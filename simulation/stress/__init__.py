"""The STRESS-DES report of a result, from its own parameters.

Strengthening the Reporting of Empirical Simulation Studies: Monks et al. 2019,
doi 10.1080/17477778.2018.1442155. The six sections and their items are those of its checklist.
The tables hold enough to lay the same plans again, by hand or by a program.
"""

from collections.abc import Sequence
from typing import Final

from simulation.bounds import OutOfBounds
from simulation.horizon import Step
from simulation.plan import Plan
from simulation.sentence import Listing
from simulation.stress import cases, data, text
from simulation.stress.markdown import table
from simulation.version import MODEL_VERSION

CHECKLIST: Final = "Monks et al. 2019, doi 10.1080/17477778.2018.1442155"


def report(
    plans: Sequence[Plan],
    *,
    engine: str,
    replications: int | None,
    step: Step | None,
    seed: int | None,
    register: str,
) -> str:
    """Report plans of one region and one horizon, played side by side, as Markdown.

    `engine` is "aggregate", "analytic" or "individual"; `replications`, `step` and `seed` are None
    where it knows no luck. `register` says in a sentence where the register comes from.

    Raises OutOfBounds for an unknown engine, or plans that were not played side by side.
    """
    _check(plans, engine)
    region, years = plans[0].region, plans[0].years
    run = table(
        "Run",
        ("engine", "replications", "step", "seed", "model version", "data version"),
        [(engine, replications, step, seed, MODEL_VERSION, region.version)],
    )
    sections = (
        f"# STRESS-DES report: {cases.title(plans)}",
        f"By the checklist of {CHECKLIST}.",
        text.OBJECTIVES,
        text.LOGIC,
        "### 2.3 Scenario logic",
        cases.logic(plans),
        text.ALGORITHMS,
        "## 3 Data",
        "### 3.1 Data sources",
        text.SOURCES,
        data.place(region, register),
        data.register(region),
        text.PREPROCESSING,
        "### 3.3 Input parameters",
        "Each case has those of section 2.3; all else is as section 3.4 has it.",
        "### 3.4 Assumptions",
        data.firmness(plans),
        data.figures(plans),
        text.SHAPES,
        data.profiles(),
        "## 4 Experimentation",
        text.INITIALISATION,
        data.openings(plans),
        text.run_length(years),
        text.ESTIMATION[engine == "analytic"],
        run,
        text.implementation(engine),
        text.ACCESS,
    )
    return "\n\n".join(sections) + "\n"


def _check(plans: Sequence[Plan], engine: str) -> None:
    if engine not in text.ENGINES:
        raise OutOfBounds(
            "engine",
            "{field}={engine} is none of {engines}",
            engine=engine,
            engines=Listing(text.ENGINES),
        )
    if len({(plan.region.version, plan.years) for plan in plans}) != 1:
        raise OutOfBounds("plans", "{field} differ in region or horizon, or there are none")
