"""Comparisons of a server."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from server.cli.comparing import Compared, Fallen
from server.cli.remote.asking import ask
from server.cli.remote.numbers import COLUMNS, TOTAL, Told, column, number, said, summary, total
from server.cli.remote.outlooks import PROJECTION, notes_of, settled
from server.cli.remote.server import Server
from server.services import posing
from server.services.learning import Basis
from server.services.projecting import Sampling
from simulation import (
    Advantage,
    Benchmark,
    BreakEven,
    Effectiveness,
    Grounds,
    Parameter,
    WhatIf,
)
from simulation.breakeven import BREAK_EVEN_PRICES
from simulation.effectiveness import PRICES
from simulation.threshold import THRESHOLD

ARGUMENTS: Final = "$prices: [Float!]!, $evens: [Float!]!, $threshold: Float!"
COMPARISON: Final = f"""
fragment Compared on Comparison {{
  benchmark {{ whose price cost buys }}
  baseline {{ ...Projected yearBelow(threshold: $threshold) {{ ...Below }} }}
  alternatives {{
    follows assumed
    projection {{ scenario {{ name }} yearBelow(threshold: $threshold) {{ ...Below }} }}
    differences {{ ...Columns }}
    totals {{ ...Total }}
    solvesMore {{ more asMany fewer moreByYear asManyByYear fewerByYear }}
    expected: costEffectiveness(prices: $prices) {{ ...Curve }}
    counted: costEffectiveness(prices: $prices, solved: SOLVED_DIRECTLY) {{ ...Curve }}
    breakEvens(prices: $evens) {{ parameter price value words }}
  }}
}}
fragment Below on YearBelow {{ years first never ofMean words }}
fragment Curve on CostEffectiveness {{
  extraSolved {{ ...Total }} extraCost {{ ...Total }}
  prices chance chanceStandardError netBenefit netBenefitStandardError
}}
{PROJECTION} {COLUMNS} {TOTAL}
"""
_COMPARE: Final = f"""
query Compare($input: ComparisonInput!, {ARGUMENTS}) {{
  comparison(input: $input) {{ ...Compared }}
}}
{COMPARISON}
"""


def arguments(
    *, threshold: float = THRESHOLD, prices: Sequence[float] | None = None
) -> dict[str, object]:
    """Variables of `ARGUMENTS`."""
    return {
        "prices": list(prices or PRICES),
        "evens": list(prices or BREAK_EVEN_PRICES),
        "threshold": threshold,
    }


def compare(
    server: Server,
    supposed: Sequence[WhatIf],
    sampling: Sampling,
    basis: Basis,
    *,
    threshold: float,
    prices: Sequence[float] | None,
) -> tuple[list[Compared], list[str]]:
    """Hold scenarios against the first, one at a time; with the notes below them."""
    sampling = settled(server, supposed, sampling, basis)
    baseline, *others = supposed
    how = arguments(threshold=threshold, prices=prices)
    told = [
        ask(
            server,
            _COMPARE,
            input=posing.comparison((baseline, other), sampling, basis),
            **how,
        )["comparison"]
        for other in others
    ]
    return [one for part in told for one in compared(part)], notes_of(told[0]["baseline"])


def compared(told: Told) -> list[Compared]:
    """What is printed of a `Comparison`, by `COMPARISON`."""
    return [_one(told, other) for other in told["alternatives"]]


def _one(told: Told, other: Told) -> Compared:
    baseline, beside = told["baseline"], told["benchmark"]
    differences = {found.measure: found for found in map(summary, other["differences"])}
    in_all, by_year = _advantages(other["solvesMore"], baseline["replications"])
    return Compared(
        baseline=baseline["scenario"]["name"],
        scenario=other["projection"]["scenario"]["name"],
        region=baseline["region"],
        years=next(iter(differences.values())).years,
        differences=differences,
        totals={found.measure: found for found in map(total, other["totals"])},
        in_all=in_all,
        by_year=by_year,
        expected=_curve(other["expected"]),
        counted=_curve(other["counted"]),
        falls=(_fallen(baseline["yearBelow"]), _fallen(other["projection"]["yearBelow"])),
        break_evens=tuple(
            BreakEven(
                parameter=Parameter[one["parameter"]],
                price=one["price"],
                value=one["value"],
                verdict=said(one["words"]),
            )
            for one in other["breakEvens"]
        ),
        grounds=Grounds(
            follows=tuple(map(said, other["follows"])), assumed=tuple(map(said, other["assumed"]))
        ),
        benchmark=None if beside is None else Benchmark(**{**beside, "buys": said(beside["buys"])}),
    )


def _advantages(
    told: Told | None, replications: int
) -> tuple[Advantage, Advantage] | tuple[None, None]:
    """Over all years, and in each."""
    if told is None:
        return None, None
    in_all = Advantage(
        more=np.array(told["more"]),
        as_many=np.array(told["asMany"]),
        fewer=np.array(told["fewer"]),
        replications=replications,
    )
    by_year = Advantage(
        more=column(told["moreByYear"]),
        as_many=column(told["asManyByYear"]),
        fewer=column(told["fewerByYear"]),
        replications=replications,
    )
    return in_all, by_year


def _curve(told: Told) -> Effectiveness:
    return Effectiveness(
        solved=total(told["extraSolved"]),
        cost=total(told["extraCost"]),
        prices=column(told["prices"]),
        chance=column(told["chance"]),
        chance_error=column(told["chanceStandardError"]),
        benefit=column(told["netBenefit"]),
        benefit_error=column(told["netBenefitStandardError"]),
    )


def _fallen(told: Told) -> Fallen:
    known = any(share is not None for share in told["first"])
    return Fallen(
        years=tuple(told["years"]),
        first=column(told["first"]) if known else None,
        never=None if told["never"] is None else number(told["never"]),
        of_mean=told["ofMean"],
        words=told["words"],
    )
