from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from server.registry.tables.declarative import Table


class Adoption(Table):
    """The scenario that the region has adopted from a day on; the latest that has come counts."""

    __tablename__ = "adoption"

    adopted_on: Mapped[date] = mapped_column(primary_key=True)
    scenario: Mapped[str]
