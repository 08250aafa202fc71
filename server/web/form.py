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
from simulation import Assumption
from simulation.bounds import Field
from simulation.sentence import Sentence

SENT: Final = "sent"
"""A hidden field: what has it comes from the form."""
SET: Final = "set."
"""Before the name of a figure."""

NUMBERS: Final = ("start", "years", "year", "seed", "replications")
"""Parameters of the address that are typed as numbers; grouped in threes, if one likes."""
OWN: Final = (
    *("scenario", "dated", "apart", "campaignOn", "campaignSize", "burst"),
    *("later", "endedOn", SENT),
)
"""Fields that the address has otherwise."""

Fields = Mapping[str, Sequence[str]]
Ledger = Mapping[str, Assumption]
"""Every figure by name, as it holds in the region."""


def fields_sent(pairs: Iterable[tuple[str, str]]) -> Fields | None:
    """What a form has sent, without what is empty; None where it is no form's."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, [])
        if value.strip():
            found[name].append(value.strip())
    return found if SENT in found else None


def asked_by(fields: Fields, ledger: Ledger) -> Asked:
    """What was sent asks; raises Problem."""
    pairs, faults = _address(fields, ledger)
    if faults:
        raise Problem(400, Code.BAD_INPUT, faults[0].detail, faults)
    return asked_of(pairs)


def _address(fields: Fields, ledger: Ledger) -> tuple[Pairs, list[Fault]]:
    """Parameters of what was sent, and what of it is no number."""
    changes, faults = _changes(fields, ledger)
    campaigns, wrong = _campaigns(fields)
    told = {
        "scenarios": list(fields.get("scenario", ())),
        "changes": [*changes, *fields.get("dated", ())],
        "notJoining": list(fields.get("apart", ())),
        "campaigns": campaigns,
        "then": [*fields.get("later", ()), *(f"{on}:ENDED" for on in fields.get("endedOn", ()))],
    }
    alone = {
        name: [(figures.counted(value) or value) if name in NUMBERS else value]
        for name, values in fields.items()
        if name not in OWN and not name.startswith(SET)
        for value in values[-1:]
    }
    if not told["scenarios"]:
        wrong.append(Fault(field="scenarios", detail=Sentence("choose at least one scenario")))
    pairs = [(name, ",".join(values)) for name, values in (told | alone).items() if values]
    return pairs, faults + wrong


def _changes(fields: Fields, ledger: Ledger) -> tuple[list[str], list[Fault]]:
    changes, faults = [], []
    for field, values in fields.items():
        name = field.removeprefix(SET)
        if name == field or name not in ledger or not values:
            continue
        value = figures.typed(name, values[-1])
        if value is None:
            faults.append(_no_number(field, Field(name), values[-1]))
        elif not figures.as_by_default(ledger[name], value):
            changes.append(f"{name}:{value}")
    return changes, faults


def _no_number(field: str, name: Field, text: str) -> Fault:
    said = Sentence("{field}={value} is not a number", field=name, value=text[:40])
    return Fault(field=field, detail=said)


def _campaigns(fields: Fields) -> tuple[list[str], list[Fault]]:
    """Pairs of a day and a size, the one that the form shows first, and what is wrong with it."""
    others = list(fields.get("burst", ()))
    days, sizes = fields.get("campaignOn", ()), fields.get("campaignSize", ())
    if not days:
        said = Sentence("a campaign that brings registrations needs a day on which it begins")
        return others, [Fault(field="campaignOn", detail=said)] if sizes else []
    size = figures.counted(sizes[-1]) if sizes else "0"
    if size is None:
        name = Field("campaigns.registrations")
        return others, [_no_number("campaignSize", name, sizes[-1])]
    return [f"{days[-1]}:{size}", *others], []


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
                first, *others = value.split(",")
                on, _, size = first.partition(":")
                told["campaignOn"], told["campaignSize"], told["burst"] = [on], [size], others
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
