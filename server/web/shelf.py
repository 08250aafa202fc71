"""Results that were told and drawn already: what many look at is made once."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from server.web.result import Result

KEPT: Final = 64


class Shelf:
    """Keeps the results that were asked for last."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._results: OrderedDict[Hashable, Result] = OrderedDict()

    def find(self, key: Hashable) -> Result | None:
        if key in self._results:
            self._results.move_to_end(key)
        return self._results.get(key)

    def put(self, key: Hashable, result: Result) -> None:
        self._results[key] = result
        if len(self._results) > self._kept:
            self._results.popitem(last=False)
