"""What it costs, and who pays.

Messages go to everyone listed in the municipality of an action, reachable or not; the engines
count them. The work on the register does not depend on luck: it is added up here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.horizon import yearly
from simulation.ledger import default
from simulation.scenario import SCENARIOS, Organisation
from simulation.sentence import Sentence
from simulation.terms import Terms
from simulation.whatif import HoursReading, SupplementaryReading, WhatIf

MONTHS: Final = 12


class Payer(StrEnum):
    MUNICIPALITIES = "municipalities"
    POLICE = "police"


class Item(StrEnum):
    """What a line of costs is for."""

    MESSAGES = "messages"
    POLICE_WORK = "police_work"
    MUNICIPAL_WORK = "municipal_work"
    REGIONAL_PACKAGE = "regional_package"
    LEAN_PACKAGE = "lean_package"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The work on the register, year by year; shapes (…, year, municipality)."""

    hours: Floats
    """[hour/year]; NaN where a price is paid and nobody says for how many hours."""
    lines: dict[tuple[Item, Payer], Floats]
    """Amounts [euro of 2014/year], for each purpose and payer that occurs."""

    @property
    def cost(self) -> Floats:
        """All lines together [euro of 2014/year]."""
        return self._sum(self.lines.values())

    def paid_by(self, payer: Payer) -> Floats:
        """All lines of one payer [euro of 2014/year]."""
        return self._sum(amount for (_, pays), amount in self.lines.items() if pays is payer)

    def _sum(self, amounts: Iterable[Floats]) -> Floats:
        return np.asarray(sum(amounts, np.zeros_like(self.hours)))


_LINES: Final = {
    Organisation.POLICE_DESK: (Item.POLICE_WORK, Payer.POLICE),
    Organisation.LEGAL_MINIMUM: (Item.POLICE_WORK, Payer.POLICE),
    Organisation.EACH_MUNICIPALITY: (Item.MUNICIPAL_WORK, Payer.MUNICIPALITIES),
    Organisation.REGIONAL_BASIC: (Item.REGIONAL_PACKAGE, Payer.MUNICIPALITIES),
    Organisation.REGIONAL_SUPPLEMENTARY: (Item.REGIONAL_PACKAGE, Payer.MUNICIPALITIES),
    Organisation.LEAN: (Item.LEAN_PACKAGE, Payer.MUNICIPALITIES),
}


def work(terms: Terms, whatif: WhatIf, shares: Floats) -> Work:
    """Hours and euros of the work on the register, under the scenarios in force."""
    hours = np.zeros((whatif.years, len(shares)))
    lines: dict[tuple[Item, Payer], Floats] = {}
    for name in terms.present:
        organisation = SCENARIOS[name].organisation
        if organisation is Organisation.NONE:
            continue
        in_force = terms.scenario == name
        needed = hours_a_year(organisation, terms, whatif, shares)
        cost = cost_a_year(organisation, terms, whatif, shares)
        line = _LINES[organisation]
        spent = yearly(np.where(in_force, cost, 0.0), terms.stretches)
        lines[line] = lines.get(line, 0.0) + spent
        hours = hours + yearly(np.where(in_force, needed, 0.0), terms.stretches)
    return Work(hours=hours, lines=lines)


def hours_a_year(
    organisation: Organisation, terms: Terms, whatif: WhatIf, shares: Floats
) -> Floats:
    """Hours a year by (…, stretch, municipality), as if this were the organisation everywhere."""
    values = terms.values
    match organisation:
        case Organisation.POLICE_DESK:
            return values[Parameter.DESK_HOURS] * shares
        case Organisation.LEGAL_MINIMUM:
            return values[Parameter.LEGAL_MINIMUM_HOURS] * shares
        case Organisation.EACH_MUNICIPALITY:
            each = values[Parameter.HOURS_PER_MONTH] * MONTHS
            if whatif.hours is HoursReading.PER_MUNICIPALITY:
                return each * np.ones_like(shares)
            inhabitants = values[Parameter.MEMO_INHABITANTS] * shares
            return np.asarray(each * inhabitants / values[Parameter.HOURS_REFERENCE_INHABITANTS])
        case _:
            return np.full_like(shares, np.nan)


def cost_a_year(organisation: Organisation, terms: Terms, whatif: WhatIf, shares: Floats) -> Floats:
    """Euros of 2014 a year by (…, stretch, municipality), likewise."""
    values = terms.values
    match organisation:
        case Organisation.REGIONAL_BASIC:
            price = values[Parameter.PRICE_BASIC]
        case Organisation.REGIONAL_SUPPLEMENTARY:
            price = values[Parameter.PRICE_SUPPLEMENTARY]
            if whatif.supplementary is SupplementaryReading.ADDITIONAL:
                price = price + values[Parameter.PRICE_BASIC]
        case Organisation.LEAN:
            price = values[Parameter.PRICE_LEAN]
        case _:
            hours = hours_a_year(organisation, terms, whatif, shares)
            return np.asarray(hours * values[Parameter.HOURLY_WAGE])
    return np.asarray(price * values[Parameter.MEMO_INHABITANTS] * shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """What a region pays for one task, to be held beside an outlook and never added to it."""

    whose: str
    """Name of the region that pays it."""
    price: float
    """[euro of 2014/inhabitant/year]"""
    cost: float
    """That price over the inhabitants it is carried to [euro of 2014/year]."""
    buys: Sentence
    """What the price is for: never to be left out."""


def benchmark(*, whose: str, price: float, inhabitants: int, source: str) -> Benchmark:
    """Carry a price for relationship management alone over some inhabitants."""
    return Benchmark(
        whose=whose,
        price=price,
        cost=price * inhabitants,
        buys=Sentence(
            "It buys relationship management alone, one task of the three; the prices of the "
            "packages are for all three. {source}. At {times:.0f} times the price of the basic "
            "package.",
            source=source,
            times=price / default(Parameter.PRICE_BASIC),
        ),
    )
