"""The mark of what a register holds, drawn anew by the database itself."""

import sqlalchemy as sa
from alembic import op

from server.registry.migrations.words import TEXT, first_mark, marking

revision = "0003"
down_revision = "0002"

STAMPED = ("dataset", "municipality", "inhabitants", "participant", "action")


def upgrade() -> None:
    op.create_table(
        "stamp",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("mark", TEXT, nullable=False),
        sa.CheckConstraint("id = 1", name="single"),
    )
    dialect = op.get_bind().dialect.name
    for statement in first_mark(dialect) + marking(dialect, *STAMPED):
        op.execute(statement)
