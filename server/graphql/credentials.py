"""Credentials: listed, issued and revoked by whoever manages them."""

from datetime import datetime
from typing import Annotated

import strawberry

from server import registry
from server.errors import Refused
from server.graphql import paging
from server.graphql.changing import moment
from server.graphql.context import Info
from server.graphql.credential import Credential, key_of
from server.graphql.paging import Connection
from server.graphql.roles import Right, Role
from server.graphql.usererror import USER_ERRORS, UserError
from server.registry.credentials import LATEST_FIRST
from server.services import access, credentialing
from server.services.credentialing import Wanted
from simulation import OutOfBounds


@strawberry.input(description="A credential that is to be given out.")
class IssueCredentialInput:
    name: str = strawberry.field(description="Whose or what for it is, 1–100 characters.")
    roles: list[Role] = strawberry.field(description="What whoever holds it is to the register.")
    municipalities: list[str] = strawberry.field(
        default_factory=list,
        description="CBS codes of those whose people it keeps; for a registrar alone.",
    )
    scopes: list[Right] | None = strawberry.field(
        default=None, description="What it is limited to; absent: to what its roles may."
    )
    expires_at: datetime = strawberry.field(description="When it ends: within 366 days.")


@strawberry.type(description="What became of an issue.")
class IssueCredentialPayload:
    credential: Credential | None = strawberry.field(
        description="The credential; null where it was refused."
    )
    token: str | None = strawberry.field(
        description="What is shown as `Authorization: Bearer …`. It is told this once: only its "
        "digest is kept."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.input(description="Which credential is revoked.")
class RevokeCredentialInput:
    id: strawberry.ID = strawberry.field(description="Id of a credential.")


@strawberry.type(description="What became of a revocation.")
class RevokeCredentialPayload:
    credential: Credential | None = strawberry.field(
        description="The credential, which holds no more; null where there is none."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.type
class CredentialQuery:
    @strawberry.field(
        description="Credentials, those given out last first; for the right MANAGE_CREDENTIALS."
    )
    async def credentials(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="Rows of the page, 1–100.")] = 20,
        after: Annotated[
            str | None, strawberry.argument(description="Cursor to go on from.")
        ] = None,
    ) -> Connection[Credential]:
        context, size = info.context, paging.size(first)
        access.require(context.principal, Right.MANAGE_CREDENTIALS)
        scope = access.credentials(context.principal)
        async with context.database.reading() as session:
            rows, more = await registry.credentials.page(
                session, where=scope.rows, first=size, after=paging.key(after, LATEST_FIRST)
            )

        async def counted() -> int:
            async with context.database.reading() as session:
                return await registry.credentials.count(session, scope.rows)

        return paging.connection(
            rows, Credential.of, order=LATEST_FIRST, after=after, more=more, counted=counted
        )


@strawberry.type
class CredentialMutation:
    @strawberry.mutation(
        description="Give out a personal access token; for the right MANAGE_CREDENTIALS."
    )
    async def issue_credential(
        self,
        info: Info,
        input: Annotated[
            IssueCredentialInput, strawberry.argument(description="What it is to be.")
        ],
    ) -> IssueCredentialPayload:
        context = info.context
        try:
            access.require(context.principal, Right.MANAGE_CREDENTIALS)
            wanted = Wanted(
                name=input.name,
                roles=frozenset(input.roles),
                municipalities=frozenset(input.municipalities),
                scopes=None if input.scopes is None else frozenset(input.scopes),
                expires_at=moment("expiresAt", input.expires_at),
            )
            async with context.database.writing() as session:
                row, token = await credentialing.issue(
                    session,
                    wanted,
                    ring=context.ring,
                    by=context.principal.id,
                    now=context.now(),
                )
        except (Refused, OutOfBounds) as refusal:
            refused = UserError.of(refusal, ["input"])
            return IssueCredentialPayload(credential=None, token=None, user_errors=[refused])
        return IssueCredentialPayload(credential=Credential.of(row), token=token, user_errors=[])

    @strawberry.mutation(
        description="End a credential; what is open with it is closed within seconds. For the "
        "right MANAGE_CREDENTIALS."
    )
    async def revoke_credential(
        self,
        info: Info,
        input: Annotated[RevokeCredentialInput, strawberry.argument(description="Which one.")],
    ) -> RevokeCredentialPayload:
        context = info.context
        try:
            access.require(context.principal, Right.MANAGE_CREDENTIALS)
            async with context.database.writing() as session:
                row = await credentialing.revoke(
                    session,
                    key_of(input.id),
                    by=context.principal.id,
                    now=context.now(),
                )
        except Refused as refused:
            errors = [UserError.of(refused, ["input", "id"])]
            return RevokeCredentialPayload(credential=None, user_errors=errors)
        return RevokeCredentialPayload(credential=Credential.of(row), user_errors=[])
