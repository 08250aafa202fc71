"""How events are spelled in an address: figures that change, scenarios that follow, campaigns.

elasticity:0.3@2017-01-01        2023-03-21:ENDED        2017-03-06:5000
"""

import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from server.rest.parameters import A_DAY, DECIMAL, SPLIT
from server.services.posing import shortest
from simulation import Adoption, Campaign, Change, OutOfBounds, Parameter, ScenarioName, WhatIf
from simulation.sentence import phrase

MOST_CHANGES: Final = 40
MOST_LATER: Final = 10
MOST_CAMPAIGNS: Final = 20

CHANGE: Final = f"({'|'.join(Parameter)}):({DECIMAL})(?:@({A_DAY}))?"
LATER: Final = f"({A_DAY}):({'|'.join(ScenarioName.__members__)})"
CAMPAIGN: Final = f"({A_DAY}):({DECIMAL})"
A_CHANGE: Final = phrase(
    "name of a figure of /assumptions, colon, number; and, where it holds from a later day only, "
    "@ and that day, YYYY-MM-DD"
)
A_LATER: Final = phrase("day, YYYY-MM-DD, colon, name of a scenario")
A_CAMPAIGN: Final = phrase("day, YYYY-MM-DD, colon, number of registrations")


def _change(text: str) -> str:
    name, value, day = _parts(CHANGE, text)
    return f"{name}:{_number(value)}" + (f"@{day}" if day else "")


def _campaign(text: str) -> str:
    day, registrations = _parts(CAMPAIGN, text)
    return f"{day}:{_number(registrations)}"


Changes = Annotated[
    tuple[
        Annotated[str, Field(pattern=f"^{CHANGE}$", description=A_CHANGE), AfterValidator(_change)],
        ...,
    ],
    Field(
        min_length=1,
        max_length=MOST_CHANGES,
        examples=[["elasticity:0"], ["departure:0.09", "hourly_wage:70@2017-01-01"]],
    ),
    SPLIT,
]
Later = Annotated[
    tuple[
        Annotated[str, Field(pattern=f"^{LATER}$", description=A_LATER)],
        ...,
    ],
    Field(min_length=1, max_length=MOST_LATER, examples=[["2023-03-21:ENDED"]]),
    SPLIT,
]
Campaigns = Annotated[
    tuple[
        Annotated[
            str, Field(pattern=f"^{CAMPAIGN}$", description=A_CAMPAIGN), AfterValidator(_campaign)
        ],
        ...,
    ],
    Field(min_length=1, max_length=MOST_CAMPAIGNS, examples=[["2017-03-06:5000"]]),
    SPLIT,
]


def changes(texts: Sequence[str] | None) -> tuple[Change, ...]:
    """Raise OutOfBounds for a value that its figure does not take, and for what is no day."""
    found = []
    for text in texts or ():
        name, value, day = _parts(CHANGE, text)
        since = _day(day, field="changes") if day else None
        found.append(Change(parameter=Parameter(name), value=float(value), since=since))
    return tuple(found)


def later(texts: Sequence[str] | None) -> tuple[Adoption, ...]:
    """Raise OutOfBounds for what is no day."""
    parts = [_parts(LATER, text) for text in texts or ()]
    return tuple(
        Adoption(scenario=ScenarioName[name], since=_day(day, field="then")) for day, name in parts
    )


def campaigns(texts: Sequence[str] | None) -> tuple[Campaign, ...]:
    """Raise OutOfBounds for more registrations than the model takes, and for what is no day."""
    parts = [_parts(CAMPAIGN, text) for text in texts or ()]
    days = [_day(day, field="campaigns") for day, _ in parts]
    try:
        return tuple(
            Campaign(since=day, registrations=float(registrations))
            for day, (_, registrations) in zip(days, parts, strict=True)
        )
    except OutOfBounds as wrong:
        raise wrong.under("campaigns") from None


def within_horizon(
    whatif: WhatIf, events: Sequence[Adoption | Change | Campaign], *, field: str
) -> None:
    """Refuse what begins before or after the years that are played, by the parameter's name."""
    for event in events:
        if event.since is not None and not whatif.opening <= event.since < whatif.end:
            raise OutOfBounds(
                field,
                "{field}={value} is outside [{low}, {high})",
                value=event.since,
                low=whatif.opening,
                high=whatif.end,
            )


def _day(text: str, *, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OutOfBounds(field, "{field}={value} is no day of the calendar", value=text) from None


def _parts(pattern: str, text: str) -> tuple[str, ...]:
    found = re.fullmatch(pattern, text, re.ASCII)
    if found is None:
        raise ValueError(text)
    return found.groups(default="")


def _number(text: str) -> str:
    value = float(text)
    return shortest(value) if math.isfinite(value) else text  # refused as it was sent
