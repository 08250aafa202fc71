from pathlib import Path

import pytest

from server.graphql.promise import elements
from server.graphql.schema import sdl

ROOT = Path(__file__).parents[3]


def test_the_contract_is_what_the_code_prints() -> None:
    assert (ROOT / "schema.graphql").read_text() == sdl()


@pytest.mark.parametrize(("element", "description"), [*elements(sdl())])
def test_every_element_says_what_it_is(element: str, description: str | None) -> None:
    assert description, element
    assert description.endswith("."), element
