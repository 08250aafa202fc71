"""/municipalities: those of the region, and how many are listed in each."""

from datetime import date
from typing import Annotated

from pydantic import Field

from server import registry
from server.registry import Origin
from server.rest.declaring import Part, Reach, Ready, Resource, Table, Told, flat
from server.rest.parameters import BY_NAME, IS_WHOLE
from server.rest.parameters import Asked as Plain
from server.rest.tabular import Said
from server.services import publishing
from server.services.disclosure import RULES
from server.telling.language import Words


class Asked(Plain):
    year: Annotated[int, Field(ge=1900, le=2200, examples=[2015]), IS_WHOLE] = 2015
    """Calendar year on whose 1 January the inhabitants are counted."""


class Municipality(Part):
    """A municipality and those who take part in it."""

    code: str
    """CBS code: GM and four digits."""
    name: str
    """Name."""
    land_ha: int
    """Land [hectare]."""
    urbanity: int
    """CBS class: 1 very strongly urban … 5 not at all."""
    households: int
    """Households on 1 January 2015."""
    inhabitants: int | None
    """Inhabitants on 1 January of the year asked for; null where CBS's figure is not here."""
    listed: int | None
    """Participants listed on the day of `on`, by the rules; null: too few to show."""
    on_hold: int | None
    """Those of them who are known to be unreachable; null: too few to show, these or the others."""


class Municipalities(Told):
    """The municipalities of the region, all of them: there are 342 at most."""

    year: int
    """Calendar year on whose 1 January the inhabitants are counted."""
    on: date
    """Day on which participants are counted: the last 1 January that is."""
    origin: Annotated[Origin, BY_NAME]
    """Where participants come from; municipalities and inhabitants are those of CBS."""
    synthetic: bool
    """True: participants are drawn by chance, no real person is among them."""
    rules: tuple[str, ...]
    """How the counts of participants are protected."""
    municipalities: tuple[Municipality, ...]
    """Municipalities, by their codes."""

    def table(self) -> Table:
        table = flat(Municipality, self.municipalities)
        return Table(
            (*table.columns, "year", "on", "origin"),
            ((*row, self.year, self.on, self.origin.name) for row in table.rows),
        )

    def provenance(self, words: Words) -> Said:
        return (
            (words("Register"), self.origin.name),
            (words("Counted on"), self.on),
            (words("Municipalities and inhabitants"), "CBS"),
            *((words("How the counts are protected"), words(rule)) for rule in self.rules),
        )


async def _ready(reach: Reach, asked: Asked) -> Ready[Municipalities]:
    async def tell() -> Municipalities:
        async with reach.database.reading() as session:
            dataset = await registry.datasets.current(session)
            rows = await registry.municipalities.all(session)
            codes = [row.code for row in rows]
            inhabitants = await registry.municipalities.inhabitants_by_year(session, codes)
            listed = await publishing.by_municipality(session, today=reach.today)
            on = publishing.last_day(dataset, today=reach.today)
        return Municipalities(
            year=asked.year,
            on=on,
            origin=dataset.origin,
            synthetic=dataset.origin is Origin.SYNTHETIC,
            rules=RULES,
            municipalities=tuple(
                Municipality(
                    code=row.code,
                    name=row.name,
                    land_ha=row.land_ha,
                    urbanity=row.urbanity,
                    households=row.households,
                    inhabitants=inhabitants[row.code].get(asked.year),
                    listed=listed[row.code].listed,
                    on_hold=listed[row.code].on_hold,
                )
                for row in rows
            ),
        )

    return Ready(tell)


MUNICIPALITIES = Resource(
    path="/municipalities",
    name="municipalities",
    file="gemeenten",
    summary="The municipalities of the region",
    description="Code, name, size and inhabitants (CBS), and how many are listed: rounded, small "
    "counts hidden.",
    asked=Asked,
    told=Municipalities,
    example=Municipalities(
        year=2015,
        on=date(2026, 1, 1),
        origin=Origin.SYNTHETIC,
        synthetic=True,
        rules=RULES,
        municipalities=(
            Municipality(
                code="GM0001",
                name="Ergens",
                land_ha=14099,
                urbanity=2,
                households=77215,
                inhabitants=158553,
                listed=8435,
                on_hold=None,
            ),
        ),
    ),
    ready=_ready,
)
