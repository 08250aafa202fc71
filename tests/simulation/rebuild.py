"""Takes a STRESS-DES report apart and lays the plans again: from its text alone."""

import re
from dataclasses import dataclass, replace
from datetime import date

from simulation import (
    COHORTS,
    LEDGER,
    Adoption,
    AppReading,
    Assumption,
    Campaign,
    Change,
    ChannelsReading,
    Distribution,
    HoursReading,
    Link,
    Municipality,
    Origin,
    Parameter,
    Plan,
    Region,
    ScenarioName,
    Step,
    SupplementaryReading,
    WhatIf,
    draw,
    plan,
)

Row = dict[str, str]


@dataclass(frozen=True)
class Rebuilt:
    region: Region
    whatifs: tuple[WhatIf, ...]
    drawn: tuple[tuple[Parameter, ...], ...]
    """By case."""
    run: Row

    @property
    def plans(self) -> tuple[Plan, ...]:
        return tuple(
            plan(
                whatif,
                self.region,
                drawn=draw(whatif, seed=self.seed, rows=self.replications, parameters=drawn)
                if drawn
                else {},
            )
            for whatif, drawn in zip(self.whatifs, self.drawn, strict=True)
        )

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
    return Rebuilt(
        region,
        tuple(_whatif(case, found) for case in found["Cases"]),
        tuple(
            tuple(
                Parameter(row["figure"])
                for row in found["Figures"]
                if case["case"] in row["drawn in case"].split(", ")
            )
            for case in found["Cases"]
        ),
        run,
    )


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

    def held(row: Row) -> bool:
        return row["case"] == "all" or case["case"] in row["case"].split(", ")

    def since(row: Row) -> date | None:
        on = date.fromisoformat(row["from"])
        return None if on == date(start, 1, 1) else on

    def where(row: Row) -> frozenset[str] | None:
        named = row["municipalities"]
        return None if named == "all" else frozenset(re.findall(r"\w+", named))

    return WhatIf(
        adoptions=tuple(
            Adoption(
                scenario=ScenarioName(row["scenario"]),
                since=since(row),
                municipalities=where(row),
                apart_from=frozenset(re.findall(r"\w+", row["apart from"])),
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
        campaigns=tuple(
            Campaign(
                since=date.fromisoformat(row["from"]),
                registrations=float(row["registrations"]),
                days=int(row["days"]),
                municipalities=where(row),
            )
            for row in mine("Campaigns")
        ),
        link=Link(case["link"]),
        hours=HoursReading(case["hours"]),
        supplementary=SupplementaryReading(case["supplementary"]),
        app=AppReading(case["app"]),
        channels=ChannelsReading(case["channels"]),
        figures=tuple(
            figure
            for row in found["Figures"]
            if held(row) and (figure := _figure(row)) != LEDGER[row["figure"]]
        ),
    )


def _figure(row: Row) -> Assumption:
    def number(cell: str) -> float | None:
        return None if cell == "–" else float(cell)

    return replace(
        LEDGER[row["figure"]],
        value=number(row["value"]),
        low=number(row["low"]),
        high=number(row["high"]),
        unit=row["unit"],
        meaning=row["meaning"],
        origin=Origin(row["origin"]),
        source=row["source"],
        contradiction="" if row["what speaks against it"] == "–" else row["what speaks against it"],
        distribution=Distribution(row["distribution"]),
    )
