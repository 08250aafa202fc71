"""How much a request may ask: counted in linear time, before anything is validated.

`document` reads a document and refuses one that is too large; `estimate` counts what it would
cost, with its variables; `Limits` are strawberry's part of it.
"""

from server.graphql.limits.checks import Limits
from server.graphql.limits.cost import estimate
from server.graphql.limits.document import document
from server.graphql.limits.size import MOST, Size, TooLarge, measure

__all__ = ["MOST", "Limits", "Size", "TooLarge", "document", "estimate", "measure"]
