"""The words of a report that no parameter changes, or few."""

from typing import Final

from simulation.measures import MEANINGS
from simulation.run import BLOCK
from simulation.streams import Cause

ENGINES: Final = {
    "aggregate": (
        "SimPy 4 drives numpy arrays of replications × municipalities × classes, a block at a "
        "time. Its four processes act in one order on every day: actions close the step, the "
        "census closes the year, changes come into force, turnover plays the step ahead. The unit "
        "of time is the day."
    ),
    "analytic": "Closed forms in numpy, chained over stretches of constant rates, without luck.",
    "individual": (
        "SimPy 4, one process for each participant, in a process of its own. It has no steps and "
        "no closed forms: section 2.4 is what it checks. The unit of time is the calendar year."
    ),
}

OBJECTIVES: Final = f"""\
## 1 Objectives

### 1.1 Purpose of the model

To show what becomes of a Burgernet register, year by year, under the scenarios of the memo
“Vervolg Burgernet in Twente” (18 November 2014): how many are listed, how many an alert
reaches, how many actions a participant solves directly, what it costs and who pays.

### 1.2 Model outputs

{chr(10).join(f"- {m.value} [{meaning.unit}]: {meaning.words}" for m, meaning in MEANINGS.items())}

Stocks are those of 31 December, flows and costs totals of the calendar year. What has no value
is undefined, never nought.

### 1.3 Experimentation aims

To set the cases of section 2.3 beside each other under the same luck. Chance is shown by
replications. The doubt in the figures is in those ranges where section 3.4 says that they are
drawn, that in the readings (section 2.3) never: further runs have to try it. The loss of a
register that is not kept follows from the hazards and the link; the gain of any other scenario
is wholly the registrations that it is assumed to bring."""

LOGIC: Final = """\
## 2 Logic

### 2.1 Base model overview diagram

```
registrations -> reachable      opting out: reachable -> gone
reachable     -> unreachable    death, both moves, a changed number
unreachable   -> gone           removal
action        -> solved directly, or not
```

### 2.2 Base model logic

Listed is reachable plus unreachable. A reachable participant leaves at the sum h of five
hazards; a share γ of those who leave (all but opting out) stays listed and gets messages; an
unreachable entry is removed at hazard δ. Registrations are a Poisson stream, pro rata to
inhabitants: a factor on L* = h · L₀, the number that keeps the base of the first day level,
unless given; a campaign brings registrations beside it, evenly over its days. Newcomers have
the ages of those who leave. A share of moves within and changed numbers may be reported in
time, which lowers those two hazards. Actions are a Poisson stream for each municipality, pro
rata to inhabitants. With x the reachable base of a municipality relative to its own on the
first day and p0 = resolution_today, an action is solved directly with chance

- link power: min(1, p0 · x^elasticity);
- link exponential: 1 − (1 − p0)^x;
- link ceiling: c · (1 − (1 − p0/c)^x), c = ceiling.

With the reading app = with, x counts app_weight for each user of the app beside the reachable,
on the day and on the first: inhabitants × app_share_…, straight lines between its three days.

Messages cost message_cost for everyone listed in the municipality of an action (police). Work
on the register is hours × hourly_wage (police desk, legal minimum, each municipality's own), or
a price × memo_inhabitants (packages: municipalities), shared out pro rata to inhabitants."""

ALGORITHMS: Final = """\
### 2.4 Algorithms

Over a time t of constant rates one reachable at its start is still so with chance s = e^(−ht),
and listed but unreachable with chance γh(e^(−δt) − e^(−ht))/(h − δ). Exits that compete are
drawn together, never one after another; of those who register, Λ(1 − s)/h are expected to be
reachable. So the base has the exact law whatever the step. The one approximation: an action
meets the mean of the chances at both ends of its step, which is cut where that would shift a
chance by more than 2·10⁻⁴ of itself.

### 2.5 Components

- 2.5.1 Entities: participants, counted by municipality and class (birth cohort); unreachable
  entries by municipality; actions.
- 2.5.2 Activities: turnover of the base, actions, changes of scenario, a census each 31 December.
- 2.5.3 Resources: none; an alert reaches everyone at once.
- 2.5.4 Queues: none.
- 2.5.5 Entry and exit points: registration; opting out, removal, the end of the register."""

