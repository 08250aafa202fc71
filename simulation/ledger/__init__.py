"""The ledger: every figure behind a result, once, with its range, its unit and its source.

The memo is `Vervolg Burgernet in Twente`, Platform IVZ, 18 November 2014; its words are quoted in
Dutch. How many take part and are alerted is what it says of its own region: another one gives its
own figures. CBS is Statistics Netherlands. What no source gives says ASSUMPTION.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulation.assumptions import Assumption, Parameter
from simulation.ledger.actions import ACTIONS
from simulation.ledger.money import MONEY
from simulation.ledger.people import PEOPLE
from simulation.ledger.upkeep import UPKEEP

LEDGER: Final[Mapping[str, Assumption]] = MappingProxyType(
    {figure.name: figure for figure in (*PEOPLE, *UPKEEP, *ACTIONS, *MONEY)}
)


def default(parameter: Parameter) -> float:
    """Ledger value of a parameter; NaN where it is left to the scenario."""
    value = LEDGER[parameter].value
    return float("nan") if value is None else value
