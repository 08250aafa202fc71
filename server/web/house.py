"""What pages may reach, and the register that all of them name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from server import registry
from server.registry import Origin
from server.rest.answering import Charge
from server.rest.declaring import Reach
from server.services import regional
from server.web.shelf import Shelf
from simulation import Assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    name: str
    synthetic: bool
    """True: nobody in its register is real."""
    towns: Sequence[tuple[str, str]]
    """Municipalities by code and name, in order of name."""
    ledger: Mapping[str, Assumption]
    """Every figure as it holds here, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    reach: Callable[[], Reach]
    charge: Charge
    shelf: Shelf = field(default_factory=Shelf)

    async def region(self) -> Region:
        """Raise Refused where the register is empty."""
        async with self.reach().database.reading() as session:
            dataset = await registry.datasets.current(session)
            towns = await registry.municipalities.all(session)
        return Region(
            name=regional.label(dataset.region),
            synthetic=dataset.origin is Origin.SYNTHETIC,
            towns=sorted(((town.code, town.name) for town in towns), key=lambda town: town[1]),
            ledger=regional.ledger(dataset.region),
        )
