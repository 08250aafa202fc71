from typing import Final

from server.graphql import ids

KIND: Final = "Municipality"


def code_of(id_: str) -> str:
    """CBS code that an id, or a CBS code itself, stands for."""
    return ids.key_of(id_, KIND) or id_
