"""What a gain and a loss come from, a sentence each."""

from typing import Final

from simulation.ages import CAUSES
from simulation.assumptions import Origin
from simulation.in_force import throughout
from simulation.plan import Plan
from simulation.scenario import Scenario
from simulation.sentence import Listing, Sentence, phrase

_GAINS: Final = {
    (False, False): phrase(
        "What {scenario} brings in is wholly its registrations, which nobody has measured."
    ),
    (False, True): phrase(
        "What {scenario} brings in is wholly its registrations and the changes it hears of in "
        "time, which nobody has measured."
    ),
    (True, False): phrase(
        "What {scenario} brings in is wholly its registrations, which a register counts."
    ),
    (True, True): phrase(
        "What {scenario} brings in is wholly its registrations and the changes it hears of in "
        "time, which a register counts."
    ),
}
"""By whether a register counts the registrations, and whether there are such changes."""


def gain(scenario: Scenario, laid: Plan) -> Sentence:
    """What a scenario brings in, and whether anybody has counted it."""
    registrations, heard = scenario.registrations, scenario.reported_in_time
    source = registrations and laid.whatif.figure(registrations).origin
    hears = heard is not None and laid.whatif.value(heard) > 0
    return Sentence(_GAINS[source is Origin.REGISTER, hears], scenario=scenario.name)


def losses(laid: Plan) -> Sentence:
    figure, link = laid.whatif.figure, laid.whatif.link
    assumed = Listing(cause for cause in CAUSES if figure(cause).origin is Origin.ASSUMPTION)
    if not assumed:
        return Sentence(
            "Losses follow from the hazards of departure ({causes}) and from the link {link.name}.",
            causes=Listing(CAUSES),
            link=link,
        )
    return Sentence(
        "Losses follow from the hazards of departure ({causes}; of these {assumed} are assumed) "
        "and from the link {link.name}.",
        causes=Listing(CAUSES),
        assumed=assumed,
        link=link,
    )


def closed(scenario: Scenario, *laid: Plan) -> Sentence:
    if throughout(*laid):
        return Sentence(
            "{scenario} takes no registrations: what it loses rests on hazards and link alone.",
            scenario=scenario.name,
        )
    return Sentence(
        "Where and as long as {scenario} is in force there are no registrations: what is lost "
        "then rests on hazards and link alone.",
        scenario=scenario.name,
    )
