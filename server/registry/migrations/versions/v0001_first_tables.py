"""What a register of counts is made of."""

import sqlalchemy as sa
from alembic import op

from server.registry.migrations.words import TEXT, old_enough, one_of

revision = "0001"
down_revision = None


def upgrade() -> None:
    _region()
    _participants()
    _actions()


def _region() -> None:
    op.create_table(
        "dataset",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("origin", one_of("origin", "SYNTHETIC", "IMPORTED", "EMPTY"), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("seed", sa.Integer),
        sa.CheckConstraint("id = 1", name="single"),
    )
    op.create_table(
        "municipality",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("land_ha", sa.Integer, nullable=False),
        sa.Column("urbanity", sa.Integer, nullable=False),
        sa.Column("households", sa.Integer, nullable=False),
        sa.CheckConstraint("urbanity BETWEEN 1 AND 5", name="urbanity"),
        sa.CheckConstraint("land_ha > 0 AND households > 0", name="size"),
    )
    op.create_table(
        "inhabitants",
        sa.Column("municipality_code", TEXT, sa.ForeignKey("municipality.code"), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True),
        sa.Column(
            "age_group",
            one_of(
                "agegroup",
                "ALL",
                "FROM_0_TO_14",
                "FROM_15_TO_24",
                "FROM_25_TO_44",
                "FROM_45_TO_64",
                "FROM_65",
            ),
            primary_key=True,
        ),
        sa.Column("count", sa.Integer, nullable=False),
        sa.CheckConstraint('"count" >= 0', name="count"),
    )


def _participants() -> None:
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("municipality_code", TEXT, sa.ForeignKey("municipality.code"), nullable=False),
        sa.Column("channel", one_of("channel", "SMS", "VOICE", "EMAIL"), nullable=False),
        sa.Column("birth_year", sa.Integer, nullable=False),
        sa.Column("registered_on", sa.Date, nullable=False),
        sa.Column("left_on", sa.Date),
        sa.Column(
            "left_because",
            one_of("leavingreason", "DEATH", "MOVED", "NUMBER_CHANGED", "OPTED_OUT", "REMOVED"),
        ),
        sa.Column("on_hold_since", sa.Date),
        sa.CheckConstraint("(left_on IS NULL) = (left_because IS NULL)", name="leaving"),
        sa.CheckConstraint("left_on >= registered_on", name="order"),
        sa.CheckConstraint("on_hold_since >= registered_on", name="hold_order"),
        sa.CheckConstraint(old_enough(16), name="minimum_age"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        None,
        "participant",
        ["municipality_code", "birth_year", "registered_on", "left_on", "on_hold_since", "channel"],
    )


def _actions() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("municipality_code", TEXT, sa.ForeignKey("municipality.code"), nullable=False),
        sa.Column(
            "type",
            one_of("actiontype", "MISSING_PERSON", "ROBBERY", "THEFT", "OTHER"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("alerted", sa.Integer, nullable=False),
        sa.Column("reactions", sa.Integer, nullable=False),
        sa.Column("outcome", one_of("outcome", "DIRECT", "INDIRECT", "NONE")),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ending"),
        sa.CheckConstraint("ended_at >= started_at", name="order"),
        sa.CheckConstraint("alerted >= 0 AND reactions >= 0", name="counts"),
        sqlite_autoincrement=True,
    )
    op.create_index(None, "action", ["municipality_code", "started_at"])
