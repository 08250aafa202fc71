"""The audit trail, for those who read it: it says who did what to whose data, and names nobody."""

from datetime import datetime
from typing import Annotated, Final, Self

import strawberry
from sqlalchemy import ColumnElement

from server import registry
from server.credentials import Right
from server.errors import Code, Refused
from server.graphql import ids, paging
from server.graphql.context import Info
from server.graphql.describing import described
from server.graphql.filters import few
from server.graphql.node import Node
from server.graphql.paging import Connection
from server.registry.audit import Deed
from server.registry.keyset import Order
from server.services import access

KIND: Final = "AuditLine"
ORDER: Final = (Order(registry.AuditLine.number, descending=True),)

described(
    Deed,
    "Deed",
    "What was done; more may be added.",
    {
        "READ": "Personal fields were read.",
        "REGISTERED": "Somebody was registered.",
        "CORRECTED": "What is held was corrected.",
        "OPTED_OUT": "Somebody left by their own wish.",
        "RESTRICTED": "From now on what is held may only be kept.",
        "RELEASED": "What is held may be used again.",
        "ERASED": "All that was held of somebody was erased.",
        "HANDED_OVER": "Somebody was given all that is held.",
        "DELIVERY_REPORTED": "It was told whether something sent arrived.",
        "ACTION_RECORDED": "An action was recorded.",
        "ACTION_CONCLUDED": "The outcome of an action was recorded.",
        "IMPORTED": "A file was brought in.",
        "EXPORTED": "Something was taken out as a file.",
        "DESTROYED": "What was kept long enough was destroyed.",
        "KEYS_ROTATED": "Personal data was sealed anew with another key.",
        "CREDENTIAL_ISSUED": "A credential was given out.",
        "CREDENTIAL_REVOKED": "A credential was taken back.",
        "ADOPTED": "The region adopted a scenario.",
    },
)


@strawberry.type(description="One line of the audit trail; each seals those before it.")
class AuditLine(Node):
    number: int = strawberry.field(description="1, 2, 3 …, without a gap.")
    at: datetime = strawberry.field(description="When [UTC].")
    who: str = strawberry.field(description="Pseudonym of whoever did it.")
    purpose: str = strawberry.field(description="What for, as given.")
    deed: Deed = strawberry.field(description="What was done.")
    subject: str | None = strawberry.field(
        description="Pseudonym of whose data it was; null where it was about no one."
    )
    fields: list[str] = strawberry.field(
        description="Names of the fields, never what is in them; of a credential its id and what "
        "it brings, as `credential:ID`, `role:NAME`, `scope:NAME`, `municipality:CODE`; of a "
        "rotation of keys what did not open, as `unreadable:TABLE.COLUMN`."
    )
    digest: str = strawberry.field(
        description="SHA-256 of the digest before and of this line, in hexadecimal digits."
    )

    @classmethod
    def of(cls, row: registry.AuditLine) -> Self:
        return cls(
            id=strawberry.ID(ids.encode(KIND, str(row.number))),
            number=row.number,
            at=row.at,
            who=row.who,
            purpose=row.purpose,
            deed=Deed(row.deed),
            subject=row.subject,
            fields=row.fields.split(),
            digest=row.digest.hex(),
        )


async def with_key(info: Info, number: int | None) -> AuditLine | None:
    """The line with a number; None where there is none for whoever asks."""
    scope = access.audit(info.context.principal)
    async with info.context.database.reading() as session:
        rows = await registry.audit.last(
            session, scope.rows, registry.AuditLine.number == number, most=1
        )
    return AuditLine.of(rows[0]) if rows else None


@strawberry.input(description="Which lines; what is given must all hold.")
class AuditWhere:
    subject: str | None = strawberry.field(default=None, description="About this pseudonym.")
    who: str | None = strawberry.field(default=None, description="Done by this pseudonym.")
    deed: list[Deed] | None = strawberry.field(
        default=None, description="One of these, 100 at most."
    )
    since: datetime | None = strawberry.field(default=None, description="Then or later.")
    until: datetime | None = strawberry.field(default=None, description="Before then.")

    def conditions(self) -> int:
        return 5 + len(self.deed or [])

    def clauses(self) -> list[ColumnElement[bool]]:
        line = registry.AuditLine
        given = {
            "subject": None if self.subject is None else line.subject == self.subject,
            "who": None if self.who is None else line.who == self.who,
            "deed": None if self.deed is None else line.deed.in_(few("deed", self.deed, least=0)),
            "since": None if self.since is None else line.at >= _moment("since", self.since),
            "until": None if self.until is None else line.at < _moment("until", self.until),
        }
        return [clause for clause in given.values() if clause is not None]


def _moment(name: str, given: datetime) -> datetime:
    if given.tzinfo is None:
        raise Refused(Code.BAD_INPUT, f"{name}={given.isoformat()} has no offset, such as +01:00")
    return given


@strawberry.type
class AuditQuery:
    @strawberry.field(description="The audit trail, the last line first; for the right READ_AUDIT.")
    async def audit_trail(
        self,
        info: Info,
        where: Annotated[AuditWhere | None, strawberry.argument(description="Which lines.")] = None,
        first: Annotated[int, strawberry.argument(description="Rows of the page, 1–100.")] = 20,
        after: Annotated[
            str | None, strawberry.argument(description="Cursor to go on from.")
        ] = None,
    ) -> Connection[AuditLine]:
        context, size = info.context, paging.size(first)
        access.require(context.principal, Right.READ_AUDIT)
        if where is not None:
            context.compare(where.conditions())
        clauses = [access.audit(context.principal).rows, *(where.clauses() if where else ())]
        past = paging.key(after, ORDER)
        before = None if past is None else int(str(past[0]))
        async with context.database.reading() as session:
            rows = await registry.audit.last(session, *clauses, most=size + 1, before=before)

        async def counted() -> int:
            async with context.database.reading() as session:
                return await registry.audit.count(session, *clauses)

        return paging.connection(
            rows[:size],
            AuditLine.of,
            order=ORDER,
            after=after,
            more=len(rows) > size,
            counted=counted,
        )
