from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from server.registry.tables.declarative import Table


class Settled(Table):
    """What was published of a 1 January, for ever: as it was shown, so nothing that was hidden.

    `Dataset.settled_until` says of which days: a cell of theirs that is not here was hidden.
    """

    __tablename__ = "settled"

    day: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    """What is counted."""
    cell: Mapped[str] = mapped_column(primary_key=True)
    """A value for each dimension, between spaces."""
    count: Mapped[int]
