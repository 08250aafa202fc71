"""One block of a run: played, packed to be kept, and unpacked to be read."""

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from threading import Event
from typing import Any, Final

import numpy as np

import simulation
from server.services.projecting import Engine
from server.services.runs import question
from server.services.runs.question import Question
from simulation import Plan, Samples
from simulation.population import Course
from simulation.replications import play_block

BYTES_A_CELL: Final = 64
"""Of one replication, year and municipality of one plan, unpacked."""

_FORMAT: Final = b"1"
"""Of a packed block; a new one gets a new sign, and the old ones are still read."""


@dataclass(frozen=True, slots=True)
class Played:
    digest: str
    """Of the numbers, not of how they are packed."""
    result: bytes


def play(text: str, number: int, stop: Event) -> Played:
    """Play a block of a question; raises Stopped soon after `stop` is set."""
    if stop.is_set():
        raise simulation.Stopped
    asked, plans = question.read(text), question.laid(text)
    sampling, begin = asked.sampling, number * asked.block_size
    if sampling.engine is Engine.INDIVIDUAL:
        played = simulation.simulate_individuals(
            plans,
            first=begin,
            replications=begin + asked.replications_in(number),
            seed=sampling.seed,
            stop=stop,
        )
        courses = tuple(samples.course for samples in played)
    else:
        courses = play_block(
            plans,
            number=number,
            replications=sampling.replications,
            step=sampling.step,
            seed=sampling.seed,
            stop=stop,
        )
    if stop.is_set():  # packing takes as long as many steps
        raise simulation.Stopped
    return _packed(courses)


def joined(text: str, results: Sequence[bytes]) -> tuple[Samples, ...]:
    """The replications of the first blocks of a question, as if they had been asked alone."""
    asked, plans = question.read(text), question.laid(text)
    there = min(len(results) * asked.block_size, asked.sampling.replications)
    courses = [Course.blank(there, *_shape(plan)) for plan in plans]
    for number, result in enumerate(results):
        begin = number * asked.block_size
        rows = [course.rows(begin, begin + asked.replications_in(number)) for course in courses]
        _unpack(result, rows)
    return tuple(
        Samples(plan=plan.rows(0, there), course=course.frozen())
        for plan, course in zip(plans, courses, strict=True)
    )


def digest_of(digests: Sequence[str]) -> str:
    """Of a whole result, by those of its blocks in their order."""
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def size(asked: Question) -> int:
    """Of the whole result, unpacked [byte]."""
    cells = len(asked.whatifs) * asked.sampling.replications * asked.whatifs[0].years
    return cells * len(asked.opening.region.municipalities) * BYTES_A_CELL


def _shape(plan: Plan) -> tuple[int, int]:
    return len(plan.years), len(plan.region.codes)


def _arrays(courses: Sequence[Course]) -> Iterator[np.ndarray[Any, Any]]:
    for course in courses:
        for field in fields(Course):
            yield getattr(course, field.name)


def _packed(courses: Sequence[Course]) -> Played:
    digest, packed = hashlib.sha256(), zlib.compressobj(1)
    parts = [_FORMAT]
    for array in _arrays(courses):
        numbers = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        digest.update(numbers.data)
        # first bytes together, then second bytes: so packed they take half the room
        planes = numbers.reshape(-1).view(np.uint8).reshape(-1, numbers.itemsize).T
        parts.append(packed.compress(planes.tobytes()))
    parts.append(packed.flush())
    return Played(digest=digest.hexdigest(), result=b"".join(parts))


def _unpack(result: bytes, rows: Sequence[Course]) -> None:
    """Write a packed block into the rows that it fills; raises ValueError if it does not."""
    if result[:1] != _FORMAT:
        raise ValueError(f"block of format {result[:1]!r}")
    numbers = np.frombuffer(zlib.decompress(result[1:]), np.uint8)
    if numbers.size != sum(array.nbytes for array in _arrays(rows)):
        raise ValueError(f"block of {numbers.size} bytes")
    there = 0
    for array in _arrays(rows):
        planes = numbers[there : there + array.nbytes].reshape(array.itemsize, -1)
        there += array.nbytes
        kind = array.dtype.newbyteorder("<")
        array[:] = np.ascontiguousarray(planes.T).view(kind).reshape(array.shape)
