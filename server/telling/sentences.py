"""Tells a sentence of the simulation in a language: its template, its names and its numbers."""

from datetime import date
from enum import Enum
from string import Formatter

from server.telling import fields, names, playing
from server.telling.language import Words
from simulation import Link, Measure, Origin, Parameter, ScenarioName, Step
from simulation.bounds import Field, Given
from simulation.sentence import Listing, Sentence


def tell(words: Words, text: str) -> str:
    """A sentence, or a text that the catalogs have as a whole."""
    told = _filled(words, text)
    begins_with_a_name = isinstance(text, Sentence) and text.template.startswith("{")
    return names.heading(told) if begins_with_a_name else told


def _filled(words: Words, text: str) -> str:
    if not isinstance(text, Sentence):
        return words(text)
    told = []
    for literal, field, notation, _ in Formatter().parse(words(text.template)):
        told.append(literal)
        if field is not None:
            name, _, _ = field.partition(".")  # the simulation's {link.name} is {link} by its name
            told.append(_part(words, text.parts[name], notation or ""))
    return "".join(told)


def _part(words: Words, part: object, notation: str) -> str:
    match part:
        case Enum():
            return _name(words, part)
        case Field():
            return fields.field(words, part)
        case Given():
            return fields.given(words, part)
        case str():
            return _filled(words, part)
        case Listing():
            return words.listed([_part(words, one, notation) for one in part])
        case date():
            return words.date(part)
        case int() | float():
            return _number(words, part, notation)
        case _:
            raise TypeError(f"nobody knows how to tell {part!r}")


def _name(words: Words, part: Enum) -> str:
    match part:
        case ScenarioName():
            return names.scenario(words, part)
        case Parameter():
            return names.parameter(words, part)
        case Measure():
            return names.measure(words, part)
        case Link():
            return f"“{names.link(words, part)}”"
        case Origin():
            return names.origin(words, part)
        case Step():
            return playing.step(words, part)
        case _:
            raise TypeError(f"nobody knows what {part!r} is called")


def _number(words: Words, value: float, notation: str) -> str:
    """A number in as many digits as the notation of the template gives it; a year without one."""
    if not notation and isinstance(value, int):
        return str(value)
    _, _, decimals = format(value, notation.replace(",", "") or "g").partition(".")
    return words.number(value, len(decimals))
