"""A credential as an administrator sees it: whose it is, and never its token."""

from datetime import datetime
from typing import Self

import strawberry

from server import registry
from server.graphql import ids
from server.graphql.context import Info
from server.graphql.node import Node
from server.graphql.roles import Right, Role
from server.services import access, credentialing

KIND = "Credential"


@strawberry.type(
    description="A personal access token that was given out. Of the token its digest is kept "
    "alone: nobody can look it up."
)
class Credential(Node):
    name: str = strawberry.field(description="Whose or what for it is.")
    roles: list[Role] = strawberry.field(description="What whoever holds it is to the register.")
    municipalities: list[str] = strawberry.field(
        description="CBS codes of the municipalities whose people it keeps."
    )
    scopes: list[Right] | None = strawberry.field(
        description="What it is limited to; null: to what its roles may."
    )
    created_at: datetime = strawberry.field(description="When it was given out.")
    created_by: str = strawberry.field(description="By whom, as the audit trail calls them.")
    expires_at: datetime = strawberry.field(description="When it ends by itself.")
    revoked_at: datetime | None = strawberry.field(
        description="When it was ended before that; null if it was not."
    )
    last_used_at: datetime | None = strawberry.field(
        description="When it was used last, to a minute; null: never."
    )

    @classmethod
    def of(cls, row: registry.Credential) -> Self:
        return cls(
            id=strawberry.ID(ids.encode(KIND, row.id)),
            name=row.name,
            roles=sorted(credentialing.roles_of(row)),
            municipalities=row.municipalities.split(),
            scopes=None if row.scopes is None else sorted(credentialing.scopes_of(row)),
            created_at=row.created_at,
            created_by=row.created_by,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            last_used_at=row.last_used_at,
        )


def key_of(id_: str) -> str:
    """Key that an id, or a key itself, stands for."""
    return ids.key_of(id_, KIND) or id_


async def with_key(info: Info, key: str) -> Credential | None:
    """None for whoever may not see it, as for an id of nothing."""
    scope = access.credentials(info.context.principal)
    async with info.context.database.reading() as session:
        row = await registry.credentials.one(session, key, where=scope.rows)
    return None if row is None else Credential.of(row)
