"""What is asked of rows besides that they can be read; what the register says may change it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement
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
    closed_from: date | None
    """The day from which nobody registers any more."""
    municipality: str | None
    """Whose file it is; None of the region's."""

    def is_own(self, entry: Entry) -> bool:
        """Whether whoever sent the file keeps the people of an entry's municipality."""
        return self.municipality in (None, entry.municipality)


async def in_force(session: AsyncSession, *, as_of: date, municipality: str | None) -> Rules:
    adopted = await adoptions.latest(session, on=as_of)
    closed = adopted is not None and adopted.scenario in enrolment.CLOSED
    return Rules(
        first=await participants.first_registration(session) is None,
        closed_from=adopted.adopted_on if adopted is not None and closed else None,
        municipality=municipality,
    )


def against(entry: Entry, rules: Rules) -> Fault | None:
    """What keeps an entry out, whoever it is."""
    if entry.left_on is not None and not rules.first:
        said = Sentence("has left: such rows are taken with the first file of a register alone")
        return Fault("uitgeschreven op", said)
    if rules.closed_from is not None and entry.registered_on >= rules.closed_from:
        said = Sentence("registrations are closed since {day}", day=rules.closed_from)
        return Fault("ingeschreven op", said)
    return None


async def broken(session: AsyncSession, import_id: str, rules: Rules) -> bool:
    """Whether any row that waits would be kept out by now."""
    wrong: list[ColumnElement[bool]] = []
    if not rules.first:
        wrong.append(ImportRow.left_on.is_not(None))
    if rules.closed_from is not None:
        wrong.append(ImportRow.registered_on >= rules.closed_from)
    return bool(wrong) and await imports.waits(session, import_id, *wrong)
