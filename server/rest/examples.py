"""What examples of answers share: figures of the demo register, two years of them."""

from datetime import date
from typing import Final

from server.registry import Origin
from server.rest.computing import BANDS, STOCKS, SYNTHETIC, Computed
from server.rest.series import Band, Series
from server.services.headcount import Headcount
from server.services.projecting import Doubt, Engine
from simulation import MEANINGS, Measure, Step

DIGEST: Final = "0123456789abcdef0123456789abcdef"
COMPUTED: Final = Computed(
    start=2015,
    engine=Engine.AGGREGATE,
    replications=1000,
    step=Step.YEAR,
    seed=1,
    doubt=Doubt.CHANCE,
    opening=Headcount.PUBLISHED,
    origin=Origin.SYNTHETIC,
    synthetic=True,
    as_of=date(2014, 11, 18),
    model_version="2/numpy-2.3.0",
    data_version=DIGEST[:16],
    notes=(SYNTHETIC, STOCKS, BANDS[Doubt.CHANCE]),
)
SERIES: Final = Series(
    measure=Measure.REACHABLE,
    unit=MEANINGS[Measure.REACHABLE].unit,
    municipality=None,
    municipality_name=None,
    initial=32560.0,
    years=(2015, 2016),
    mean=(29775.4, 27257.9),
    standard_error=(1.5, 2.1),
    mean_low=(29772.5, 27253.8),
    mean_high=(29778.3, 27262.0),
    standard_deviation=(48.9, 66.3),
    bands=(Band(quantile=0.5, values=(29776.0, 27258.0)),),
)
