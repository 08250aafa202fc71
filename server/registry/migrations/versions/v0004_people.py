"""People, what is theirs, credentials, the audit trail, and what the region adopted."""

import sqlalchemy as sa
from alembic import op

from server.registry.migrations.words import TEXT, one_of, only_added_to

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _reports()
    _people()
    _what_is_theirs()
    _keeping()


def _reports() -> None:
    op.create_table(
        "action_report",
        sa.Column(
            "action_id",
            sa.Integer,
            sa.ForeignKey("action.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("source", TEXT),
        sa.Column("source_id", TEXT),
        sa.Column("latitude", sa.Double),
        sa.Column("longitude", sa.Double),
        sa.Column("radius_m", sa.Double),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("title", sa.LargeBinary),
        sa.Column("body", sa.LargeBinary),
        sa.Column("raw", sa.LargeBinary),
        sa.CheckConstraint("(source IS NULL) = (source_id IS NULL)", name="source"),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL) AND (latitude IS NULL) = (radius_m IS NULL)",
            name="area",
        ),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180 AND radius_m > 0",
            name="bounds",
        ),
    )
    op.create_index(
        "uq_action_report_source", "action_report", ["source", "source_id"], unique=True
    )


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column(
            "source",
            one_of("source", "WEBSITE", "LETTER", "TELEPHONE", "EVENT", "MUNICIPALITY", "IMPORT"),
            nullable=False,
        ),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("restricted_at", sa.DateTime),
    )
    op.create_index("uq_person_subject", "person", ["subject"], unique=True)
    op.create_table(
        "address",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column(
            "person_id", TEXT, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column(
            "participant_id",
            sa.Integer,
            sa.ForeignKey("participant.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("postcode", sa.LargeBinary, nullable=False),
        sa.Column("house_number", sa.LargeBinary, nullable=False),
    )
    op.create_index(None, "address", ["person_id"])
    op.create_index("uq_address_participant_id", "address", ["participant_id"], unique=True)
    op.create_table(
        "contact",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column(
            "person_id", TEXT, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("channel", one_of("channel", "SMS", "VOICE", "EMAIL"), nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.Column("blind", sa.LargeBinary, nullable=False),
        sa.Column("on_hold_since", sa.Date),
    )
    op.create_index(None, "contact", ["blind"])
    op.create_index(None, "contact", ["person_id"])


def _what_is_theirs() -> None:
    op.create_table(
        "consent",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column(
            "person_id", TEXT, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column(
            "purpose", one_of("consentpurpose", "ALERTS", "NEWS", "RESEARCH"), nullable=False
        ),
        sa.Column(
            "source",
            one_of("source", "WEBSITE", "LETTER", "TELEPHONE", "EVENT", "MUNICIPALITY", "IMPORT"),
            nullable=False,
        ),
        sa.Column("given_on", sa.Date, nullable=False),
        sa.Column("withdrawn_on", sa.Date),
        sa.CheckConstraint("withdrawn_on >= given_on", name="order"),
    )
    op.create_index(None, "consent", ["person_id"])
    op.create_table(
        "delivery",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column(
            "contact_id", TEXT, sa.ForeignKey("contact.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("action_id", sa.Integer, sa.ForeignKey("action.id", ondelete="SET NULL")),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("arrived", sa.Boolean, nullable=False),
        sa.Column("failure", TEXT),
        sa.CheckConstraint("arrived = (failure IS NULL)", name="failure"),
    )
    op.create_index(None, "delivery", ["contact_id", "at"])


def _keeping() -> None:
    op.create_table(
        "adoption",
        sa.Column("adopted_on", sa.Date, primary_key=True),
        sa.Column("scenario", TEXT, nullable=False),
    )
    op.create_table(
        "credential",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("roles", TEXT, nullable=False),
        sa.Column("scopes", TEXT),
        sa.Column("municipalities", TEXT, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("revoked_at", sa.DateTime),
        sa.Column("last_used_at", sa.DateTime),
        sa.Column("seal", sa.LargeBinary),
        sa.CheckConstraint("expires_at > created_at", name="order"),
    )
    op.create_index("uq_credential_digest", "credential", ["digest"], unique=True)
    op.create_table(
        "audit_line",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("deed", TEXT, nullable=False),
        sa.Column("subject", TEXT),
        sa.Column("fields", TEXT, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
    )
    op.create_index(None, "audit_line", ["subject"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("scrubbed", sa.Integer, nullable=False),
        sa.CheckConstraint("id = 1", name="single"),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "digest": bytes(32), "scrubbed": 0}])
    for statement in only_added_to(op.get_bind().dialect.name, "audit_line"):
        op.execute(statement)
