"""What a shell offers while an option is typed."""

from collections.abc import Iterable, Iterator

from simulation import LEDGER, MEANINGS, SCENARIOS, Measure, Parameter, ScenarioName

Offer = tuple[str, str]
"""What would be typed, and what it means."""


def scenarios(incomplete: str) -> list[Offer]:
    return [*one_scenario(incomplete), *_beginning(incomplete, [("ALL", "each of them")])]


def one_scenario(incomplete: str) -> list[Offer]:
    return _beginning(incomplete, ((name.value, SCENARIOS[name].meaning) for name in ScenarioName))


def measures(incomplete: str) -> list[Offer]:
    return _beginning(incomplete, ((one.value, MEANINGS[one].words) for one in Measure))


def settings(incomplete: str) -> list[Offer]:
    """NAME= of --set."""
    return _beginning(incomplete, ((f"{name}=", told) for name, told in _figures()))


def figures(incomplete: str) -> list[Offer]:
    """NAME,NAME,…; the last of them is being typed."""
    before, comma, last = incomplete.rpartition(",")
    return [(f"{before}{comma}{name}", told) for name, told in _beginning(last, _figures())]


def _figures() -> Iterator[Offer]:
    return ((one.value, LEDGER[one].meaning) for one in Parameter)


def _beginning(typed: str, offers: Iterable[Offer]) -> list[Offer]:
    return [offer for offer in offers if offer[0].startswith(typed)]
