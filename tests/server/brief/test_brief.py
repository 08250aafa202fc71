"""A brief says the same on paper and on a page, whatever is asked of it."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from server.brief import Brief, as_html, as_pdf, brief_of
from server.services.outcome import Outcome
from server.services.projecting import Doubt, Sampling
from server.telling.language import Language, words
from server.telling.standing import standings
from simulation import Adoption, Campaign, Change, Link, Parameter, ScenarioName, WhatIf
from tests.server.brief.reading import Page, described, numbers, pages
from tests.server.telling.outcomes import ANALYTIC, outcome
from tests.simulation.worlds import twente

ON = date(2014, 11, 18)
SCENARIOS = (
    ScenarioName.TODAY,
    ScenarioName.FROZEN,
    ScenarioName.REGIONAL_BASIC,
    ScenarioName.LOCAL,
)
SECTIONS = {
    Language.NL: (
        "Vraag",
        "Antwoord",
        "De scenario’s naast elkaar",
        "In beeld",
        "Waarop dit berust",
        "Wat onzeker is",
        "Bronnen",
        "Zo reproduceert u dit",
    ),
    Language.EN: (
        "Question",
        "Answer",
        "Scenarios side by side",
        "In pictures",
        "What it rests on",
        "What is unsure",
        "Sources",
        "How to get this again",
    ),
}
HOSTILE = '#eval("1+1") *b* _i_ $x$ `c` @l <b>[x]</b> {{ 7*7 }} \\ // -- & "q" #panic()'


@cache
def played() -> Outcome:
    return outcome(SCENARIOS, Sampling(replications=250))


@cache
def written(language: Language) -> Brief:
    return brief_of(played(), words(language), on=ON)


@cache
def paper(language: Language) -> bytes:
    return as_pdf(written(language))


@pytest.mark.parametrize("language", Language)
@pytest.mark.slow
def test_a_brief_has_every_section_and_no_more_than_three_pages(language: Language) -> None:
    read = pages(paper(language))

    assert len(read) <= 3
    whole, page = " ".join(read), Page(as_html(written(language))).text
    for section in SECTIONS[language]:
        assert section in whole
        assert section in page


@pytest.mark.parametrize("language", Language)
def test_paper_and_page_hold_the_same_numbers(language: Language) -> None:
    on_paper = numbers(" ".join(pages(paper(language))))

    page = numbers(Page(as_html(written(language))).text)

    assert len(page) > 100
    assert page <= on_paper


def test_the_table_shows_the_numbers_of_the_scenarios_side_by_side() -> None:
    text = Page(as_html(written(Language.NL))).text

    for one in standings(played(), words(Language.NL)):
        row = (one.reachable, one.listed, one.rate, f"{one.solved} ({one.solved_band})")
        paid = (one.municipal_cost, one.police_cost, one.more_solved, one.more_cost)
        assert " ".join(cell for cell in (*row, *paid) if cell).replace("\xa0", " ") in text


def test_the_same_outcome_and_date_give_the_same_bytes_and_another_date_others() -> None:
    again = as_pdf(brief_of(played(), words(Language.NL), on=ON))
    later = as_pdf(brief_of(played(), words(Language.NL), on=date(2014, 11, 19)))

    assert again == paper(Language.NL)
    assert later != again


def test_text_of_whoever_asks_comes_out_as_it_was_written() -> None:
    asked = played()
    region = replace(twente(), name=HOSTILE)
    named = replace(asked, found=replace(asked.found, region=region))

    brief = brief_of(named, words(Language.EN), on=ON, to=HOSTILE, sender=HOSTILE)

    for text in (" ".join(pages(as_pdf(brief))), Page(as_html(brief)).text):
        assert text.count(HOSTILE) >= 4


def test_a_page_runs_nothing_and_takes_nothing_from_elsewhere() -> None:
    alone = Page(as_html(written(Language.NL)))
    linked = Page(as_html(written(Language.NL), stylesheet="/brief.css"))

    assert not {"script", "img", "iframe", "link"} & set(alone.tags)
    assert "style" not in linked.tags
    for page in (alone, linked):
        names = {name for name, _ in page.attributes}
        assert "style" not in names
        assert not {name for name in names if name.startswith("on")}
    assert [value for name, value in linked.attributes if name in ("href", "src")] == ["/brief.css"]


def test_charts_are_drawn_with_their_words_and_described() -> None:
    read = pages(paper(Language.NL))

    assert len(described(paper(Language.NL))) == 3
    for one in standings(played(), words(Language.NL)):
        assert any(f"{one.listed} ingeschreven" in page for page in read)


def test_what_was_supposed_is_said_where_it_holds() -> None:
    change = Change(parameter=Parameter.ELASTICITY, value=0.3)
    today = replace(WhatIf.of(ScenarioName.TODAY), changes=(change,))
    frozen = replace(
        today,
        adoptions=(
            Adoption(scenario=ScenarioName.FROZEN, apart_from=frozenset({"GM0183"})),
            Adoption(scenario=ScenarioName.ENDED, since=date(2023, 3, 21)),
        ),
        campaigns=(Campaign(since=date(2017, 3, 6), registrations=5000),),
    )

    text = Page(as_html(brief_of(outcome([today, frozen]), words(Language.NL), on=ON))).text

    assert "Elasticiteit van de oplossingskans: 0,3 (gewoonlijk 0,45)." in text
    apart = "Overal behalve in de huidige situatie: "
    assert f"{apart}Deze doen niet mee en gaan door zoals nu: GM0183." in text
    assert f"{apart}Vanaf 21 maart 2023 in Twente: het beëindigen van Burgernet." in text
    assert f"{apart}Een campagne van 21 dagen vanaf 6 maart 2017 in Twente: 5.000" in text
    assert "niets anders ingesteld" not in text


def _grounds(*whatifs: WhatIf | ScenarioName) -> str:
    html = Page(as_html(brief_of(outcome(whatifs), words(Language.NL), on=ON))).text
    return html[html.index("Antwoord") :]


def _frozen(**how: object) -> WhatIf:
    return WhatIf(adoptions=(Adoption(scenario=ScenarioName.FROZEN, **how),))  # type: ignore[arg-type]  # as told


def test_a_scenario_that_nobody_joins_is_not_said_to_bring_or_to_need_anything() -> None:
    said = _grounds(ScenarioName.TODAY, _frozen(apart_from=frozenset(twente().codes)))

    assert "aan beide kanten hetzelfde" in said
    assert "scenario 3 (bevroren bestand) levert" not in said
    assert "kent geen aanmeldingen" not in said
    assert "omslagpunt" not in said


def test_a_scenario_of_the_last_day_is_said_to_take_turns() -> None:
    said = _grounds(ScenarioName.TODAY, _frozen(since=date(2024, 12, 31)))

    assert "scenario 3 (bevroren bestand) levert" not in said
    assert "kent geen aanmeldingen" not in said
    assert "Waar en zolang scenario 3 (bevroren bestand) geldt" in said
    assert "nodig in scenario 3" not in said


def test_where_nobody_registers_nothing_is_said_to_come_of_it() -> None:
    none = (Change(parameter=Parameter.REGISTRATIONS, value=0),)
    both = [
        replace(WhatIf.of(name), changes=none) for name in (ScenarioName.TODAY, ScenarioName.FROZEN)
    ]

    said = _grounds(*both)

    assert "komt geheel van de aanmeldingen" not in said
    assert "aanmeldingen per jaar nodig" not in said


def test_what_ends_has_no_number_of_registrations_that_makes_up_for_it() -> None:
    ended = Adoption(scenario=ScenarioName.ENDED, since=date(2020, 1, 1))
    first = _frozen()

    said = _grounds(ScenarioName.TODAY, replace(first, adoptions=(*first.adoptions, ended)))

    assert "aanmeldingen per jaar nodig" not in said
    assert "aanmeldingen per jaar nodig" in _grounds(ScenarioName.TODAY, first)


def test_the_closed_form_has_no_luck_to_tell_of() -> None:
    text = Page(as_html(brief_of(outcome(SCENARIOS), words(Language.NL), on=ON))).text

    assert "zonder toeval" in text
    assert "herhalingen" not in text
    assert "nan" not in text


def test_one_replication_has_no_range() -> None:
    asked = outcome([ScenarioName.TODAY, ScenarioName.FROZEN], Sampling(replications=1))

    text = Page(as_html(brief_of(asked, words(Language.NL), on=ON))).text

    assert "gevallen 3" not in text
    assert "binnen:" not in text
    assert "1 herhalingen" not in text
    assert "daaruit volgt geen bandbreedte" in text


def test_doubt_about_figures_is_said_to_be_in_the_ranges() -> None:
    asked = outcome(SCENARIOS[:2], Sampling(replications=50, doubt=Doubt.FIGURES))

    text = Page(as_html(brief_of(asked, words(Language.EN), on=ON))).text

    assert "Luck is in these ranges, and the doubt about the figures." in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    [
        [ScenarioName.TODAY, ScenarioName.ENDED],
        [ScenarioName.LOCAL, ScenarioName.REGIONAL_BASIC],
        [ScenarioName.TODAY],
        list(ScenarioName),
        [replace(WhatIf.of(name, years=30), link=Link.CEILING) for name in ScenarioName] * 2,
        [
            replace(
                WhatIf.of(name, years=1),
                changes=(Change(parameter=Parameter.RESOLUTION_TODAY, value=0.4),),
            )
            for name in (ScenarioName.TODAY, ScenarioName.FROZEN)
        ],
        [
            replace(
                WhatIf.of(name),
                changes=(Change(parameter=Parameter.ACTIONS_PER_YEAR, value=0),),
            )
            for name in (ScenarioName.TODAY, ScenarioName.FROZEN)
        ],
    ],
    ids=["ended", "alike", "alone", "all", "fourteen", "above a ceiling", "no actions"],
)
def test_whatever_is_asked_has_a_brief(asked: list[WhatIf | ScenarioName]) -> None:
    brief = brief_of(outcome(asked, ANALYTIC), words(Language.NL), on=ON)

    read = " ".join(pages(as_pdf(brief)))

    assert "nan" not in read
    assert numbers(Page(as_html(brief)).text) <= numbers(read)
