"""What the README shows is what the program does."""

import re
from pathlib import Path

import pytest

from tests.server.conftest import Ask

pytestmark = pytest.mark.anyio

README = Path(__file__).parents[3] / "README.md"
GRAPHQL = re.compile(r"<!-- example: graphql -->\s*```graphql\n(.*?)```", re.DOTALL)


async def test_the_frontend_example_is_answered(ask: Ask) -> None:
    (example,) = GRAPHQL.findall(README.read_text())

    data = await ask(example)

    assert len(data["municipalities"]["nodes"]) == 14
    assert len(data["frozen"]["series"]) == 2
    assert data["basic"]["series"][0]["mean"][-1] > data["frozen"]["series"][0]["mean"][-1]
