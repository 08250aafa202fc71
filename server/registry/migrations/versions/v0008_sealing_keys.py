"""Which keys a register needs, written down by the database whenever anything is sealed."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_SEALED = {
    "person": ("name",),
    "address": ("postcode", "house_number"),
    "contact": ("value", "blind"),
    "action_report": ("title", "body", "raw"),
    "credential": ("seal",),
}
"""A seal begins with a byte for its version, 1, and the two of its key's id."""


def upgrade() -> None:
    keys = op.create_table("sealing_key", sa.Column("id", sa.LargeBinary, primary_key=True))
    found = [
        sa.select(sa.func.substr(column, 2, 2)).where(
            sa.func.substr(column, 1, 1) == b"\x01", sa.func.length(column) > 2
        )
        for table, names in _SEALED.items()
        for column in sa.table(table, *(sa.column(name, sa.LargeBinary) for name in names)).c
    ]
    op.execute(sa.insert(keys).from_select(["id"], sa.union(*found)))
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _in_postgresql() if postgresql else _in_sqlite():
        op.execute(statement)


def _in_sqlite() -> Iterator[str]:
    for table, names in _SEALED.items():
        new = [
            f"substr(NEW.{name}, 1, 1) = x'01' AND length(NEW.{name}) > 2 AND NOT EXISTS "  # noqa: S608  names of our own
            f"(SELECT 1 FROM sealing_key WHERE id = substr(NEW.{name}, 2, 2))"
            for name in names
        ]
        kept = (
            f"INSERT INTO sealing_key SELECT substr(NEW.{name}, 2, 2) WHERE {is_new};"
            for name, is_new in zip(names, new, strict=True)
        )
        done = f"WHEN {' OR '.join(new)} BEGIN {' '.join(kept)} END"
        for change in ("INSERT ON", f"UPDATE OF {', '.join(names)} ON"):
            name = f"sealing_key_{table}_{change.partition(' ')[0].lower()}"
            yield f"CREATE TRIGGER {name} AFTER {change} {table} {done}"


def _in_postgresql() -> Iterator[str]:
    """Once for a statement, however many rows it is of."""
    yield (
        "CREATE FUNCTION note_sealing_key() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE name text; BEGIN FOREACH name IN ARRAY TG_ARGV LOOP "
        "EXECUTE format('INSERT INTO sealing_key SELECT DISTINCT substr(%1$I, 2, 2) FROM changed "
        "WHERE substr(%1$I, 1, 1) = ''\\x01'' AND length(%1$I) > 2 ON CONFLICT DO NOTHING', name); "
        "END LOOP; RETURN NULL; END $$"
    )
    for table, names in _SEALED.items():
        told = ", ".join(f"'{name}'" for name in names)
        for change in ("insert", "update"):
            yield (
                f"CREATE TRIGGER sealing_key_{table}_{change} AFTER {change} ON {table} "
                "REFERENCING NEW TABLE AS changed "
                f"FOR EACH STATEMENT EXECUTE FUNCTION note_sealing_key({told})"
            )
