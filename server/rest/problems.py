"""What goes wrong, as problem details (RFC 9457): which field, what it was, what it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ConfigDict, SkipValidation
from pydantic.alias_generators import to_camel
from starlette.responses import Response

from server.errors import Code, Refused
from server.telemetry import defect, note, told_of
from simulation import OutOfBounds

MEDIA: Final = "application/problem+json"
KIND: Final = "urn:problem-type:burgernet:"
RETRY_AFTER: Final = "5"
"""When one who was refused for business should come back [s]."""

STATUS: Final[Mapping[Code, int]] = {
    Code.CREDENTIAL_REQUIRED: 401,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.UNKNOWN_MUNICIPALITY: 404,
    Code.UNKNOWN_RUN: 404,
    Code.MODEL_CHANGED: 410,
    Code.BUSY: 503,
    Code.UNAVAILABLE: 503,
    Code.UNCERTAIN: 500,
    Code.NO_DATASET: 503,
    Code.TOO_SLOW: 504,
}
"""Any other refusal is a 422: each parameter may be what it is, together they cannot."""

CHALLENGE: Final[Mapping[Code, str]] = {
    Code.CREDENTIAL_REQUIRED: "Bearer",
    Code.UNAUTHENTICATED: 'Bearer error="invalid_token"',
    Code.FORBIDDEN: 'Bearer error="insufficient_scope"',
}
"""What a client is told to show (RFC 6750)."""


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid", frozen=True)

    field: str
    """Name of the parameter."""
    detail: SkipValidation[str]
    """What it was, and what it takes."""


class ProblemDetails(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(
        use_attribute_docstrings=True, extra="forbid", frozen=True, alias_generator=to_camel
    )

    type: str
    """Kind of problem, a URN."""
    title: str
    """The kind in words, the same each time."""
    status: int
    """Status code of the answer."""
    detail: str
    """What went wrong this time."""
    instance: str
    """Path that was asked; of a defect, the URN by which the log knows it."""
    code: str
    """The kind as GraphQL names it in `extensions.code`."""
    field: str | None = None
    """Parameter that is wrong, the first if there are several; absent: none by itself is."""
    errors: tuple[Fault, ...] | None = None
    """Everything that is wrong with the parameters; absent where the fault is not in them."""


@dataclass(slots=True)
class Problem(Exception):
    """A request that gets no answer; what is said in it may be shown to whoever asked."""

    status: int
    code: str
    detail: str
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    instance: str | None = None

    @classmethod
    def of(cls, error: Exception) -> "Problem":
        """Say what is wrong; a defect is logged, and named by an id alone."""
        match error:
            case Problem():
                return error
            case OutOfBounds():
                return cls(
                    422, Code.BAD_INPUT, error.said, [Fault(field=error.field, detail=error.said)]
                )
            case Refused():
                status = STATUS.get(error.code, 422)
                headers = {"retry-after": RETRY_AFTER} if status == 503 else {}
                if error.code in CHALLENGE:
                    headers = {"www-authenticate": CHALLENGE[error.code]}
                return cls(status, error.code, error.message, headers=headers)
            case _:
                id_ = defect(error)
                return cls(500, "INTERNAL", told_of(id_), instance=f"urn:defect:{id_}")

    def answer(self, path: str) -> Response:
        note(code=self.code)
        told = ProblemDetails(
            type=KIND + self.code.lower().replace("_", "-"),
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            detail=self.detail,
            instance=self.instance or path,
            code=self.code,
            field=self.faults[0].field if self.faults else None,
            errors=tuple(self.faults) or None,
        )
        body = told.model_dump_json(exclude_none=True)
        headers = {"cache-control": "no-store", **self.headers}
        return Response(body, self.status, headers, media_type=MEDIA)
