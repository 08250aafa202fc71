"""The OpenAPI 3.1 description, put together from what the resources declare."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from server.rest.declaring import API_VERSION, ROOT, AnyResource
from server.rest.formats import NEGOTIATED, laid_out
from server.rest.parameters import Asked, Format
from server.rest.problems import MEDIA as PROBLEM
from server.rest.problems import Problem, ProblemDetails
from server.rest.schemas import schemas

Json = dict[str, Any]

DESCRIPTION: Final = """\
What becomes of a Burgernet register, year by year: open numbers, read-only, as JSON, CSV, JSON
Lines and for Excel. The same numbers, and more, are asked by GraphQL at `/graphql`.

Numbers carry their unit, their doubt (`standardError`: how well computed; `bands`: what may
happen) and their source (`/assumptions`; `origin`; `inputHash`: same hash, same answer).
`null` is undefined, never nought. What is SYNTHETIC is drawn by chance and holds no real person.

A list is one parameter, with commas between its values. A parameter that is unknown, repeated or
out of bounds is a 400; parameters that are each in bounds and ask together for what cannot be
answered here are a 422. Every answer has an `ETag`, and with it `If-None-Match` gets a 304.
"""

PROBLEMS: Final[Mapping[int, tuple[str, str]]] = {
    400: (
        "BAD_INPUT",
        "A parameter is missing, unknown, repeated or out of bounds; `errors` has all of them.",
    ),
    401: (
        "UNAUTHENTICATED",
        "The credential that was shown is wrong, or it takes one (`CREDENTIAL_REQUIRED`).",
    ),
    403: ("FORBIDDEN", "The credential that was shown does not reach so far."),
    404: ("UNKNOWN_MUNICIPALITY", "What is named is not there: a municipality, or a run."),
    406: ("NOT_ACCEPTABLE", "`Accept` takes none of the formats."),
    409: ("NOT_SUCCEEDED", "A run has not succeeded, or not yet."),
    410: ("MODEL_CHANGED", "A run was played by a model that is no longer there."),
    414: ("TOO_LONG", "The query is too long."),
    422: (
        "TOO_LARGE",
        "Each parameter is in bounds; together they ask for what cannot be answered here, such as "
        "more work than one request gets.",
    ),
    429: ("RATE_LIMITED", "Too much was asked of late: `Retry-After` says when to come back."),
    500: ("INTERNAL", "A defect of this program; the log knows it by `instance`."),
    503: (
        "BUSY",
        "Too many others are asking, or the register is away: `Retry-After` says when to come "
        "back.",
    ),
    504: ("TOO_SLOW", "It would take too long: ask fewer replications, years or steps."),
}
"""Status codes, each with a code that comes with it, and what it means."""
LONG: Final[Mapping[Format, str]] = {
    Format.CSV: "The long form, a line a row (RFC 4180); undefined numbers are empty. Text that a "
    "spreadsheet would take for a formula has an apostrophe before it. With `format=excel` it is "
    "as Dutch Excel opens it: headings in Dutch, semicolons, decimal commas, a byte order mark.",
    Format.JSONL: "The long form, an object a line; undefined numbers are null.",
    Format.XLSX: "The long form as a workbook, with headings in Dutch, and a second sheet that "
    "says where the numbers come from.",
}
MEDIA: Final = {format_: media for media, format_ in NEGOTIATED.items()}
_BRACES: Final = re.compile(r"{(\w+)}")


class Untitled(GenerateJsonSchema):
    """A name needs no title made of it."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  pydantic's
        return False


def described(resources: Sequence[AnyResource], others: Mapping[str, Json]) -> Json:
    """Describe resources, and what is no table by its path; the same for as long as they are."""
    told = [(resource.told, "serialization") for resource in resources]
    _, shared = models_json_schema(
        [*told, (ProblemDetails, "serialization")],  # type: ignore[list-item]  # literals, to mypy text
        by_alias=True,
        ref_template="#/components/schemas/{model}",
        schema_generator=Untitled,
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Burgernet What-if",
            "version": API_VERSION,
            "summary": "What becomes of a Burgernet register, year by year.",
            "description": DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": ROOT, "description": "Where this document comes from."}],
        "security": [{}, {"bearer": []}],
        "tags": [
            {"name": "open", "description": "Open numbers: no key, nothing personal."},
            {"name": "role", "description": "Takes a credential with a role."},
        ],
        "paths": {
            **{resource.path: {"get": _operation(resource)} for resource in resources},
            **{path: {"get": operation} for path, operation in others.items()},
        },
        "components": {
            "schemas": shared["$defs"],
            "headers": HEADERS,
            "examples": {
                name: example
                for resource in resources
                for name, example in _examples(resource).items()
            },
            "responses": {f"Problem{status}": _problem(status) for status in PROBLEMS},
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A personal access token, or one of the issuer that is set.",
                }
            },
        },
    }


