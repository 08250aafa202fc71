"""What schemathesis cannot know of this API: its dates, and which of its codes are refusals."""

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

import schemathesis
from graphql import GraphQLEnumType, build_schema
from hypothesis import strategies as st
from schemathesis.graphql import nodes, scalar

CONTRACT: Final = build_schema((Path(__file__).parents[2] / "schema.graphql").read_text("utf-8"))
CODES: Final = CONTRACT.type_map["ErrorCode"]
assert isinstance(CODES, GraphQLEnumType)
REFUSALS: Final = set(CODES.values)
"""Codes that the contract publishes as refusals; INTERNAL, a defect, is none of them."""

DATES: Final = st.dates(date(2015, 1, 1), date(2017, 12, 31)) | st.dates()

scalar("Date", DATES.map(lambda day: nodes.String(day.isoformat())))


@schemathesis.hook
def after_call(_: Any, __: Any, response: Any) -> None:
    """Say refusals by Apollo's code, the one that it does not take for a defect."""
    try:
        answer = json.loads(response.content)
        errors = answer.get("errors", ())
    except (ValueError, AttributeError):
        return  # not JSON, or no object: for the checks to find
    for error in errors:
        if error.get("extensions", {}).get("code") in REFUSALS:
            error["extensions"]["code"] = "BAD_USER_INPUT"
    if errors:
        response.content = json.dumps(answer).encode()
