"""The form of the page and the address of a what-if: from the one to the other, and back.

A form sends a field for each lever. An address has them together and says nothing of what is as
it is by default, so that one what-if has one address.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from server.errors import Code
from server.rest.problems import Fault, Problem
from server.telling.language import Language
from server.web import figures
from server.web.address import Asked, Pairs, asked_of
from simulation import LEDGER
from simulation.bounds import Field
from simulation.sentence import Sentence

SENT: Final = "sent"
"""A hidden field: what has it comes from the form."""
SET: Final = "set."
"""Before the name of a figure."""

Fields = Mapping[str, Sequence[str]]


def fields_sent(pairs: Iterable[tuple[str, str]]) -> Fields | None:
    """What a form has sent, without what is empty; None where it is no form's."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, [])
        if value.strip():
            found[name].append(value.strip())
    return found if SENT in found else None


def asked_by(fields: Fields) -> Asked:
    """What was sent asks; raises Problem."""
    pairs, faults = _address(fields)
    if faults:
        raise Problem(400, Code.BAD_INPUT, faults[0].detail, faults)
    return asked_of(pairs)


def _address(fields: Fields) -> tuple[Pairs, list[Fault]]:
    """Parameters of what was sent, and what of it is no number."""
    changes, faults = _changes(fields)
    told = {
        "scenarios": list(fields.get("scenario", ())),
        "changes": [*changes, *fields.get("dated", ())],
        "notJoining": list(fields.get("apart", ())),
        "campaigns": _dated(fields, "campaignOn", "campaignSize"),
        "then": [*fields.get("later", ()), *(f"{on}:ENDED" for on in fields.get("endedOn", ()))],
    }
    own = ("scenario", "dated", "apart", "campaignOn", "campaignSize", "later", "endedOn", SENT)
    alone = {
        name: values[-1:]
        for name, values in fields.items()
        if name not in own and not name.startswith(SET)
    }
    pairs = [(name, ",".join(values)) for name, values in (told | alone).items() if values]
    return pairs, faults


def _changes(fields: Fields) -> tuple[list[str], list[Fault]]:
    changes, faults = [], []
    for field, values in fields.items():
        name = field.removeprefix(SET)
        if name == field or name not in LEDGER or not values:
            continue
        value = figures.typed(name, values[-1])
        if value is None:
            said = Sentence(
                "{field}={value} is not a number", field=Field(name), value=values[-1][:40]
            )
            faults.append(Fault(field=field, detail=said))
        elif not figures.as_by_default(name, value):
            changes.append(f"{name}:{value}")
    return changes, faults


def _dated(fields: Fields, on: str, size: str) -> list[str]:
    """Pairs of a day and a size; a size without a day says nothing."""
    sizes = [*fields.get(size, ()), "0"]
    return [f"{day}:{sizes[0].replace(',', '.')}" for day in fields.get(on, ())]


def fields_shown(query: str, language: Language) -> Fields:
    """What the form shows of an address, whether or not that can be played."""
    told: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        match name:
            case "scenarios":
                told["scenario"] = value.split(",")
            case "notJoining":
                told["apart"] = value.split(",")
            case "changes":
                _show_changes(value.split(","), told, language)
            case "campaigns":
                on, _, size = value.partition(",")[0].partition(":")
                told["campaignOn"], told["campaignSize"] = [on], [size]
            case "then":
                _show_later(value.split(","), told)
            case _:
                told[name] = [value]
    return told


def _show_changes(changes: list[str], told: dict[str, list[str]], language: Language) -> None:
    for change in changes:
        name, _, value = change.partition(":")
        try:
            text = figures.shown(name, float(value), language)
        except (KeyError, ValueError):  # it holds from a day, or is nothing at all
            told.setdefault("dated", []).append(change)
        else:
            told[SET + name] = [text]


def _show_later(later: list[str], told: dict[str, list[str]]) -> None:
    """The end has a field of its own where it comes last."""
    *others, last = later
    on, _, scenario = last.partition(":")
    if scenario == "ENDED":
        told["endedOn"] = [on]
    else:
        others.append(last)
    if others:
        told["later"] = others
