from sqlalchemy.orm import Mapped, mapped_column

from server.registry.tables.declarative import Table


class SealingKey(Table):
    """A key that something here was sealed with, or was until all was sealed anew.

    The database itself writes it down, whatever is sealed by whom.
    """

    __tablename__ = "sealing_key"

    id: Mapped[bytes] = mapped_column(primary_key=True)
    """The two bytes by which what it sealed names it; nothing of the key itself."""
