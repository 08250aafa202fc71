from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.registry.tables.declarative import Table


class AuditLine(Table):
    """Who did what to which data of whom, and why: added only, each line sealing those before."""

    __tablename__ = "audit_line"
    __table_args__ = (Index(None, "subject"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 …, without a gap."""
    at: Mapped[datetime]
    who: Mapped[str]
    """Id of a credential, or a pseudonym of who is signed in elsewhere."""
    purpose: Mapped[str]
    deed: Mapped[str]
    subject: Mapped[str | None]
    """`Person.subject`, a pseudonym; none where it is about no one."""
    fields: Mapped[str]
    """Names of the fields read or changed, between spaces; never what is in them.

    Of a credential: its id and what it brings, each as `KIND:NAME`; of a rotation of keys what did
    not open."""
    digest: Mapped[bytes]
    """SHA-256 of the digest before and of this line."""


class AuditHead(Table):
    """The last line's number and digest: one row, which whoever adds a line holds locked."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    number: Mapped[int]
    digest: Mapped[bytes]
    scrubbed: Mapped[int] = mapped_column(default=0)
    """Number of a line: what it and those before it deleted has left the files as well."""
