"""What an assumption is: a figure with its range, its unit and where it comes from."""

from dataclasses import dataclass
from enum import StrEnum


class Parameter(StrEnum):
    """The figures a what-if may change, by the names of the ledger."""

    PARTICIPANTS = "participants"
    STARTING_GHOST_SHARE = "starting_ghost_share"
    DEATH = "death"
    MOVE_OUT = "move_out"
    MOVE_WITHIN = "move_within"
    NUMBER_CHANGE = "number_change"
    OPT_OUT = "opt_out"
    VOICE_SHARE = "voice_share"
    VOICE_NUMBER_CHANGE = "voice_number_change"
    DEPARTURE = "departure"
    GHOST_SHARE = "ghost_share"
    REGISTRATIONS = "registrations"
    REGISTRATIONS_TODAY = "registrations_today"
    REGISTRATIONS_BASIC = "registrations_basic"
    REGISTRATIONS_SUPPLEMENTARY = "registrations_supplementary"
    REGISTRATIONS_LEAN = "registrations_lean"
    REMOVAL = "removal"
    REMOVAL_TODAY = "removal_today"
    REMOVAL_REGIONAL = "removal_regional"
    REPORTED_IN_TIME = "reported_in_time"
    REPORTED_IN_TIME_BASIC = "reported_in_time_basic"
    REPORTED_IN_TIME_SUPPLEMENTARY = "reported_in_time_supplementary"
    ACTIONS_PER_YEAR = "actions_per_year"
    RESOLUTION_TODAY = "resolution_today"
    ELASTICITY = "elasticity"
    CEILING = "ceiling"
    APP_WEIGHT = "app_weight"
    MESSAGE_COST = "message_cost"
    PRICE_BASIC = "price_basic"
    PRICE_SUPPLEMENTARY = "price_supplementary"
    PRICE_LEAN = "price_lean"
    HOURS_PER_MONTH = "hours_per_month"
    HOURS_REFERENCE_INHABITANTS = "hours_reference_inhabitants"
    HOURLY_WAGE = "hourly_wage"
    DESK_HOURS = "desk_hours"
    LEGAL_MINIMUM_HOURS = "legal_minimum_hours"
    MEMO_INHABITANTS = "memo_inhabitants"


class Origin(StrEnum):
    """Where a figure comes from, from firm to soft."""

    REGISTER = "register"
    MEMO = "memo"
    SOURCE = "source"
    ARITHMETIC = "arithmetic"
    ASSUMPTION = "assumption"


class Distribution(StrEnum):
    """How a figure's doubt is spread; low and high are its 5 % and 95 % points.

    Where low is the least there can be it is a bound instead; see `simulation.doubt`.
    """

    FIXED = "fixed"
    GAMMA = "gamma"
    BETA = "beta"
    LOGNORMAL = "lognormal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One figure behind a result.

    `value` is None where a scenario decides unless the user does; `low` and `high` are the
    plausible range; `floor` and `ceiling` are what the model takes at all.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    unit: str
    meaning: str
    origin: Origin
    source: str
    contradiction: str = ""
    """What speaks against the figure, where a source contradicts itself or another."""
    distribution: Distribution = Distribution.FIXED
    floor: float = 0.0
    ceiling: float = 1.0