SOURCES: Final = """\
Inhabitants: CBS, by municipality. Figures: section 3.4, each with its own source. The register
is counted by municipality and birth cohort on the first day; on hold are those among the listed
who are known to be unreachable."""

PREPROCESSING: Final = """\
### 3.2 Pre-processing

If `participants` is set, the listed and those on hold are scaled to it. Of the listed who are
not on hold the share `starting_ghost_share` is unreachable. Quotas become whole people by
rounding their running sum in the order of the table, so that each is within one of its
quota."""

SHAPES: Final = """\
Where a figure is drawn, each replication has its own value from the distribution, of which low and
high are the 5 % and 95 % points (`draw` with the seed of “Run”).

Hazards have fixed profiles by age, relative to their mean over the age mix of today's base. A
cohort's hazard in a year is the profile at the ages it then has on 1 January, evenly over its
birth years (the oldest cohort from 1930, the youngest down to the age of 16). `departure`, if
set, is one hazard for all ages, in the proportions of the five."""

INITIALISATION: Final = """\
### 4.1 Initialisation

A terminating simulation: it starts from the register of the first day, has no warm-up, and
nobody looks for a steady state. Where `starting_ghost_share` is drawn, each replication opens
with its own; below stands the state at the figure's value."""

ESTIMATION: Final = (
    """\
### 4.3 Estimation approach

Means over replications with their standard errors (how well a mean is computed), and the 5–95 %
range of replications (what may happen); the two are never mixed. Cases share the luck of
actions, so that differences are taken replication by replication. Means are held to their
closed forms (`verification`).""",
    """\
### 4.3 Estimation approach

No replications: means and the variances of stocks are exact, but for a fourth-order expansion
with the link power (relative error below 10⁻⁷).""",
)

ACCESS: Final = """\
## 6 Code access

### 6.1 Computer model sharing statement

The program that wrote this report is free software (MIT licence); its package `simulation`
plays the model without server or database, and its tests hold it to the closed forms. To play
this again: make a `Municipality` of each row of “Register” and a `Region` of them; a `WhatIf`
of each case, with an `Adoption` for each row of “Scenarios in force” and a `Change` for each of
“Changed figures”; lay each out with `plan`, and hand them to `simulate` (engine analytic:
`expect`, individual: `simulate_individuals`) with replications, step and seed of “Run”. If
`region.version` is the data version and `MODEL_VERSION` the model version, the numbers are the
same to the last bit."""


def run_length(years: range) -> str:
    """Section 4.2."""
    return (
        f"### 4.2 Run length\n\nFrom 1 January {years[0]} to 31 December {years[-1]}: "
        f"{len(years)} {'year' if len(years) == 1 else 'years'}."
    )


def implementation(engine: str) -> str:
    """Section 5."""
    causes = ", ".join(f"{cause.value} {cause.name.lower().replace('_', ' ')}" for cause in Cause)
    first, drawn, whatever = (
        ("replication", "Exponential waits and uniform numbers", "in any company")
        if engine == "individual"
        else ("block", "Poisson and binomial draws", "for any threads")
    )
    luck = (
        "None is drawn."
        if engine == "analytic"
        else f"numpy's PCG64, seeded by SeedSequence(seed, spawn_key=({first}, cause, …)): blocks "
        f"of {BLOCK} replications from 0, causes {causes}. {drawn} are numpy's. "
        f"The first n replications of a longer run are those of a run of n, {whatever}."
    )
    return f"""\
## 5 Implementation

### 5.1 Software and programming language

Python, numpy and SimPy 4; the version of numpy stands in the model version.

### 5.2 Random sampling

{luck}

### 5.3 Model execution

{ENGINES[engine]} A rate acts for the share of its calendar year that a stretch of time
covers, so that every year counts as exactly 1.

### 5.4 System specification

Numbers do not depend on the machine, only on the versions above. Running time depends on it:
one case of 1,000 replications, 10 years and 14 municipalities takes about a second."""
