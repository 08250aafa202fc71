"""Manifests of trusted documents, as Relay, Apollo and graphql-codegen write them."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import orjson
from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, build_schema, validate

from server.errors import ManifestRefused
from server.graphql.limits import document
from server.graphql.schema import sdl

APOLLO: Final = "apollo-persisted-query-manifest"
DIGESTS: Final = {32: "md5", 40: "sha1", 64: "sha256"}
"""What an id of so many hexadecimal digits is a digest by, in every one of these tools."""

_HEXADECIMAL: Final = frozenset("0123456789abcdef")


def load(paths: Iterable[Path]) -> dict[str, str]:
    """Documents of manifests by id; raises ManifestRefused, naming file and entry."""
    contract: GraphQLSchema | None = None
    found: dict[str, tuple[str, Path]] = {}
    for path in paths:
        contract = contract or build_schema(sdl())
        for id_, text in _entries(path):
            wrong = _wrong(id_, text) or _refused(text, contract)
            if wrong:
                raise ManifestRefused(f"{path}: {id_}: {wrong}")
            before, where = found.setdefault(id_, (text, path))
            if before != text:
                raise ManifestRefused(f"{path}: {id_}: stands for another document in {where}")
    return {id_: text for id_, (text, _) in found.items()}


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    try:
        told = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ManifestRefused(f"{path}: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise ManifestRefused(f"{path}: is no JSON: {error}") from None
    if not isinstance(told, dict):
        raise ManifestRefused(f"{path}: must be a JSON object")
    if told.get("format") == APOLLO:
        yield from _apollo(path, told)
        return
    for id_, text in told.items():  # Relay and graphql-codegen: id to text
        if not isinstance(text, str):
            raise ManifestRefused(f"{path}: {id_}: must be the text of a document")
        yield id_, text


def _apollo(path: Path, told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if told.get("version") != 1:
        raise ManifestRefused(f"{path}: version={told.get('version')} is not 1")
    operations = told.get("operations")
    if not isinstance(operations, list):
        raise ManifestRefused(f"{path}: operations must be a list")
    for i, operation in enumerate(operations):
        entry = operation if isinstance(operation, dict) else {}
        id_, text = entry.get("id"), entry.get("body")
        if not isinstance(id_, str) or not isinstance(text, str):
            raise ManifestRefused(f"{path}: operations[{i}]: must have an id and a body")
        yield id_, text


def _wrong(id_: str, text: str) -> str | None:
    """What is wrong with an id: it looks like a digest, and is not that of its document."""
    algorithm, _, digest = id_.rpartition(":")
    if not id_ or len(id_) > 200:
        return "an id has 1 to 200 characters"
    if not algorithm and set(digest) <= _HEXADECIMAL:
        algorithm = DIGESTS.get(len(digest), "")
    if algorithm not in DIGESTS.values():
        return None  # a name of one's own
    is_ = hashlib.new(algorithm, text.encode(), usedforsecurity=False).hexdigest()
    return None if is_ == digest else f"the {algorithm} of its document is {is_}"


def _refused(text: str, contract: GraphQLSchema) -> str | None:
    """Why a document could never be answered here."""
    try:
        parsed = document(text)
    except GraphQLError as error:
        return error.message
    if not any(isinstance(node, OperationDefinitionNode) for node in parsed.definitions):
        return "has no operation"
    errors = validate(contract, parsed, max_errors=1)
    return errors[0].message if errors else None