HEADERS: Final[Json] = {
    "API-Version": {
        "description": "Version of this API.",
        "required": True,
        "schema": {"type": "string", "const": API_VERSION},
    },
    "Content-Disposition": {
        "description": "Name of the file, in every format but JSON.",
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "Names this very answer, in this format; send it as `If-None-Match`.",
        "required": True,
        "schema": {"type": "string", "pattern": '^"[0-9a-f]{32}"$'},
    },
    "WWW-Authenticate": {
        "description": "What to show (RFC 6750).",
        "schema": {"type": "string", "pattern": "^Bearer"},
    },
    "Retry-After": {
        "description": "When to come back [s].",
        "schema": {"type": "integer", "minimum": 0},
    },
}


def _operation(resource: AnyResource) -> Json:
    return {
        "operationId": resource.name,
        "summary": resource.summary,
        "description": resource.description,
        "tags": ["open"],
        "parameters": _parameters(resource),
        "responses": {
            "200": {
                "description": resource.told.__doc__,
                "headers": headers("API-Version", "ETag", "Content-Disposition"),
                "content": {
                    MEDIA[Format.JSON]: {
                        "schema": {"$ref": f"#/components/schemas/{resource.told.__name__}"},
                        "examples": _example(resource, Format.JSON),
                    },
                    **{MEDIA[format_]: _long(resource, format_) for format_ in LONG},
                },
            },
            "304": {
                "description": "The client has this very answer already.",
                "headers": headers("API-Version", "ETag"),
            },
            **problems(),
        },
    }


def problems(*statuses: int) -> Json:
    """What may go wrong; all that may, where nothing is said."""
    return {
        str(status): {"$ref": f"#/components/responses/Problem{status}"}
        for status in statuses or PROBLEMS
    }


def _long(resource: AnyResource, format_: Format) -> Json:
    if format_ is Format.XLSX:  # bytes: a schema has no type for them
        return {"schema": {"contentMediaType": MEDIA[format_], "description": LONG[format_]}}
    also = (Format.EXCEL,) if format_ is Format.CSV else ()
    return {
        "schema": {"type": "string", "description": LONG[format_]},
        "examples": _example(resource, format_, *also),
    }


def _example(resource: AnyResource, *formats: Format) -> Json:
    return {
        format_.name.lower(): {"$ref": f"#/components/examples/{resource.name}-{format_}"}
        for format_ in formats
    }


def _examples(resource: AnyResource) -> Json:
    """What each format looks like: figures of the demo register, not to be counted on."""
    address = ROOT + resource.path
    return {
        f"{resource.name}-{format_}": {
            "summary": f"{resource.summary}, as {format_}",
            "value": orjson.loads(laid) if format_ is Format.JSON else laid.decode("utf-8-sig"),
        }
        for format_ in Format
        if format_ is not Format.XLSX
        for laid in [laid_out(resource.example, format_, address=address)]
    }


def _parameters(resource: AnyResource) -> list[Json]:
    asked: type[Asked] = resource.asked
    required = asked.model_json_schema(by_alias=True).get("required", [])
    in_path = _BRACES.findall(resource.path)
    return [
        {
            "name": name,
            "in": "path" if name in in_path else "query",
            "required": name in required,
            "description": schema["description"],
            "schema": {k: v for k, v in schema.items() if k != "description"},
            **({"style": "form", "explode": False} if schema.get("type") == "array" else {}),
        }
        for name, schema in sorted(schemas(asked).items(), key=lambda one: one[0] not in required)
    ]


def _problem(status: int) -> Json:
    code, meaning = PROBLEMS[status]
    beside = {401: ("WWW-Authenticate",), 403: ("WWW-Authenticate",)}
    again = beside.get(status, ("Retry-After",) if status in (429, 503) else ())
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    example = orjson.loads(Problem(status, code, meaning).answer(f"{ROOT}/projections").body)
    return {
        "description": meaning,
        "headers": headers("API-Version", *again),
        "content": {PROBLEM: {"schema": schema, "example": example}},
    }


def headers(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
