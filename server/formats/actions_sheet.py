"""Actions as rows of a spreadsheet, under the headings by which they can be imported again."""

from datetime import datetime
from typing import Final

from server.formats.alerts import Alert
from server.formats.areas import Circle
from server.formats.cells import AMSTERDAM
from server.registry.tables import ActionType, Outcome

HEADINGS: Final = (
    *("kenmerk", "gemeente", "soort", "begin", "einde", "gealarmeerd", "reacties", "uitkomst"),
    *("bericht", "breedtegraad", "lengtegraad", "straal"),
)
TYPES: Final = {
    ActionType.MISSING_PERSON: "vermissing",
    ActionType.ROBBERY: "overval",
    ActionType.THEFT: "diefstal",
    ActionType.OTHER: "overig",
}
OUTCOMES: Final = {
    Outcome.DIRECT: "direct",
    Outcome.INDIRECT: "indirect",
    Outcome.NONE: "geen",
}


def row(alert: Alert) -> tuple[str | int | float | None, ...]:
    area = alert.area
    return (
        alert.id,
        alert.municipality,
        TYPES[alert.type],
        _moment(alert.started_at),
        alert.ended_at and _moment(alert.ended_at),
        alert.alerted,
        alert.reactions,
        alert.outcome and OUTCOMES[alert.outcome],
        "\n".join(text for text in (alert.headline, alert.text) if text) or None,
        *(_circle(area) if area else (None, None, None)),
    )


def _circle(area: Circle) -> tuple[float, float, int | float]:
    """A whole radius without decimals, as it was most likely given."""
    radius = int(area.radius) if area.radius.is_integer() else area.radius
    return area.latitude, area.longitude, radius


def _moment(moment: datetime) -> str:
    """Of Amsterdam; with its zone only in the hour that autumn has twice, else Excel takes none."""
    here = moment.astimezone(AMSTERDAM)
    twice = here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()
    return here.isoformat(sep=" ", timespec="seconds") if twice else f"{here:%Y-%m-%d %H:%M:%S}"
