"""Plays a participant base forward under the scenarios of the memo.

Describe what is supposed with `WhatIf` and where with `Region`; `plan` lays the one out over the
other; `expect` answers in closed form, `simulate` by replications. With figures from `draw` every
replication has a set of its own. It knows no server, file or database: arguments in, result out.
"""

from simulation.advantage import Advantage
from simulation.ages import COHORTS, cohort_of
from simulation.analytic import Expectation, expect
from simulation.apart import simulate_individuals
from simulation.assumptions import Assumption, Distribution, Origin, Parameter
from simulation.belief import Axis, Belief, belief
from simulation.bounds import OutOfBounds
from simulation.breakeven import BreakEven, break_evens
from simulation.comparison import Difference, Total
from simulation.costs import Benchmark, Item, Payer, benchmark
from simulation.doubt import Split, doubtful, draw, split
from simulation.effectiveness import Effectiveness, effectiveness
from simulation.futures import Question
from simulation.grounds import Grounds, grounds
from simulation.hindcast import Forecast, Hindcast, Prediction, hindcast
from simulation.horizon import Step
from simulation.learning import TAUGHT, learn
from simulation.ledger import LEDGER
from simulation.ledger.nation import Confidence, Published
from simulation.measures import MEANINGS, Measure
from simulation.observation import Observed, Resolutions
from simulation.outlook import QUANTILES, Outlook, Summary
from simulation.plan import Plan, plan
from simulation.posteriors import Between
from simulation.precision import replications_for
from simulation.region import Municipality, Region
from simulation.regret import Regret, regret
from simulation.replications import growing, simulate
from simulation.run import Stopped
from simulation.samples import Samples
from simulation.scenario import SCENARIOS, Adoption, Scenario, ScenarioName
from simulation.sobol import Index, Sobol, sobol
from simulation.stress import report
from simulation.structure import Alternative, Reading, structure
from simulation.threshold import Fall, fall
from simulation.tornado import Bar, tornado
from simulation.verification import Verification, verify
from simulation.version import MODEL_VERSION
from simulation.whatif import (
    AppReading,
    Campaign,
    Change,
    ChannelsReading,
    HoursReading,
    Link,
    SupplementaryReading,
    WhatIf,
)

__all__ = [
    "COHORTS",
    "LEDGER",
    "MEANINGS",
    "MODEL_VERSION",
    "QUANTILES",
    "SCENARIOS",
    "TAUGHT",
    "Adoption",
    "Advantage",
    "Alternative",
    "AppReading",
    "Assumption",
    "Axis",
    "Bar",
    "Belief",
    "Benchmark",
    "Between",
    "BreakEven",
    "Campaign",
    "Change",
    "ChannelsReading",
    "Confidence",
    "Difference",
    "Distribution",
    "Effectiveness",
    "Expectation",
    "Fall",
    "Forecast",
    "Grounds",
    "Hindcast",
    "HoursReading",
    "Index",
    "Item",
    "Link",
    "Measure",
    "Municipality",
    "Observed",
    "Origin",
    "OutOfBounds",
    "Outlook",
    "Parameter",
    "Payer",
    "Plan",
    "Prediction",
    "Published",
    "Question",
    "Reading",
    "Region",
    "Regret",
    "Resolutions",
    "Samples",
    "Scenario",
    "ScenarioName",
    "Sobol",
    "Split",
    "Step",
    "Stopped",
    "Summary",
    "SupplementaryReading",
    "Total",
    "Verification",
    "WhatIf",
    "belief",
    "benchmark",
    "break_evens",
    "cohort_of",
    "doubtful",
    "draw",
    "effectiveness",
    "expect",
    "fall",
    "grounds",
    "growing",
    "hindcast",
    "learn",
    "plan",
    "regret",
    "replications_for",
    "report",
    "simulate",
    "simulate_individuals",
    "sobol",
    "split",
    "structure",
    "tornado",
    "verify",
]
