from typing import Final

from server.graphql import ids

KIND: Final = "Municipality"


def code_of(id_: str) -> str:
    """CBS code that an id, or a CBS code itself, stands for."""
    match ids.decode(id_):
        case (kind, key) if kind == KIND:
            return key
        case _:
            return id_
