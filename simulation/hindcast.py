"""The prediction test: the model fitted to the nation of 2011–14, then asked for later years.

Two numbers are fitted by least squares, the base on 1 January 2011 and the registrations a year,
for each choice of departure and removal. What is tested is the model together with the one
assumption it needs here: that registrations went on at the pace of 2011–14.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt

from simulation.ages import CAUSES, COHORTS
from simulation.analytic import expect
from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds, within
from simulation.horizon import Step, edges
from simulation.ledger import LEDGER
from simulation.ledger.nation import CLOSED_ON, NATION, PRINTED_TO, Published
from simulation.measures import Measure
from simulation.plan import plan
from simulation.region import Municipality, Region
from simulation.whatif import Change, WhatIf

FITTED_UNTIL: Final = date(2014, 12, 31)
START: Final = 2011
YEARS: Final = 12


def _range(*names: Parameter) -> tuple[float, ...]:
    """Low, middle and high of figures of the ledger, added up."""
    figures = [LEDGER[name] for name in names]
    ends = ((one.low or 0.0, one.value or 0.0, one.high or 0.0) for one in figures)
    return tuple(round(sum(column), 12) for column in zip(*ends, strict=True))


DEPARTURES: Final = _range(*CAUSES)
"""The five hazards together, low, middle and high [1/participant/year]."""
REMOVALS: Final = _range(Parameter.REMOVAL_TODAY)
"""Likewise [1/unreachable entry/year]."""

CONFOUNDERS: Final = (
    "New municipalities joined until about 2014: the pace that is fitted is theirs as well, and "
    "could not go on.",
    "Whether users of the app, who are in no register, stand in the figures of 2014 and 2017 is "
    "not said.",
    "Published figures are rounded to 0.1 million, from the press but for the first, and the day "
    "is not known.",
    "The figures count the listed: how many of them an alert reached was never published, so the "
    "hazards and the removal are hardly tested apart.",
)

_UNIT: Final = 1_000_000
"""Base or registrations that the model is asked for: whole people, and it is linear in both."""
_NATION: Final = Region(
    name="Netherlands",
    municipalities=(
        # one place has all of the registrations, however many inhabitants
        Municipality(code="NL", name="Netherlands", inhabitants=1, listed=(0,) * len(COHORTS)),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What one forecaster says of one published figure."""

    published: Published
    fitted: bool
    """Whether the forecaster has seen the figure: then this is what the fit leaves."""
    listed: float
    """[participants]"""
    rounding: float
    """By how much the rounding of the fitted figures may move it, either way [participants]."""

    @property
    def low(self) -> float:
        return self.listed - self.rounding

    @property
    def high(self) -> float:
        return self.listed + self.rounding

    @property
    def error(self) -> float:
        """Predicted over published, less one [-]."""
        return self.listed / self.published.listed - 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One forecaster; `departure`, `removal` and `registrations` are None for a naive one."""

    name: str
    predictions: tuple[Prediction, ...]
    departure: float | None = None
    """[1/participant/year]"""
    removal: float | None = None
    """[1/unreachable entry/year]"""
    registrations: float | None = None
    """As fitted [1/year]."""

    @property
    def ahead(self) -> tuple[Prediction, ...]:
        """Predictions of what it has not seen."""
        return tuple(one for one in self.predictions if not one.fitted)

    @property
    def miss(self) -> float:
        """Mean size of the errors ahead [-]."""
        return float(np.mean([abs(one.error) for one in self.ahead]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindcast:
    model: tuple[Forecast, ...]
    """One for each departure and removal."""
    naive: tuple[Forecast, ...]

    @property
    def forecasts(self) -> tuple[Forecast, ...]:
        return (*self.model, *self.naive)

    @property
    def middle(self) -> Forecast:
        """The model at the middle values."""
        return self.model[len(self.model) // 2]

    @property
    def words(self) -> str:
        """What comes of it, as a sentence."""
        best = min(self.naive, key=lambda one: one.miss)
        verdict = "beats" if self.middle.miss < best.miss else "DOES NOT BEAT"
        return (
            f"At the middle values the model is off by {_errors(self.middle)}; it {verdict} the "
            f"better naive forecaster, “{best.name}”, which is off by {_errors(best)}."
        )


@cache
def hindcast(published: tuple[Published, ...] = NATION) -> Hindcast:
    """Fit every forecaster to what was published until 2014, and predict the rest.

    Raises OutOfBounds for a date outside 2011–2022, or fewer than two figures to fit to.
    """
    first, last = date(START, 1, 1), date(START + YEARS - 1, 12, 31)
    for one in published:
        if not first <= one.on <= last:
            raise OutOfBounds(
                "published",
                "{field}={value} is outside [{low}, {high}]",
                value=one.on,
                low=first,
                high=last,
            )
    seen = np.array([one.on <= FITTED_UNTIL for one in published])
    within("fitted", int(seen.sum()), 2, len(published))
    days = np.array([(one.on - first).days for one in published], dtype=float)
    listed = np.array([one.listed for one in published], dtype=float)

    def predictions(design: Floats, learned_from: npt.NDArray[np.bool_]) -> tuple[Prediction, ...]:
        """By least squares, so that each is a weighted sum of the figures learned from.

        Of what came before those it says nothing.
        """
        weights = design @ np.linalg.pinv(design[learned_from])
        told = weights @ listed[learned_from]
        moved = PRINTED_TO / 2 * np.abs(weights).sum(axis=1)
        return tuple(
            Prediction(published=one, fitted=bool(known), listed=mean, rounding=rounding)
            for one, known, mean, rounding in zip(
                published, seen, told.tolist(), moved.tolist(), strict=True
            )
            if (one.on - first).days >= days[learned_from].min()
        )

    model = []
    for departure, removal in product(DEPARTURES, REMOVALS):
        design = _design(days, departure=departure, removal=removal)
        _, registrations = np.linalg.pinv(design[seen]) @ listed[seen]
        model.append(
            Forecast(
                name=f"departure {100 * departure:g} %, removal {removal:g}",
                departure=departure,
                removal=removal,
                registrations=float(registrations),
                predictions=predictions(design, seen),
            )
        )
    line = np.stack([np.ones_like(days), days], axis=1)
    latest = seen & (days == days[seen].max())
    return Hindcast(
        model=tuple(model),
        naive=(
            Forecast(name="straight line", predictions=predictions(line, seen)),
            Forecast(name="last figure stays", predictions=predictions(line[:, :1], latest)),
        ),
    )


def _design(days: Floats, *, departure: float, removal: float) -> Floats:
    """Listed on some days for one of the base at the start, and for one registration a year.

    The model is linear in both. Between the ends of years a straight line is drawn, off by 0.5 %
    at most for the days published. Shape (day, 2).
    """
    base, stream = (
        _listed(days, departure=departure, removal=removal, base=base, registrations=new)
        for base, new in ((_UNIT, 0), (0, _UNIT))
    )
    return np.stack([base, stream], axis=1) / _UNIT


def _listed(
    days: Floats, *, departure: float, removal: float, base: int, registrations: int
) -> Floats:
    """Expected listed of the nation on some days after the start, nobody unreachable at first."""
    figures = {
        Parameter.PARTICIPANTS: base,
        Parameter.STARTING_GHOST_SHARE: 0.0,
        Parameter.REGISTRATIONS: registrations,
        Parameter.DEPARTURE: departure,
        Parameter.REMOVAL: removal,
    }
    whatif = WhatIf(
        start=START,
        years=YEARS,
        changes=(
            *(Change(parameter=name, value=value) for name, value in figures.items()),
            Change(parameter=Parameter.REGISTRATIONS, value=0.0, since=CLOSED_ON),
        ),
    )
    outlook = expect(plan(whatif, _NATION)).summary(Measure.LISTED, quantiles=())
    ends = [(day - whatif.opening).days for day in edges(whatif.opening, YEARS, Step.YEAR)]
    return np.asarray(np.interp(days, ends, [outlook.initial, *outlook.mean]))


def _errors(forecast: Forecast) -> str:
    """The errors ahead, date by date."""
    told = [f"{100 * one.error:+.0f} % in {one.published.on:%Y}" for one in forecast.ahead]
    return ", ".join(told).replace("-", "−")
