"""Takes a STRESS-DES report apart and lays the plans again: from its text alone."""

import re
from dataclasses import dataclass
from datetime import date

from simulation import (
    COHORTS,
    Adoption,
    Change,
    HoursReading,
    Link,
    Municipality,
    Parameter,
    Region,
    ScenarioName,
    Step,
    SupplementaryReading,
    WhatIf,
)

Row = dict[str, str]


@dataclass(frozen=True)
class Rebuilt:
    region: Region
    whatifs: tuple[WhatIf, ...]
    run: Row

    @property
    def replications(self) -> int:
        return int(self.run["replications"])

    @property
    def step(self) -> Step:
        return Step[self.run["step"]]

    @property
    def seed(self) -> int:
        return int(self.run["seed"])


def rebuild(report: str) -> Rebuilt:
    found = tables(report)
    (where,), (run,) = found["Region"], found["Run"]
    region = Region(
        name=where["name"],
        municipalities=tuple(
            Municipality(
                code=row["code"],
                name=row["name"],
                inhabitants=int(row["inhabitants"]),
                listed=_counts(row, "listed"),
                on_hold=_counts(row, "on hold"),
            )
            for row in found["Register"]
        ),
    )
    return Rebuilt(region, tuple(_whatif(case, found) for case in found["Cases"]), run)


def tables(report: str) -> dict[str, list[Row]]:
    """Rows of each table by its heading."""
    found = {}
    for heading, table in re.findall(r"^#### (.+)\n\n((?:\|.*\n?)+)", report, re.MULTILINE):
        columns, _, *rows = (
            [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in table.splitlines()
        )
        rows = [row for row in rows if set(row) != {"–"}]
        found[heading] = [dict(zip(columns, row, strict=True)) for row in rows]
    return found


def _counts(row: Row, kind: str) -> tuple[int, ...]:
    counts = tuple(int(cell) for name, cell in row.items() if name.startswith(f"{kind} "))
    assert len(counts) == len(COHORTS)
    return counts


def _whatif(case: Row, found: dict[str, list[Row]]) -> WhatIf:
    start = int(case["start"])

    def mine(heading: str) -> list[Row]:
        return [row for row in found[heading] if row["case"] == case["case"]]

    def since(row: Row) -> date | None:
        on = date.fromisoformat(row["from"])
        return None if on == date(start, 1, 1) else on

    def where(row: Row) -> frozenset[str] | None:
        named = row["municipalities"]
        return None if named == "all" else frozenset(re.findall(r"\w+", named))

    return WhatIf(
        adoptions=tuple(
            Adoption(
                scenario=ScenarioName(row["scenario"]), since=since(row), municipalities=where(row)
            )
            for row in mine("Scenarios in force")
        ),
        start=start,
        years=int(case["years"]),
        changes=tuple(
            Change(
                parameter=Parameter(row["figure"]),
                value=float(row["value"]),
                since=since(row),
                municipalities=where(row),
            )
            for row in mine("Changed figures")
        ),
        link=Link(case["link"]),
        hours=HoursReading(case["hours"]),
        supplementary=SupplementaryReading(case["supplementary"]),
    )
