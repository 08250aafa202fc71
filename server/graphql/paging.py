"""Pages of a list, by key: how long one may be, where it begins and ends, and its cursors."""

import hashlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Generic, TypeVar

import strawberry

from server.errors import Code, Refused
from server.graphql import ids
from server.graphql.filters import MOST
from server.registry.keyset import Order

T = TypeVar("T")
Row = TypeVar("Row")


@strawberry.type(description="Where a page begins and ends.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is a page after this one.")
    has_previous_page: bool = strawberry.field(
        description="Whether a cursor was given; pages go forward only."
    )
    start_cursor: str | None = strawberry.field(description="Cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row.")


@strawberry.type(description="A row of a list, and where it stands.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Pass as `after` to go on from here.")
    node: T = strawberry.field(description="The row.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="Its rows, with their cursors.")
    page_info: PageInfo = strawberry.field(description="Where the page begins and ends.")
    counted: strawberry.Private[Callable[[], Awaitable[int]]]
    noted: strawberry.Private[Callable[[Collection[str]], None] | None] = None
    """Is told which of its fields are read."""

    @strawberry.field(description="Its rows, without their cursors.")
    def nodes(self) -> list[T]:
        return [edge.node for edge in self.edges]

    @strawberry.field(description="All that the filter takes, on every page; counted when asked.")
    async def total_count(self) -> int:
        return await self.counted()


def size(first: int) -> int:
    """Rows of a page; raises Refused outside 1–100."""
    if not 1 <= first <= MOST:
        raise Refused(Code.BAD_INPUT, f"first={first} is outside [1, {MOST}]")
    return first


def key(after: str | None, order: Sequence[Order]) -> list[ids.Value] | None:
    """Values of the row to go on from; raises Refused for a cursor of another list or order."""
    if after is None:
        return None
    kinds = [part.column.type.python_type for part in order]
    return ids.values_of(after, _mark(order), kinds)


def connection(
    rows: Sequence[Row],
    node: Callable[[Row], T],
    *,
    order: Sequence[Order],
    after: str | None,
    more: bool,
    counted: Callable[[], Awaitable[int]],
    noted: Callable[[Collection[str]], None] | None = None,
) -> Connection[T]:
    """One page of rows, found in this order past the cursor `after`.

    Columns of the order are text, whole numbers, dates or moments, which a cursor can carry.
    """
    mark = _mark(order)
    edges = [
        Edge(
            cursor=ids.cursor(mark, [getattr(row, part.column.key) for part in order]),
            node=node(row),
        )
        for row in rows
    ]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=more,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        counted=counted,
        noted=noted,
    )


def _mark(order: Sequence[Order]) -> str:
    """Tells lists and their orders apart."""
    parts = (f"{part.column}{' DESC' if part.descending else ''}" for part in order)
    return hashlib.sha256(", ".join(parts).encode()).hexdigest()[:8]
