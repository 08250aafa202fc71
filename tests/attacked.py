"""Worlds whose counts are published, and how sure the attacker of `differencing` is of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from server.services.disclosure import Cube, publish
from server.services.publishing import cubes_of_actions
from tests.differencing import Life, Table, reckoned, reckoned_of_tables

PERSON: Final = range(1, 8)
"""Counts of a cell that points at persons."""
SURE: Final = 0.6
LEAST, ROUNDING, GUARD = 10, 5, 25
"""As the rules say in words."""
KINDS: Final = {"MISSING_PERSON": 0.82, "ROBBERY": 0.07, "THEFT": 0.07, "OTHER": 0.04}
ENDS: Final = {"DIRECT": 0.125, "INDIRECT": 0.4, "NONE": 0.475}


def bounded_by(least: int, counts: Mapping[tuple[str, ...], int]) -> Cube:
    """Published with another bound than ours."""
    cells = {
        cell: None if count < least else int(ROUNDING * ((count + ROUNDING // 2) // ROUNDING))
        for cell, count in counts.items()
    }
    return Cube(dimensions=("CELL",), cells=cells)


def surest(life: Life, *, seed: int, cells: int, least: int | None = None, years: int = 8) -> float:
    """How sure the attacker is at most of a count of persons that is hidden, in any year."""
    names = [f"cell {number}" for number in range(cells)]
    cubes = []
    for row in life.lived(cells, years, np.random.default_rng(seed)):
        counts: dict[tuple[str, ...], int] = {
            (name,): int(count) for name, count in zip(names, row, strict=True)
        }
        ours = publish(counts, {"CELL": names})
        cubes.append(ours if least is None else bounded_by(least, counts))
    worst = 0.0
    for seen in {tuple(cube.cells[name,] for cube in cubes) for name in names}:
        chances = reckoned(seen, life, least=least or LEAST, rounding=ROUNDING)
        hidden = [year for year, one in enumerate(seen) if one is None]
        worst = max([worst, *chances[hidden][:, PERSON].max(axis=1)])
    return worst


def acted(
    places: Mapping[str, float], *, seed: int
) -> tuple[dict[tuple[str, ...], int], dict[str, dict[tuple[str, ...], int]]]:
    """Actions of five years: by year, and by year and place, kind and end."""
    luck = np.random.default_rng(seed)
    by_year, by = (
        Counter[tuple[str, ...]](),
        {
            "MUNICIPALITY": Counter[tuple[str, ...]](),
            "TYPE": Counter[tuple[str, ...]](),
            "OUTCOME": Counter[tuple[str, ...]](),
        },
    )
    for year in map(str, range(2010, 2015)):
        for place, mean in places.items():
            number = int(luck.poisson(mean))
            by_year[year,] += number
            by["MUNICIPALITY"][place, year] += number
            for name, shares in (("TYPE", KINDS), ("OUTCOME", ENDS)):
                for value, count in zip(
                    shares, luck.multinomial(number, [*shares.values()]), strict=True
                ):
                    by[name][value, year] += int(count)
    return dict(by_year), {name: dict(counts) for name, counts in by.items()}


def tables(places: Mapping[str, float], cubes: Sequence[Cube]) -> list[Table]:
    """What is published of the period, with what the attacker knows beforehand."""
    total = sum(places.values())
    means = {
        "YEAR": {str(year): total for year in range(2010, 2015)},
        "MUNICIPALITY": {place: 5 * mean for place, mean in places.items()},
        "TYPE": {kind: 5 * total * share for kind, share in KINDS.items()},
        "OUTCOME": {end: 5 * total * share for end, share in ENDS.items()},
    }
    return [
        Table(
            means=[*means[cube.dimensions[0]].values()],
            shown=[
                cube.cells[value, *cube.dimensions[1:] and ("2010",)]
                for value in means[cube.dimensions[0]]
            ],
        )
        for cube in cubes
    ]


def named(places: Mapping[str, float], *, seeds: range) -> tuple[int, float]:
    """How many periods were published, and how sure the attacker is at most of a hidden cell."""
    published, worst = 0, 0.0
    for seed in seeds:
        by_year, by = acted(places, seed=seed)
        cubes = cubes_of_actions(by_year, by, municipalities=[*places], until=2015)
        if all(cube.cells for cube in cubes):
            published += 1
            for cells in reckoned_of_tables(
                tables(places, cubes), rounding=ROUNDING, least=LEAST, guard=GUARD
            ):
                worst = max([worst, *(float(chances[PERSON].max()) for chances in cells)])
    return published, worst
