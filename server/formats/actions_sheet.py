"""Actions as rows of a spreadsheet, under the headings by which they can be imported again."""

from datetime import UTC, datetime
from typing import Final

from server.formats.alerts import Alert
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
        *((area.latitude, area.longitude, area.radius) if area else (None, None, None)),
    )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
