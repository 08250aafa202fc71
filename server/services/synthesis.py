"""A register that nobody is in, drawn so that it agrees with what is known of the real one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from server.registry import AgeGroup, LeavingReason, Outcome
from server.registry.ages import ParticipantAgeGroup, last_birth_year
from server.registry.apportionment import largest_remainder
from server.registry.reference import Demo, Place
from server.registry.tables import MINIMUM_AGE

DAYS_A_YEAR = 365.25

E = TypeVar("E", bound=StrEnum)
Rows = list[dict[str, Any]]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Cell:
    """Participants of one municipality and age group; days, `left` is NaT for who stayed."""

    place: int
    birth_year: NDArray[np.int64]
    registered: Days
    left: Days
    opted_out: NDArray[np.bool_]


def draw(places: Sequence[Place], demo: Demo, *, seed: int) -> tuple[Rows, Rows]:
    """Participants and actions, as rows for their tables, in the order in which they came."""
    lives, channels, alerts = (
        np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(3)
    )
    inhabitants = [place.inhabitants[demo.spread_by][AgeGroup.ALL] for place in places]
    cells = _cells(inhabitants, demo, lives)
    participants = _participants(places, cells, demo, channels)
    actions = _actions(places, inhabitants, cells, demo, alerts)
    return participants, actions


def _cells(inhabitants: Sequence[int], demo: Demo, rng: np.random.Generator) -> list[Cell]:
    """Exactly as many listed as the memo says, pro rata to inhabitants, then by age."""
    last = {group: last_birth_year(group, year=demo.spread_by) for group in ParticipantAgeGroup}
    first = dict(zip(last, [*(year + 1 for year in [*last.values()][1:]), None], strict=True))
    cells = []
    for place, listed in enumerate(largest_remainder(demo.participants, inhabitants)):
        by_age = largest_remainder(listed, [*demo.age_shares.values()])
        for group, count in zip(demo.age_shares, by_age, strict=True):
            born = (first[group] or demo.oldest_birth_year, last[group])
            cells.append(_cell(place, count, born, demo, rng))
    return cells


def _cell(
    place: int, listed: int, born: tuple[int, int], demo: Demo, rng: np.random.Generator
) -> Cell:
    """People who register one by one until `listed` of them are still there on `as_of`.

    Registrations come evenly from the start (or from turning 16). The life of an entry is that of
    the model: opting out competes with going stale, and what is stale waits to be removed.
    """
    reachable = float(demo.opt_out + demo.going_stale)
    batches: list[Cell] = []
    missing = listed
    while missing > 0:
        size = missing + missing // 8 + 16
        birth_year = rng.integers(born[0], born[1], size=size, endpoint=True)
        sixteen = (birth_year + MINIMUM_AGE - 1970).astype("datetime64[Y]").astype("datetime64[D]")
        opening = np.maximum(sixteen, np.datetime64(demo.start, "D"))
        window = (np.datetime64(demo.as_of, "D") - opening).astype(int) + 1
        registered = opening + (rng.random(size) * window).astype(int)
        opted_out = rng.random(size) * reachable < float(demo.opt_out)
        years = _waiting(reachable, size, rng)
        years += np.where(opted_out, 0.0, _waiting(float(demo.removal), size, rng))
        # A life that outlasts the calendar is as long as one that outlasts the register.
        left = registered + (np.minimum(years, 1000.0) * DAYS_A_YEAR).astype(int)
        left[left > np.datetime64(demo.as_of, "D")] = np.datetime64("NaT")
        upto = int(np.searchsorted(np.cumsum(np.isnat(left)), missing)) + 1
        batches.append(
            Cell(place, birth_year[:upto], registered[:upto], left[:upto], opted_out[:upto])
        )
        missing -= int(np.isnat(left[:upto]).sum())
    return Cell(
        place,
        *(
            np.concatenate([getattr(batch, name) for batch in batches] or [empty])
            for name, empty in _EMPTY.items()
        ),
    )


_EMPTY: Mapping[str, NDArray[Any]] = {
    "birth_year": np.empty(0, np.int64),
    "registered": np.empty(0, "datetime64[D]"),
    "left": np.empty(0, "datetime64[D]"),
    "opted_out": np.empty(0, np.bool_),
}


def _waiting(hazard: float, size: int, rng: np.random.Generator) -> NDArray[np.float64]:
    waits = rng.exponential(size=size)
    return waits / hazard if hazard > 0 else np.full(size, np.inf)


def _participants(
    places: Sequence[Place], cells: Sequence[Cell], demo: Demo, rng: np.random.Generator
) -> Rows:
    rows: Rows = []
    for cell in cells:
        code = places[cell.place].code
        for birth_year, registered, left, opted_out in zip(
            cell.birth_year.tolist(),
            cell.registered.tolist(),
            cell.left.tolist(),
            cell.opted_out.tolist(),
            strict=True,
        ):
            because = LeavingReason.OPTED_OUT if opted_out else LeavingReason.REMOVED
            rows.append(
                {
                    "municipality_code": code,
                    "birth_year": birth_year,
                    "registered_on": registered,
                    "left_on": left,
                    "left_because": because if left else None,
                    "on_hold_since": None,
                }
            )
    for row, channel in zip(rows, _dealt(demo.channel_shares, len(rows), rng), strict=True):
        row["channel"] = channel
    return sorted(rows, key=lambda row: row["registered_on"])


def _actions(
    places: Sequence[Place],
    inhabitants: Sequence[int],
    cells: Sequence[Cell],
    demo: Demo,
    rng: np.random.Generator,
) -> Rows:
    """Actions follow inhabitants; over before `as_of`, at any second since the first day."""
    years = (demo.as_of - demo.first_action).days / DAYS_A_YEAR
    total = round(float(demo.actions_per_year) * years)
    where = np.repeat(np.arange(len(places)), largest_remainder(total, inhabitants))
    opening = datetime.combine(demo.first_action, datetime.min.time(), UTC)
    seconds = (demo.as_of - demo.first_action).days * 86_400 - demo.longest_minutes * 60
    starts = rng.integers(seconds, size=total, endpoint=True)
    minutes = rng.integers(demo.shortest_minutes, demo.longest_minutes, size=total, endpoint=True)
    types = _dealt(demo.type_shares, total, rng)
    outcomes = _dealt(demo.outcome_shares, total, rng)
    rows: Rows = []
    for i in np.argsort(starts, kind="stable").tolist():
        start = opening + timedelta(seconds=int(starts[i]))
        alerted = _listed(cells, int(where[i]), start.date())
        reactions = int(rng.binomial(alerted, float(demo.reaction_share)))
        if outcomes[i] is not Outcome.NONE:
            reactions = max(reactions, 1)  # somebody's reaction helped
        rows.append(
            {
                "municipality_code": places[where[i]].code,
                "type": types[i],
                "started_at": start,
                "ended_at": start + timedelta(minutes=int(minutes[i])),
                "alerted": alerted,
                "reactions": min(reactions, alerted),
                "outcome": outcomes[i],
            }
        )
    return rows


def _listed(cells: Sequence[Cell], place: int, on: date) -> int:
    day = np.datetime64(on, "D")
    return sum(
        int(((cell.registered <= day) & ~(cell.left <= day)).sum())
        for cell in cells
        if cell.place == place
    )


def _dealt(shares: Mapping[E, Decimal], total: int, rng: np.random.Generator) -> list[E]:
    """`total` members in random order, whose numbers hold the shares whatever the seed."""
    parts = largest_remainder(total, [*shares.values()])
    members = [member for member, part in zip(shares, parts, strict=True) for _ in range(part)]
    return [members[i] for i in rng.permutation(total).tolist()]
