import pickle
from datetime import date

from simulation import Link, Parameter
from simulation.sentence import Listing, Sentence

COSTS = Sentence(
    "From {on}, {causes} cost € {euros:,.2f} by {link.name}.",
    on=date(2016, 2, 1),
    causes=Listing((Parameter.DEATH, Parameter.OPT_OUT)),
    euros=1234.5,
    link=Link.POWER,
)


def test_a_sentence_is_its_text() -> None:
    assert COSTS == "From 2016-02-01, death, opt_out cost € 1,234.50 by POWER."


def test_a_sentence_holds_others_and_remembers_what_it_was_made_of() -> None:
    whole = Sentence("{first} That is {share:.0f} %.", first=COSTS, share=12.4)

    assert whole == f"{COSTS} That is 12 %."
    assert whole.parts == {"first": COSTS, "share": 12.4}


def test_a_sentence_goes_to_another_process_and_back() -> None:
    again = pickle.loads(pickle.dumps(COSTS))  # noqa: S301  it was written a moment ago

    assert (again, again.template, again.parts) == (COSTS, COSTS.template, COSTS.parts)


def test_a_sentence_of_no_parts_may_hold_braces_of_parts_that_do() -> None:
    outer = Sentence("{inner}", inner="{not a part}")

    assert outer == "{not a part}"
