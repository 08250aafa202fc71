"""What is said of the value at which two come out even: which side of it is better, or why none."""

from dataclasses import dataclass
from typing import Final

from simulation.assumptions import Assumption, Parameter
from simulation.plan import Plan
from simulation.scenario import ScenarioName
from simulation.sentence import Sentence, phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Templates of one verdict, for each side on which it may hold."""

    beyond: str
    """From the value on."""
    until: str
    """Up to the value."""
    always: str
    """There is no value: it holds wherever the figure lies."""
    never: str
    """There is no value: it holds nowhere."""


WAGE: Final = Verdict(
    beyond=phrase(
        "From an hourly wage of € {value:,.2f}, the work on the register costs less in {one} than "
        "in {against}."
    ),
    until=phrase(
        "Up to an hourly wage of € {value:,.2f}, the work on the register costs less in {one} than "
        "in {against}."
    ),
    always=phrase(
        "Wherever {figure} lies in [{floor:,.0f}, {ceiling:,.0f}], the work on the register costs "
        "less in {one} than in {against}."
    ),
    never=phrase(
        "Wherever {figure} lies in [{floor:,.0f}, {ceiling:,.0f}], the work on the register costs "
        "no less in {one} than in {against}."
    ),
)
REGISTRATIONS: Final = Verdict(
    beyond=phrase(
        "From {value:,.0f} registrations a year, {one} solves more directly than {against}."
    ),
    until=phrase(
        "Up to {value:,.0f} registrations a year, {one} solves more directly than {against}."
    ),
    always=phrase(
        "Wherever {figure} lies in [{floor:,.0f}, {ceiling:,.0f}], {one} solves more directly than "
        "{against}."
    ),
    never=phrase(
        "Wherever {figure} lies in [{floor:,.0f}, {ceiling:,.0f}], {one} solves no more directly "
        "than {against}."
    ),
)
_BETTER: Final = phrase(
    "Wherever {figure} lies in [{floor:,.0f}, {ceiling:,.0f}], at € {price:,.0f} for a solved "
    "action, {one} comes out better than {against}."
)
_NO_BETTER: Final = phrase(
    "Wherever {figure} lies in [{floor:,.0f}, {ceiling:,.0f}], at € {price:,.0f} for a solved "
    "action, {one} comes out no better than {against}."
)
REGISTRATIONS_AT_A_PRICE: Final = Verdict(
    beyond=phrase(
        "From {value:,.0f} registrations a year, at € {price:,.0f} for a solved action, {one} "
        "comes out better than {against}."
    ),
    until=phrase(
        "Up to {value:,.0f} registrations a year, at € {price:,.0f} for a solved action, {one} "
        "comes out better than {against}."
    ),
    always=_BETTER,
    never=_NO_BETTER,
)
ELASTICITY: Final = Verdict(
    beyond=phrase(
        "From an elasticity of {value:.3f}, at € {price:,.0f} for a solved action, {one} comes out "
        "better than {against}."
    ),
    until=phrase(
        "Up to an elasticity of {value:.3f}, at € {price:,.0f} for a solved action, {one} comes "
        "out better than {against}."
    ),
    always=_BETTER,
    never=_NO_BETTER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Which two are held against each other, and what an extra solved action is worth."""

    other: Plan
    baseline: Plan
    price: float | None = None
    """[euro of 2014]"""

    def said(
        self, verdict: Verdict, figure: Assumption, value: float | None, at_low: float
    ) -> Sentence:
        """Say on which side of the value a verdict holds, or why there is no value.

        `at_low` is above nought where the verdict holds below the value, or everywhere.
        """
        one, against = names(self.other, self.baseline)
        parts = {"one": one, "against": against, "price": self.price}
        if value is not None:
            template = verdict.beyond if at_low < 0.0 else verdict.until
            return Sentence(template, **parts, value=value)
        parts |= {
            "figure": Parameter(figure.name),
            "floor": figure.floor,
            "ceiling": figure.ceiling,
        }
        if at_low == 0.0:
            return Sentence(
                "Wherever {figure} lies in [{floor:,.0f}, {ceiling:,.0f}], the two come out even.",
                **parts,
            )
        return Sentence(verdict.always if at_low > 0.0 else verdict.never, **parts)


def there(solved: float) -> Sentence:
    """How many more it solves at the value, over all years."""
    extra = round(solved, 1)
    if not extra:
        return Sentence("There it solves as many in all.")
    if extra > 0:
        return Sentence("There it solves {extra:,.1f} more in all.", extra=extra)
    return Sentence("There it solves {extra:,.1f} fewer in all.", extra=-extra)


def names(other: Plan, baseline: Plan) -> tuple[str, str]:
    """What to call the two; by their parts where both have the same scenarios."""
    one, against = _name(other), _name(baseline)
    if one != against:
        return one, against
    return (
        Sentence("the other {scenario}", scenario=one),
        Sentence("the baseline {scenario}", scenario=against),
    )


def _name(laid: Plan) -> str:
    first, *later = [one.scenario for one in laid.whatif.adoptions] or [ScenarioName.TODAY]
    name: ScenarioName | Sentence = first
    for scenario in later:
        name = Sentence("{first}, then {next}", first=name, next=scenario)
    return name
