"""Who of a file is there already: found by blind index, in the register and in the file itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from unicodedata import normalize

from sqlalchemy.ext.asyncio import AsyncSession

from server.formats.participants_file import Entry
from server.formats.participants_words import NAMES
from server.formats.rejections import Fault
from server.registry import Channel, Person, holders, people
from server.registry.holders import Holder, Reached, Registered
from server.registry.sealings import BLIND_DOMAINS
from server.sealing import KeyRing, candidates
from simulation.sentence import Sentence

COLUMNS: Final = {
    Channel.SMS: NAMES["telephone"],
    Channel.VOICE: NAMES["telephone"],
    Channel.EMAIL: NAMES["email"],
}

HERE: Final = Sentence("is in the register already, of a registration in the same municipality")
OPTED_OUT: Final = Sentence("is of somebody who opted out here before")
OF_SOMEBODY: Final = Sentence("is of somebody in the register whom this row cannot register")
"""Of another municipality's people one thing is said, whatever keeps the row out."""


class Known:
    """The register holds this very registration already."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody who takes part in another municipality already registers here as well."""

    person_id: str


@dataclass(slots=True)
class Holders:
    """Registrations of whoever is reached by the numbers and addresses of one batch."""

    ring: KeyRing
    reached: Reached = field(default_factory=dict)
    registered: Registered = field(default_factory=dict)
    names: dict[str, str | bytes] = field(default_factory=dict)
    """By person; sealed ones are opened where they are compared."""
    _blinds: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)

    def judge(self, entry: Entry, *, telling: bool) -> Known | Elsewhere | Fault | None:
        """None of somebody who is new.

        What holds of people of the register is told of the entry's own municipality alone, if
        `telling`: whoever sent the file may not learn of other municipalities' people.
        """
        person_id, left, left_here = None, None, None
        for holder, column in self._held(entry):
            here = holder.municipality_code == entry.municipality
            if holder.left_on is not None:
                left = left or column
                left_here = left_here or (column if here else None)
                continue
            if here:
                return _same_place(entry, holder, column, telling=telling)
            another = person_id not in (None, holder.person_id)
            if another or not self._is_same(entry, holder):
                return Fault(column, _of_another(holder))
            if holder.restricted_at is not None:
                return Fault(column, OF_SOMEBODY)
            person_id = holder.person_id
        if left_here is not None:
            return Fault(left_here, OPTED_OUT if telling else OF_SOMEBODY)
        # who takes part elsewhere still has agreed to be alerted
        if left is not None and person_id is None:
            return Fault(left, OF_SOMEBODY)
        return None if person_id is None else Elsewhere(person_id)

    def add(self, entry: Entry, person_id: str) -> None:
        """Somebody of this batch, whom later rows of it may be."""
        home = (entry.municipality, entry.birth_year, entry.registered_on)
        self.registered.setdefault(person_id, []).append(Holder(person_id, *home, row=entry.row))
        if entry.identity is not None:
            self.names.setdefault(person_id, entry.identity.name)
        for channel, value in _contacts(entry):
            for blind in self.blinds(channel, value):
                self.reached.setdefault(blind, []).append(person_id)

    @property
    def subjects(self) -> list[str]:
        """Pseudonyms of whom the register has."""
        found = (one.subject for theirs in self.registered.values() for one in theirs)
        return sorted({subject for subject in found if subject is not None})

    def blinds(self, channel: Channel, value: str) -> list[bytes]:
        """Under each key; made once, for making them takes a while."""
        domain = BLIND_DOMAINS[channel]
        made = self._blinds.get((domain, value))
        if made is None:
            made = self._blinds[domain, value] = candidates(self.ring, value, domain)
        return made

    def _held(self, entry: Entry) -> Iterator[tuple[Holder, str]]:
        """Where whoever has a contact of an entry takes part, and the column in which it stands."""
        for channel, value in _contacts(entry):
            for blind in self.blinds(channel, value):
                for person in self.reached.get(blind, ()):
                    for holder in self.registered.get(person, ()):
                        yield holder, COLUMNS[channel]

    def _is_same(self, entry: Entry, holder: Holder) -> bool:
        """Spouses may share a telephone and a year of birth: their names tell them apart."""
        name, id_ = self.names.get(holder.person_id), holder.person_id
        if entry.identity is None or name is None or holder.birth_year != entry.birth_year:
            return False
        if isinstance(name, bytes):
            name = self.names[id_] = people.told(self.ring, Person.name, id_, name)
        return _folded(name) == _folded(entry.identity.name)


async def look_up(
    session: AsyncSession, import_id: str, entries: Sequence[Entry], ring: KeyRing
) -> Holders:
    """Two statements, however many entries there are; two more where anybody is found."""
    held = Holders(ring)
    blinds = {
        blind
        for entry in entries
        for channel, value in _contacts(entry)
        for blind in held.blinds(channel, value)
    }
    if not blinds:
        return held
    held.reached = await holders.reached(session, blinds)
    for blind, people_there in (await holders.reached_in(session, import_id, blinds)).items():
        held.reached.setdefault(blind, []).extend(people_there)
    persons = {person for found in held.reached.values() for person in found}
    if not persons:
        return held
    held.registered = await holders.registered(session, persons)
    for person, rows in (await holders.registered_in(session, import_id, persons)).items():
        held.registered.setdefault(person, []).extend(rows)
    for found in held.registered.values():
        for holder in found:
            if holder.name is not None:
                held.names[holder.person_id] = holder.name
    return held


def _contacts(entry: Entry) -> tuple[tuple[Channel, str], ...]:
    return () if entry.identity is None else entry.identity.contacts


def _folded(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())


def _same_place(entry: Entry, holder: Holder, column: str, *, telling: bool) -> Known | Fault:
    if holder.row is not None:
        said = Sentence("stands in row {row} as well, in the same municipality", row=holder.row)
        return Fault(column, said)
    if (holder.birth_year, holder.registered_on) == (entry.birth_year, entry.registered_on):
        return Known()
    return Fault(column, HERE if telling else OF_SOMEBODY)


def _of_another(holder: Holder) -> Sentence:
    if holder.row is not None:
        return Sentence("stands in row {row} as well, of somebody else", row=holder.row)
    return OF_SOMEBODY
