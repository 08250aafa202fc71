"""Files of participants that come in: what of them is there so far, beside the register itself.

What is read of a file waits here, sealed for the very rows that it will become, and is put into the
register at once when all of it is there: an import that has not ended shows nothing.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.registry.tables.declarative import Table
from server.registry.tables.terms import Channel, ImportState, LeavingReason, Source


class Import(Table):
    __tablename__ = "import"
    __table_args__ = (Index("uq_import_file", "file", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)
    file: Mapped[bytes]
    """Blind index of the digest of its bytes."""
    state: Mapped[ImportState]
    region: Mapped[str]
    municipality: Mapped[str | None]
    """Code of those who have none in the file."""
    as_of: Mapped[date]
    key_id: Mapped[bytes]
    """Of the key that sealed what waits."""
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    row: Mapped[int]
    """The last row that was read, as a spreadsheet numbers them; 1 is that of the headings."""
    accepted: Mapped[int]
    known: Mapped[int]
    """Rows that the register held already."""
    rejected: Mapped[int]


class ImportRow(Table):
    """A registration that waits, and who it is of."""

    __tablename__ = "import_row"
    __table_args__ = (Index(None, "import_id", "person_id"),)

    import_id: Mapped[str] = mapped_column(
        ForeignKey(Import.id, ondelete="CASCADE"), primary_key=True
    )
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    participant_id: Mapped[int]
    """Drawn beforehand, for what is sealed is bound to its rows."""
    municipality_code: Mapped[str]
    channel: Mapped[Channel]
    birth_year: Mapped[int]
    registered_on: Mapped[date]
    left_on: Mapped[date | None]
    left_because: Mapped[LeavingReason | None]
    person_id: Mapped[str | None]
    """Of somebody new, or of whom the register or an earlier row has."""
    subject: Mapped[str | None]
    """Only of somebody new, like what follows; the address is of every registration."""
    name: Mapped[bytes | None]
    source: Mapped[Source | None]
    address_id: Mapped[str | None]
    postcode: Mapped[bytes | None]
    house_number: Mapped[bytes | None]


class ImportContact(Table):
    """A way to reach somebody that waits, as a row has it.

    Only those of somebody new are put into the register.
    """

    __tablename__ = "import_contact"
    __table_args__ = (Index(None, "import_id", "blind"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    import_id: Mapped[str] = mapped_column(ForeignKey(Import.id, ondelete="CASCADE"))
    row: Mapped[int]
    person_id: Mapped[str]
    channel: Mapped[Channel]
    value: Mapped[bytes]
    blind: Mapped[bytes]


class ImportRejection(Table):
    """Why a row cannot be had; never what stood in it."""

    __tablename__ = "import_rejection"

    import_id: Mapped[str] = mapped_column(
        ForeignKey(Import.id, ondelete="CASCADE"), primary_key=True
    )
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """A row may have several."""
    column: Mapped[str]
    reason: Mapped[str]
