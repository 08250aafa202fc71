"""No line of the audit trail is written over, and its head stays as long as there is a line."""

from alembic import op

revision = "0007"
down_revision = "0006"

_WRITTEN_OVER = "audit_line is only added to"
_BEHEADED = "audit_head stays as long as audit_line has a line"


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _in_postgresql() if postgresql else _in_sqlite():
        op.execute(statement)


def _in_sqlite() -> list[str]:
    """What INSERT OR REPLACE puts in place of another, it deletes past the triggers of DELETE."""
    return [
        "CREATE TRIGGER keep_audit_line_insert BEFORE INSERT ON audit_line "  # noqa: S608  words of our own
        "WHEN EXISTS (SELECT 1 FROM audit_line WHERE number = NEW.number) "
        f"BEGIN SELECT RAISE(ABORT, '{_WRITTEN_OVER}'); END",
        "CREATE TRIGGER keep_audit_head_insert BEFORE INSERT ON audit_head "  # noqa: S608  words of our own
        "WHEN EXISTS (SELECT 1 FROM audit_head) "
        f"BEGIN SELECT RAISE(ABORT, '{_BEHEADED}'); END",
        "CREATE TRIGGER keep_audit_head_delete BEFORE DELETE ON audit_head "  # noqa: S608  words of our own
        "WHEN EXISTS (SELECT 1 FROM audit_line) "
        f"BEGIN SELECT RAISE(ABORT, '{_BEHEADED}'); END",
    ]


def _in_postgresql() -> list[str]:
    """Nothing is put in place of another there but by an UPDATE, which is refused already."""
    return [
        "CREATE FUNCTION keep_audit_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608  likewise
        f"IF EXISTS (SELECT 1 FROM audit_line) THEN RAISE EXCEPTION '{_BEHEADED}'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NULL; END $$",
        "CREATE TRIGGER keep_audit_head BEFORE DELETE ON audit_head "
        "FOR EACH ROW EXECUTE FUNCTION keep_audit_head()",
        "CREATE TRIGGER keep_audit_head_whole BEFORE TRUNCATE ON audit_head "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_head()",
    ]
