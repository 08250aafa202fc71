"""Which answers a client may keep, and how it asks whether they still hold.

The tag of an answer is made of what decides it, not of its bytes: so it is known before anything
is executed, and what differs from one request to the next (`extensions.cost`) does not change it.
"""

import hashlib
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from typing import Final

import orjson
from graphql import GraphQLError, OperationType

from server.graphql.limits import document
from server.graphql.limits.personal import is_about_people, mentioned
from server.graphql.operations import chosen
from server.graphql.rootfields import root_fields
from server.graphql.schema import sdl
from server.transport.reading import Asked
from simulation import MODEL_VERSION

KEPT: Final = frozenset(
    {
        *("municipalities", "participantCounts", "actionCounts", "assumptions", "scenarios"),
        *("learned", "projection", "comparison", "sensitivity", "hindcast"),
        *("__schema", "__type", "__typename"),
    }
)
"""Root fields that follow from register, model and day alone; not so a run, nor who asks.

`node` and `nodes` may be of a run: what they are asked for is known only by asking.
"""

_HEADERS: Final = {
    "cache-control": "private, no-cache",  # kept by whoever asked, and never used unasked
    "vary": "accept, authorization",
}


def tag(asked: Asked, *, mark: str | None, today: date, view: str) -> str | None:
    """Tag of the answer to a query; None where it must not be kept.

    `mark` is that of the register, read before anything else of it: an answer that is newer than
    its tag is only asked for once more. `view` tells apart those who may see different answers.
    """
    if mark is None or not _may_be_kept(asked):
        return None
    decides = [asked.query, asked.variables, asked.operation_name, mark, today, view, _program()]
    told = orjson.dumps(decides, option=orjson.OPT_SORT_KEYS)
    # weak: the answers are the same, their bytes may differ in what they cost
    return f'W/"{hashlib.sha256(told).hexdigest()[:32]}"'


def headers(tag: str) -> dict[str, str]:
    return {**_HEADERS, "etag": tag}


def _may_be_kept(asked: Asked) -> bool:
    try:
        parsed = document(asked.query)
        operation = chosen(parsed, asked.operation_name)
    except GraphQLError:
        return False
    fields = root_fields(parsed, asked.operation_name)
    if mentioned(asked.query) and is_about_people(parsed):
        return False
    return operation.operation is OperationType.QUERY and KEPT.issuperset(fields)


@lru_cache(maxsize=1)
def _program() -> list[str]:
    return [version("burgernet-whatif"), MODEL_VERSION, hashlib.sha256(sdl().encode()).hexdigest()]
