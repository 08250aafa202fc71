"""The address of a what-if: the parameters of /api/v1/comparisons, and what the page adds."""

from collections.abc import Iterable
from typing import Annotated, Final
from urllib.parse import parse_qsl

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse

from server.rest import comparisons
from server.rest.parameters import BY_NAME, IS_WHOLE, taken, written
from server.telling.language import Language
from simulation import ScenarioName
from simulation.whatif import STARTS, YEARS

FIRST_SEEN: Final = (ScenarioName.FROZEN, ScenarioName.REGIONAL_BASIC, ScenarioName.LOCAL)
"""What is compared until somebody chooses."""

Pairs = list[tuple[str, str]]


class Asked(comparisons.Asked):
    """A what-if as the page shows it."""

    language: Annotated[Language, BY_NAME] = Language.NL
    """Language of the page."""
    year: (
        Annotated[int, Field(ge=STARTS[0], le=STARTS[1] + YEARS[1], examples=[2020]), IS_WHOLE]
        | None
    ) = None
    """Calendar year that is looked at; absent: the last."""
    run: Annotated[str, Field(pattern="^[0-9a-f]{32}$", description="id of a run")] | None = None
    """Run that plays it, where it is too large to be answered at once."""


def pairs_of(request: Request) -> Pairs:
    """Names and values of its query, empty ones too."""
    return parse_qsl(request.url.query, keep_blank_values=True)


def led_to(query: str) -> RedirectResponse:
    """On to the page of a what-if, whatever was sent."""
    return RedirectResponse(f"/?{query}", 303)


def asked_of(pairs: Iterable[tuple[str, str]]) -> Asked:
    """What an address asks; raises Problem."""
    given = list(pairs)
    if not any(name == "scenarios" for name, _ in given):
        given.append(("scenarios", ",".join(FIRST_SEEN)))
    return taken(given, Asked)


def comparison_of(asked: Asked) -> str:
    """The same what-if as a query of /api/v1/comparisons."""
    shared = comparisons.Asked.model_fields
    return written(
        comparisons.Asked.model_construct(
            **{name: getattr(asked, name) for name in asked.model_fields_set if name in shared}
        )
    )
