"""What was published of every 1 January, kept as it was shown."""

import sqlalchemy as sa
from alembic import op

from server.registry.migrations.words import TEXT, marking

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("dataset", sa.Column("settled_until", sa.Date))
    op.create_table(
        "settled",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("measure", TEXT, primary_key=True),
        sa.Column("cell", TEXT, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    for statement in marking(op.get_bind().dialect.name, "settled"):
        op.execute(statement)
