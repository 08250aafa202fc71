"""Files of participants that come in, and what of them waits."""

import sqlalchemy as sa
from alembic import op

from server.registry.migrations.words import TEXT, one_of

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _waiting()
    _contacts()


def _waiting() -> None:
    op.create_table(
        "import",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("file", sa.LargeBinary, nullable=False),
        sa.Column("state", one_of("importstate", "READING", "DONE"), nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("municipality", TEXT),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("key_id", sa.LargeBinary, nullable=False),
        sa.Column("begun_at", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("accepted", sa.Integer, nullable=False),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
    )
    op.create_index("uq_import_file", "import", ["file"], unique=True)
    op.create_table(
        "import_row",
        sa.Column(
            "import_id", TEXT, sa.ForeignKey("import.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("participant_id", sa.Integer, nullable=False),
        sa.Column("municipality_code", TEXT, nullable=False),
        sa.Column("channel", one_of("channel", "SMS", "VOICE", "EMAIL"), nullable=False),
        sa.Column("birth_year", sa.Integer, nullable=False),
        sa.Column("registered_on", sa.Date, nullable=False),
        sa.Column("left_on", sa.Date),
        sa.Column(
            "left_because",
            one_of("leavingreason", "DEATH", "MOVED", "NUMBER_CHANGED", "OPTED_OUT", "REMOVED"),
        ),
        sa.Column("person_id", TEXT),
        sa.Column("subject", TEXT),
        sa.Column("name", sa.LargeBinary),
        sa.Column(
            "source",
            one_of("source", "WEBSITE", "LETTER", "TELEPHONE", "EVENT", "MUNICIPALITY", "IMPORT"),
        ),
        sa.Column("address_id", TEXT),
        sa.Column("postcode", sa.LargeBinary),
        sa.Column("house_number", sa.LargeBinary),
    )
    op.create_index(None, "import_row", ["import_id", "person_id"])


def _contacts() -> None:
    op.create_table(
        "import_contact",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column(
            "import_id", TEXT, sa.ForeignKey("import.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("person_id", TEXT, nullable=False),
        sa.Column("channel", one_of("channel", "SMS", "VOICE", "EMAIL"), nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.Column("blind", sa.LargeBinary, nullable=False),
    )
    op.create_index(None, "import_contact", ["import_id", "blind"])
    op.create_table(
        "import_rejection",
        sa.Column(
            "import_id", TEXT, sa.ForeignKey("import.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("column", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
    )
