import pytest

from server.telling import figures
from server.telling.language import Language, words
from simulation import LEDGER

DUTCH, ENGLISH = words(Language.NL), words(Language.EN)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("resolution_today", 0.125, "12,5\xa0%"),
        ("move_out", 0.039, "3,9\xa0% per jaar"),
        ("message_cost", 0.06862, "€\xa00,0686"),
        ("price_basic", 0.03, "€\xa00,03"),
        ("price_basic", 0.1, "€\xa00,10"),
        ("hourly_wage", 60.0, "€\xa060"),
        ("registrations_basic", 1.4, "×\xa01,4"),
        ("memo_inhabitants", 626_857.0, "626.857"),
        ("elasticity", 0.45, "0,45"),
        ("elasticity", float("nan"), "–"),
        ("registrations", None, "wat het scenario zegt"),
    ],
)
def test_a_figure_is_written_in_its_own_notation(name: str, value: float | None, told: str) -> None:
    assert figures.written(DUTCH, name, value) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("death", "0.8–1\xa0%"),
        ("ceiling", "15–50\xa0%"),
        ("hourly_wage", "€\xa050–75"),
        ("price_lean", "€\xa00–0.03"),
        ("registrations_today", "×\xa00.5–1.4"),
        ("desk_hours", "40–2,786"),
        ("price_basic", "–"),
    ],
)
def test_a_range_has_the_sign_of_its_figure_once(name: str, told: str) -> None:
    assert figures.spread(ENGLISH, LEDGER[name]) == told


def test_a_share_is_typed_in_per_cent_and_money_in_euros() -> None:
    assert figures.scale("resolution_today") == 100
    assert figures.scale("death") == 100
    assert figures.scale("price_basic") == 1
    assert figures.scale("elasticity") == 1
