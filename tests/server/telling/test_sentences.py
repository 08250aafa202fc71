from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from server.telling.language import Language, words
from server.telling.sentences import tell
from simulation import (
    AppReading,
    Campaign,
    Change,
    ChannelsReading,
    Link,
    Measure,
    Parameter,
    Plan,
    ScenarioName,
    WhatIf,
    benchmark,
    break_evens,
    expect,
    fall,
    grounds,
    learn,
    plan,
)
from simulation.sentence import Listing, Sentence
from tests.simulation.test_learning import observed, register
from tests.simulation.worlds import twente

WAGE = Parameter.HOURLY_WAGE
DUTCH, ENGLISH = words(Language.NL), words(Language.EN)
BASIC = WhatIf.of(ScenarioName.REGIONAL_BASIC, years=3)
FROZEN = WhatIf.of(ScenarioName.FROZEN, years=3)
TODAY = WhatIf.of(ScenarioName.TODAY, years=3)
CHANGED = replace(
    BASIC,
    changes=(Change(parameter=Parameter.HOURLY_WAGE, value=75.5),),
    campaigns=(Campaign(since=date(2016, 2, 1), registrations=1_500),),
    link=Link.CEILING,
    app=AppReading.WITH,
    channels=ChannelsReading.APART,
    figures=learn(observed(register(1)), reachable=10_000),
)


def laid(whatif: WhatIf) -> Plan:
    return plan(whatif, twente())


def sentences() -> Iterator[str]:
    for other, baseline in ((BASIC, TODAY), (FROZEN, BASIC), (CHANGED, BASIC), (BASIC, BASIC)):
        found = grounds(laid(other), laid(baseline))
        yield from (*found.follows, *found.assumed)
    for even in break_evens(laid(FROZEN), laid(TODAY)):
        yield even.verdict
        if even.there is not None:
            yield even.there
    yield fall(expect(laid(FROZEN)), 0.12).words
    yield benchmark(whose="", price=0.15, inhabitants=1_000, source="“…”").buys


def test_what_a_comparison_rests_on_is_told_in_dutch() -> None:
    found = grounds(laid(BASIC), laid(TODAY))

    follows, assumed = (
        [tell(DUTCH, one) for one in side] for side in (found.follows, found.assumed)
    )

    assert follows[0] == (
        "Verlies volgt uit de kansen op uitval (overlijden, verhuizing uit de gemeente, verhuizing "
        "binnen de gemeente, gewijzigd telefoonnummer en afmeldingen; daarvan zijn aangenomen: "
        "verhuizing binnen de gemeente, gewijzigd telefoonnummer en afmeldingen) en uit het "
        "verband tussen bestand en oplossen: “minder dan evenredig (machtsverband)”."
    )
    assert assumed[0].startswith("Wat de huidige situatie oplevert, komt geheel van")


def test_a_sentence_that_begins_with_a_name_begins_with_a_capital() -> None:
    follows = grounds(laid(FROZEN), laid(TODAY)).follows

    assert tell(DUTCH, follows[1]).startswith(
        "Scenario 3 (bevroren bestand) kent geen aanmeldingen"
    )


def test_numbers_and_dates_are_written_as_the_language_has_them() -> None:
    campaign = Sentence(
        "A campaign on {since} brings {registrations:,.0f} registrations, as set by whoever asks.",
        since=date(2016, 2, 1),
        registrations=1_500.0,
    )
    wage = Sentence("{parameter} = {value:g} is set by whoever asks.", parameter=WAGE, value=-75.5)

    assert tell(DUTCH, campaign).startswith("Een campagne op 1 februari 2016 levert 1.500 aan")
    assert tell(ENGLISH, campaign).startswith("A campaign on 1 February 2016 brings 1,500 reg")
    assert tell(DUTCH, wage).startswith("Uurtarief = −75,5 is ingevuld")
    assert tell(ENGLISH, wage).startswith("“hourly wage” is set to −75.5")


def test_years_are_listed_and_never_grouped() -> None:
    like = Sentence(
        "{years}: the base within {margin:.0f} % of today's",
        years=Listing((2012, 2013, 2014)),
        margin=20.0,
    )

    assert tell(DUTCH, like).startswith("2012, 2013 en 2014: bestand binnen 20 %")


def test_every_sentence_of_a_comparison_is_told_in_both_languages() -> None:
    for sentence in sentences():
        dutch, english = tell(DUTCH, sentence), tell(ENGLISH, sentence)

        assert dutch
        assert "{" not in dutch + english
        assert dutch != english


def test_no_name_of_the_api_is_left_in_what_people_are_told() -> None:
    names = [*ScenarioName, *(one for one in Parameter if "_" in one), *(one.name for one in Link)]

    told = [tell(language, one) for language in (DUTCH, ENGLISH) for one in sentences()]

    assert not [(name, text) for name in names for text in told if name in text]


def test_a_measure_is_told_by_its_name() -> None:
    sentence = Sentence(
        "None of these figures changes {measure} in {year}.", measure=Measure.LISTED, year=2020
    )

    assert tell(DUTCH, sentence) == "Geen van deze cijfers verandert “ingeschreven” in 2020."
