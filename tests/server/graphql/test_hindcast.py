import pytest

from simulation import hindcast
from tests.server.conftest import Ask

pytestmark = pytest.mark.anyio


async def test_the_prediction_test_is_told_as_it_is(ask: Ask) -> None:
    told = await ask(
        """{ hindcast { words confounders model { ...Said } naive { ...Said } } }
        fragment Said on Forecast {
          name departure registrations
          predictions { published { on listed source confidence } fitted listed low high error }
        }"""
    )

    found = hindcast()
    assert told["hindcast"]["words"] == found.words
    assert len(told["hindcast"]["confounders"]) >= 3
    said = [*told["hindcast"]["model"], *told["hindcast"]["naive"]]
    assert [one["name"] for one in said] == [one.name for one in found.forecasts]
    for mine, theirs in zip(said, found.forecasts, strict=True):
        assert mine["registrations"] == theirs.registrations
        assert [one["error"] for one in mine["predictions"]] == [
            one.error for one in theirs.predictions
        ]
    assert said[0]["predictions"][0]["published"]["confidence"] == "PRIMARY"
    assert said[-1]["departure"] is None
