"""Entries of a file as the rows that wait: sealed for the rows that they will become."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.formats.participants_file import Entry, Identity
from server.formats.rejections import Fault, Rejected
from server.registry import people
from server.registry.people import Home, Newcomer, Reach
from server.services.importing import rules
from server.services.importing.duplicates import Elsewhere, Holders, Known
from server.services.importing.rules import Rules

UNNUMBERED = 0
"""Until the numbers of registrations are drawn, in the transaction that keeps them."""


@dataclass(slots=True)
class Batch:
    """What is made of some entries."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    known: int = 0


def batch(
    entries: Sequence[Entry | Rejected],
    held: Holders,
    asked: Rules,
    *,
    import_id: str,
    now: datetime,
) -> Batch:
    """Sort entries into those that wait, those that are known and those that cannot be had."""
    made = Batch()
    for entry in entries:
        if isinstance(entry, Rejected):
            made.rejected.append(entry)
            continue
        judged = rules.against(entry, asked) or held.judge(entry, telling=asked.is_own(entry))
        match judged:
            case Fault():
                made.rejected.append(Rejected(entry.row, (judged,)))
            case Known():
                made.known += 1
            case Elsewhere(person_id):
                _wait(made, held, entry, import_id, now, person_id)
            case None:
                _wait(made, held, entry, import_id, now)
    return made


def _wait(
    made: Batch,
    held: Holders,
    entry: Entry,
    import_id: str,
    now: datetime,
    person_id: str | None = None,
) -> None:
    row = {
        "import_id": import_id,
        "row": entry.row,
        "participant_id": UNNUMBERED,
        "municipality_code": entry.municipality,
        "channel": entry.channel,
        "birth_year": entry.birth_year,
        "registered_on": entry.registered_on,
        "left_on": entry.left_on,
        "left_because": entry.left_because,
        **dict.fromkeys(("person_id", "subject", "name", "source")),
        **dict.fromkeys(("address_id", "postcode", "house_number")),
    }
    if entry.identity is not None:
        newcomer = _newcomer(entry.identity, person_id)
        sealed = people.sealed(held.ring, [newcomer], at=now)
        row["person_id"] = newcomer.id
        if person_id is None:
            (person,) = sealed.people
            row |= {name: person[name] for name in ("subject", "name", "source")}
        made.contacts += [_contact(contact, import_id, entry) for contact in sealed.contacts]
        (address,) = sealed.addresses
        row |= {name: address[name] for name in ("postcode", "house_number")}
        row["address_id"] = address["id"]
        held.add(entry, newcomer.id)
    made.rows.append(row)


def _newcomer(identity: Identity, person_id: str | None) -> Newcomer:
    number = people.house_number(identity.house_number, identity.house_addition)
    home = Home(participant_id=UNNUMBERED, postcode=identity.postcode, house_number=number)
    reaches = [Reach(channel=channel, value=value) for channel, value in identity.contacts]
    return Newcomer(
        name=identity.name,
        source=identity.source,
        homes=[home],
        contacts=reaches,
        consents=[],
        id=person_id or people.drawn(),
    )


def _contact(contact: dict[str, Any], import_id: str, entry: Entry) -> dict[str, Any]:
    kept = ("id", "person_id", "channel", "value", "blind")
    return {"import_id": import_id, "row": entry.row, **{name: contact[name] for name in kept}}
