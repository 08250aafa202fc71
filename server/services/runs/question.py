"""What a run plays, as text that another process, or another day, reads again."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import orjson
from pydantic import TypeAdapter

import simulation
from server.errors import Code, Refused
from server.services import projecting
from server.services.projecting import Engine, Opening, Sampling
from simulation import MODEL_VERSION, WhatIf
from simulation.run import BLOCK

INDIVIDUALS: Final = 10
"""Replications in a block of the individual engine, each of which takes seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All that decides a result, the register's counts included: these may have changed since."""

    whatifs: tuple[WhatIf, ...]
    """Of a comparison the baseline first; of a projection there is one."""
    compared: bool
    sampling: Sampling
    opening: Opening

    @property
    def id(self) -> str:
        """Digest of all that decides the result: same input, model and data, same id."""
        told = orjson.dumps(
            [
                *(self.compared, self.whatifs, self.sampling),
                *(MODEL_VERSION, self.opening.region.version),
                *(self.opening.origin, self.opening.as_of),  # which its answers say
            ],
            default=sorted,  # sets, in an order that does not change from one process to the next
            option=orjson.OPT_SORT_KEYS,
        )
        return hashlib.sha256(told).hexdigest()[:32]

    @property
    def block_size(self) -> int:
        """Replications in a block."""
        return INDIVIDUALS if self.sampling.engine is Engine.INDIVIDUAL else BLOCK

    def replications_in(self, block: int) -> int:
        return min(self.block_size, self.sampling.replications - block * self.block_size)


_ADAPTER: Final = TypeAdapter(Question)


def written(question: Question) -> str:
    return _ADAPTER.dump_json(question).decode()


@lru_cache(maxsize=8)
def read(text: str) -> Question:
    """Raise Refused for what another version of the program has written."""
    try:
        return _ADAPTER.validate_json(text)
    except ValueError:
        said = "it was asked of another version of the program: start it again"
        raise Refused(Code.MODEL_CHANGED, said) from None


@lru_cache(maxsize=4)
def laid(text: str) -> tuple[simulation.Plan, ...]:
    """Plans of a question, drawing their figures where these are doubted; kept for its blocks."""
    question = read(text)
    plans = projecting.plans(question.opening, question.whatifs)
    return projecting.drawn(plans, question.sampling)
