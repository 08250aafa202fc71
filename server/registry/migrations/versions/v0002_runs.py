"""Runs, and the blocks they are played in."""

import sqlalchemy as sa
from alembic import op

from server.registry.migrations.words import TEXT, one_of

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "run",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("turn", sa.Integer, nullable=False, unique=True),
        sa.Column("question", TEXT, nullable=False),
        sa.Column("model_version", TEXT, nullable=False),
        sa.Column("data_version", TEXT, nullable=False),
        sa.Column(
            "state",
            one_of("runstate", "QUEUED", "RUNNING", "CANCELING", "SUCCEEDED", "FAILED", "CANCELED"),
            nullable=False,
        ),
        sa.Column("replications", sa.Integer, nullable=False),
        sa.Column("block_size", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("resumed_at", sa.DateTime),
        sa.Column("blocks_before", sa.Integer, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("failure", TEXT),
        sa.Column("digest", TEXT),
        sa.CheckConstraint("replications >= 1 AND block_size >= 1", name="size"),
    )
    op.create_index(None, "run", ["state", "turn"])
    op.create_table(
        "block",
        sa.Column("run_id", TEXT, sa.ForeignKey("run.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("result", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("number >= 0", name="number"),
    )
