import pytest

from server.telling.charts.beside import Beside, NotDrawn

BARE = '{"data": {"name": "rows"}, "mark": "text", "encoding": {"text": {"field": "name"}}}'
NO_TEXT = "\u0007"
"""A character that vl-convert aborts on."""


def asked(name: str) -> dict[str, object]:
    return {"bare": BARE, "sets": {"rows": [{"name": name}]}, "values": {}}


def test_what_ends_the_process_that_draws_ends_nothing_else() -> None:
    vega = Beside("server.telling.vega")

    with pytest.raises(NotDrawn, match="ended"):
        vega.ask(asked(NO_TEXT))

    assert "Enschede" in vega.ask(asked("Enschede"))["svg"]
    vega.close()


def test_what_cannot_be_drawn_is_said_and_the_next_is_drawn() -> None:
    vega = Beside("server.telling.vega")

    with pytest.raises(NotDrawn, match=r"JSONDecodeError|ValueError"):
        vega.ask({"bare": "{", "sets": {}, "values": {}})

    assert "Almelo" in vega.ask(asked("Almelo"))["svg"]
    vega.close()


def test_a_process_that_is_gone_is_started_anew() -> None:
    vega = Beside("server.telling.vega")
    vega.ask(asked("Borne"))

    vega.close()

    assert "Borne" in vega.ask(asked("Borne"))["svg"]
    vega.close()
