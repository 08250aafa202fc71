"""Which document a request means: the one it brings, or one that is known by an id."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final

from graphql import GraphQLError, OperationDefinitionNode

from server.graphql.limits import document
from server.graphql.operations import NoOperation, chosen
from server.settings import Settings
from server.transport import manifests
from server.transport.answers import BadRequest, Fault
from server.transport.reading import Asked

SHA256: Final = "sha256:"


class Documents:
    """Documents from manifests, and those that clients register as they go (Apollo's APQ)."""

    def __init__(
        self, trusted: Mapping[str, str], *, automatic: "Automatic", only: bool = False
    ) -> None:
        """With `only`, nothing but trusted documents is answered."""
        self._texts = frozenset(trusted.values())
        self._trusted = {**{_id(text): text for text in self._texts}, **trusted}
        self._automatic = automatic
        self._only = only

    @classmethod
    def of(cls, settings: Settings, own: Iterable[str] = ()) -> "Documents":
        """With `own`, texts of this program's pages, which are trusted as those of manifests.

        Raises ManifestRefused for a manifest that cannot be used.
        """
        automatic = Automatic(
            most=settings.automatic_documents,
            bytes_=int(settings.automatic_megabytes * 1_000_000),
        )
        trusted = {_id(text): text for text in own} | manifests.load(settings.trusted_documents)
        return cls(trusted, automatic=automatic, only=settings.trusted_only)

    def text_of(self, asked: Asked, *, trusted: bool = False) -> str:
        """Text of the document that is asked; with `trusted`, an id is one of a manifest.

        Raises BadRequest where there is none, or where id and text contradict each other.
        """
        id_, automatic = _identifier(asked)
        text = asked.query
        if id_ is not None and not text.strip():
            text = self._known(id_, automatic=automatic, only=trusted or self._only)
        elif id_ is not None:
            self._agree(id_, text)
            if not self._only:
                self._automatic.keep(id_, text)
        if self._only and not self.trusts(text):
            said = "only documents of the manifests are answered here, and this is none of them"
            raise BadRequest(Fault.INVALID, "UNTRUSTED_DOCUMENT", said)
        return text

    def trusts(self, text: str) -> bool:
        return text in self._texts

    def names(self) -> set[str]:
        """Names of all operations of the manifests."""
        return {
            node.name.value
            for text in self._texts
            for node in document(text).definitions
            if isinstance(node, OperationDefinitionNode) and node.name
        }

    def name_of(self, asked: Asked) -> str | None:
        """Name of the operation that is asked, where a manifest has it: no caller chose it."""
        if not self.trusts(asked.query):
            return None
        with suppress(NoOperation):
            operation = chosen(document(asked.query), asked.operation_name)
            return operation.name.value if operation.name else None
        return None

    def _known(self, id_: str, *, automatic: bool, only: bool) -> str:
        text = self._trusted.get(id_)
        if text is None and not only:
            text = self._automatic.get(id_)
        if text is not None:
            return text
        if not automatic or self._only:
            said = f"documentId={id_[:80]} is of no document here"
            raise BadRequest(Fault.INVALID, "UNKNOWN_DOCUMENT", said)
        # Apollo's clients know these by their words, and then send the text
        if self._automatic.most:
            raise BadRequest(Fault.INVALID, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        said = "PersistedQueryNotSupported"
        raise BadRequest(Fault.INVALID, "PERSISTED_QUERY_NOT_SUPPORTED", said)

    def _agree(self, id_: str, text: str) -> None:
        known = self._trusted.get(id_)
        if (_id(text) != id_) if known is None else (text != known):
            raise _no_request(f"documentId={id_[:80]} is not the id of query")


class Automatic:
    """Documents that clients registered; of too many, those used least recently are forgotten."""

    def __init__(self, *, most: int, bytes_: int) -> None:
        self.most = most
        self._bytes = bytes_
        self._held = 0
        self._texts: OrderedDict[str, str] = OrderedDict()

    def get(self, id_: str) -> str | None:
        if id_ in self._texts:
            self._texts.move_to_end(id_)
        return self._texts.get(id_)

    def keep(self, id_: str, text: str) -> None:
        """Remember a document, if it can be read and has room."""
        size = len(text.encode())
        if self.get(id_) is not None or size > self._bytes or not self.most:
            return
        with suppress(GraphQLError):  # executing it says what is wrong
            document(text)
            self._texts[id_] = text
            self._held += size
        while self._held > self._bytes or len(self._texts) > self.most:
            _, forgotten = self._texts.popitem(last=False)
            self._held -= len(forgotten.encode())


def _identifier(asked: Asked) -> tuple[str | None, bool]:
    """Id of the document that a request names, if it names one; and whether as Apollo does."""
    told = asked.extensions.get("persistedQuery")
    if told is None:
        return _normal(asked.document_id), False
    if not isinstance(told, dict) or told.get("version") != 1:
        raise _no_request("extensions.persistedQuery.version must be 1")
    id_ = told.get("sha256Hash")
    if not isinstance(id_, str) or not id_:
        raise _no_request("extensions.persistedQuery.sha256Hash must be a string")
    if asked.document_id is not None and _normal(asked.document_id) != _normal(id_):
        raise _no_request("documentId and extensions.persistedQuery are not of one document")
    return _normal(id_), True


def _no_request(message: str) -> BadRequest:
    return BadRequest(Fault.NO_REQUEST, "BAD_REQUEST", message)


def _normal(id_: str | None) -> str | None:
    """A bare SHA-256 is the one with its prefix."""
    bare = id_ is not None and len(id_) == 64 and not set(id_) - set("0123456789abcdef")
    return f"{SHA256}{id_}" if bare else id_


def _id(text: str) -> str:
    return SHA256 + hashlib.sha256(text.encode()).hexdigest()
