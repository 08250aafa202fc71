"""A run as it stands, what it brought, and what either place of runs can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from server.cli.comparing import Compared
from server.cli.printed import Projected
from server.registry import RunState
from server.services.learning import Basis
from server.services.projecting import Doubt, Sampling
from simulation import Measure, WhatIf


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How a run stands; the names are those of the API."""

    id: str
    """Its input hash."""
    state: RunState
    replications: int
    replications_done: int
    rate: float | None
    """[replication/second]"""
    expected_end: datetime | None
    asked_at: datetime
    ended_at: datetime | None
    failure: str | None
    digest: str | None
    model_version: str
    data_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run is asked to play: one scenario, or several of which the first is the baseline."""

    whatifs: tuple[WhatIf, ...]
    compared: bool
    sampling: Sampling
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What is printed of a run that succeeded: its one scenario, or its comparisons."""

    projected: tuple[Projected, ...] = ()
    compared: tuple[Compared, ...] = ()
    doubt: Doubt
    notes: tuple[str, ...]


class Runs(Protocol):
    def start(self, asked: Asked) -> Told:
        """The run of a question: there already, gone on with where it was given up, or new."""

    def watch(self, id_: str, *, quiet: bool) -> Told:
        """Follow a run to its end, and tell how far it is unless `quiet`."""

    def left(self, id_: str) -> str:
        """What becomes of a run that is watched no longer."""

    def cancel(self, id_: str) -> Told: ...

    def listed(self, states: Sequence[RunState], *, first: int) -> list[Told]:
        """Those in one of some states, all if there are none; asked for last first."""

    def brought(self, id_: str, measures: Sequence[Measure], *, split: bool) -> Brought: ...
