from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.registry.tables.declarative import Table
from server.registry.tables.terms import RunState


class Run(Table):
    """A large what-if, played block by block; its id is the digest of all that decides it."""

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("replications >= 1 AND block_size >= 1", name="size"),
        Index(None, "state", "turn"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    turn: Mapped[int] = mapped_column(unique=True)
    """Runs are played in the order of their turns; asking again gives a new one."""
    question: Mapped[str]
    """JSON: what is supposed, how it is sampled, and the register's counts it starts from."""
    model_version: Mapped[str]
    data_version: Mapped[str]
    state: Mapped[RunState]
    replications: Mapped[int]
    block_size: Mapped[int]
    asked_at: Mapped[datetime]
    resumed_at: Mapped[datetime | None]
    """When it was last taken up; with the blocks of then, what its pace is reckoned from."""
    blocks_before: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    digest: Mapped[str | None]

    @property
    def blocks(self) -> int:
        return -(-self.replications // self.block_size)


class Block(Table):
    """The result of one block of a run: written once, by whoever is first."""

    __tablename__ = "block"
    __table_args__ = (CheckConstraint("number >= 0", name="number"),)

    run_id: Mapped[str] = mapped_column(ForeignKey(Run.id, ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    """Of the numbers, not of how they are packed."""
    result: Mapped[bytes]
