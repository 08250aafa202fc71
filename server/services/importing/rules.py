"""What is asked of rows besides that they can be read; what the register says may change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_
from sqlalchemy.ext.asyncio import AsyncSession

from server.formats.participants_file import Entry
from server.formats.rejections import Fault
from server.registry import adoptions, imports, participants
from server.registry.tables import ImportRow
from server.services import enrolment
from simulation.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    first: bool
    """Whether nobody is in the register yet."""
    closed: Sequence[tuple[date, date]]
    """From which day nobody registered, until which day, and that one not."""
    municipality: str | None
    """Whose file it is; None of the region's."""

    def is_own(self, entry: Entry) -> bool:
        """Whether whoever sent the file keeps the people of an entry's municipality."""
        return self.municipality in (None, entry.municipality)


async def in_force(session: AsyncSession, *, as_of: date, municipality: str | None) -> Rules:
    adopted = await adoptions.until(session, as_of)
    ends = [*(one.adopted_on for one in adopted[1:]), date.max]
    return Rules(
        first=await participants.first_registration(session) is None,
        closed=[
            (one.adopted_on, end)
            for one, end in zip(adopted, ends, strict=False)
            if one.scenario in enrolment.CLOSED
        ],
        municipality=municipality,
    )


def against(entry: Entry, rules: Rules) -> Fault | None:
    """What keeps an entry out, whoever it is."""
    if entry.left_on is not None and not rules.first:
        said = Sentence("has left: such rows are taken with the first file of a register alone")
        return Fault("uitgeschreven op", said)
    for day, end in rules.closed:
        if day <= entry.registered_on < end:
            said = Sentence("registrations are closed since {day}", day=day)
            return Fault("ingeschreven op", said)
    return None


async def broken(session: AsyncSession, import_id: str, rules: Rules) -> bool:
    """Whether any row that waits would be kept out by now."""
    wrong: list[ColumnElement[bool]] = []
    if not rules.first:
        wrong.append(ImportRow.left_on.is_not(None))
    registered = ImportRow.registered_on
    wrong += [and_(registered >= day, registered < end) for day, end in rules.closed]
    return bool(wrong) and await imports.waits(session, import_id, *wrong)
