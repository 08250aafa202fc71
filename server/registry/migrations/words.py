"""What several steps say; once released, it says the same for ever."""

import sqlalchemy as sa

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
"""Ordered by its bytes on both databases, whatever the language of the server."""


def one_of(name: str, *words: str) -> sa.Enum:
    """Text that is one of some words; the database checks it."""
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True)


def old_enough(years: int) -> sa.ColumnElement[bool]:
    registered = sa.extract("year", sa.column("registered_on", sa.Date))
    return registered - sa.column("birth_year", sa.Integer) >= years


def marking(dialect: str, *tables: str) -> list[str]:
    """Statements that have the database draw another mark whenever one of these tables changes.

    Drawn, not counted: a register set back to a copy of yesterday would count to the same number.
    """
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER stamp_{table} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION draw_stamp()"
            for table in tables
        ]
    return [
        f"CREATE TRIGGER stamp_{table}_{change} AFTER {change} "  # noqa: S608  names of our own
        f"ON {table} BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END"
        for table in tables
        for change in ("insert", "update", "delete")
    ]


def only_added_to(dialect: str, table: str) -> list[str]:
    """Statements that have the database refuse to change or delete a line of a table."""
    said = f"{table} is only added to"
    if dialect == "postgresql":
        return [
            f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$",
            f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION keep_{table}()",
            f"CREATE TRIGGER keep_{table}_whole BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION keep_{table}()",
        ]
    return [
        f"CREATE TRIGGER keep_{table}_{change} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        for change in ("update", "delete")
    ]


def first_mark(dialect: str) -> list[str]:
    """Statements that put the mark in, and on PostgreSQL what draws it."""
    if dialect == "postgresql":
        return [
            # once in a transaction: of a row that is changed again and again each version stays
            "CREATE FUNCTION draw_stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "UPDATE stamp SET mark = gen_random_uuid()::text "
            "WHERE xmin <> pg_current_xact_id()::xid; RETURN NULL; END $$",
            "INSERT INTO stamp (id, mark) VALUES (1, gen_random_uuid()::text)",
        ]
    return ["INSERT INTO stamp (id, mark) VALUES (1, lower(hex(randomblob(8))))"]
