from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.registry.tables.declarative import Table


class Credential(Table):
    """A personal access token that was given out; the token itself is kept nowhere."""

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint("expires_at > created_at", name="order"),
        Index("uq_credential_digest", "digest", unique=True),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    """Whose or what for, as an administrator reads it."""
    digest: Mapped[bytes]
    """SHA-256 of the token, whose 192 random bits nobody tries out."""
    roles: Mapped[str]
    """Names of roles, between spaces."""
    scopes: Mapped[str | None]
    """Names of the rights it is limited to, between spaces; none: all that its roles bring."""
    municipalities: Mapped[str]
    """Codes of the municipalities whose people it may see, between spaces."""
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    seal: Mapped[bytes | None]
    """Made with a key over what it brings; none where it was given out without keys."""
