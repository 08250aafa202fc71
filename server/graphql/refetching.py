"""Whatever has an id, found again by it."""

from server.graphql import action, audit, credential, ids, municipality_codes, participant, run
from server.graphql.context import Info
from server.graphql.municipality import Municipality
from server.graphql.node import Node
from server.registry.audit import Purpose


async def node(info: Info, id_: str) -> Node | None:
    """Whatever has this id; None for an id of nothing."""
    match ids.decode(id_):
        case (municipality_codes.KIND, code):
            row = await info.context.municipalities.load(code)
            return None if row is None else Municipality.of(row)
        case (run.KIND, key):
            return await run.with_key(info, key)
        case (credential.KIND, key):
            return await credential.with_key(info, key)
        case (audit.KIND, key):
            return await audit.with_key(info, ids.number(key))
        case (participant.KIND, key):
            return await participant.with_key(info, ids.number(key), Purpose.KEEPING)
        case (action.KIND, key):
            return await action.with_key(info, ids.number(key), Purpose.ALERTING)
        case _:
            return None
