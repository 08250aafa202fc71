"""What the server's own role may, where another one owns the tables."""

from typing import Final

from psycopg import sql
from sqlalchemy import Connection, text

from server.errors import DatabaseRefused
from server.registry.migrations import VERSION_TABLE
from server.registry.tables import AuditHead, AuditLine, Table

_CHANGED: Final = "SELECT, INSERT, UPDATE, DELETE"
_EXCEPT: Final = {
    AuditLine.__tablename__: "SELECT, INSERT",
    AuditHead.__tablename__: "SELECT, UPDATE",
    VERSION_TABLE: "SELECT",
}
"""The audit trail is only added to, and has one head; the schema is changed by its owner alone."""
_GIVEN: Final = """
SELECT c.relname, r.rolname, a.privilege_type, a.is_grantable
FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S')
ORDER BY c.relname, r.rolname, a.privilege_type"""
"""Of tables and sequences; no role stands for all of them."""
_OWNS: Final = """SELECT pg_has_role(pg_roles.oid, relowner, 'MEMBER') FROM pg_class, pg_roles
 WHERE pg_class.oid = to_regclass('audit_line') AND rolname = :role"""
_MAINTAINED_SINCE: Final = 17
"""Version of PostgreSQL that lets others than owners vacuum a table."""


def grant(connection: Connection, role: str) -> None:
    """Let a role do what the server does, and no more; what it could besides is taken back.

    Raises DatabaseRefused for one that could give itself all of it again.
    """
    if connection.scalar(text(_OWNS), {"role": role}):
        raise DatabaseRefused(
            f"cannot be granted to {role}: it owns the tables or may act as who does, from whom "
            "nothing can be withheld; name another role, as which the server is to run"
        )
    tables = dict.fromkeys(Table.metadata.tables, _CHANGED) | _EXCEPT
    major = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    also = ", MAINTAIN" if major >= _MAINTAINED_SINCE else ""
    to = sql.Identifier(role)
    statements = [
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(to),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(to),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(to),
        *(
            sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights + also), sql.Identifier(name), to)
            for name, rights in tables.items()
        ),
    ]
    for statement in statements:
        connection.exec_driver_sql(statement.as_string())


def given(connection: Connection) -> list[str]:
    """Statements that give back what roles were granted, once the tables are made anew."""
    tables = dict.fromkeys((*Table.metadata.tables, VERSION_TABLE), "TABLE")
    ours = {**tables, **{f"{name}_id_seq": "SEQUENCE" for name in tables}}
    statements = []
    for name, role, right, on in connection.exec_driver_sql(_GIVEN):
        if name in ours:
            statement = sql.SQL("GRANT {} ON {} {} TO {}{}").format(
                sql.SQL(right),
                sql.SQL(ours[name]),
                sql.Identifier(name),
                sql.SQL("PUBLIC") if role is None else sql.Identifier(role),
                sql.SQL(" WITH GRANT OPTION" if on else ""),
            )
            statements.append(statement.as_string())
    return statements
