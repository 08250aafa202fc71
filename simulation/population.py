"""The state of a block of replications, and the record of its years."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from simulation.arrays import Counts, Floats, Numbers
from simulation.opening import Opening

_WHOLE: Final = frozenset(
    {"reachable", "unreachable", "registrations", "departures", "actions", "solved"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the years brought; every array has shape (replication, year, municipality).

    Stocks are those of 31 December, flows the totals of the year. Replications are counted in
    whole numbers; an expectation has the same shape with one replication, the mean.
    """

    reachable: Numbers
    unreachable: Numbers
    registrations: Numbers
    departures: Numbers
    actions: Numbers
    solved: Numbers
    expected_solved: Numbers
    """Chance of direct resolution, summed over the actions that took place."""
    likely_solved: Numbers
    """Chance of direct resolution × rate of actions, over the year: knows the base, no action."""
    message_cost: Numbers
    """[euro of 2014]"""
    unreachable_messages: Numbers
    """Messages to entries that reach nobody: one for each of them and each action."""
    unreachable_message_cost: Numbers
    """What those cost; part of message_cost [euro of 2014]."""

    @classmethod
    def blank(cls, *shape: int) -> "Course":
        """Nothing counted yet."""
        kinds = {f.name: np.int32 if f.name in _WHOLE else np.float64 for f in fields(cls)}
        return cls(**{name: np.zeros(shape, kind) for name, kind in kinds.items()})

    def rows(self, begin: int, end: int) -> "Course":
        """Some of the replications, as views of the same arrays."""
        return Course(**{f.name: getattr(self, f.name)[begin:end] for f in fields(self)})

    def frozen(self) -> "Course":
        """The same arrays, which from now on cannot be changed."""
        for field in fields(self):
            getattr(self, field.name).setflags(write=False)
        return self


@dataclass(slots=True, kw_only=True)
class Population:
    """Participants counted, in every replication of a block; changed in place by processes."""

    reachable: Counts
    """Shape (replication, municipality, class)."""
    unreachable: Counts
    """Shape (replication, municipality): all are removed at one hazard, so classes merge."""
    active: Floats
    """Expected actions of the step so far; shape (municipality,), or with rows as the plan has."""
    likely_solved: Floats
    """Of those, expected to be solved directly; shape (replication, municipality)."""
    message_cost: Floats
    """Their expected messages, likewise [euro of 2014]."""
    unreachable_messages: Floats
    """Those of them that reach nobody, likewise [messages]."""
    unreachable_message_cost: Floats
    """What those cost, likewise [euro of 2014]."""

    @classmethod
    def at(cls, opening: Opening, *, replications: int, active: Floats) -> "Population":
        """The opening state in each replication; `active` lends its shape."""
        towns, classes = opening.reachable.shape[-2:]
        blank = np.zeros((replications, towns))
        return cls(
            reachable=np.broadcast_to(opening.reachable, (replications, towns, classes)).copy(),
            unreachable=np.broadcast_to(opening.unreachable, (replications, towns)).copy(),
            active=np.zeros_like(active),
            likely_solved=blank,
            message_cost=blank.copy(),
            unreachable_messages=blank.copy(),
            unreachable_message_cost=blank.copy(),
        )

    @property
    def base(self) -> Counts:
        """Reachable participants of all classes; shape (replication, municipality)."""
        return all_classes(self.reachable)


def all_classes(counts: Counts) -> Counts:
    """Sum over the last axis; several times faster than `sum` where that axis is short."""
    return np.asarray(np.einsum("rmk->rm", counts))
