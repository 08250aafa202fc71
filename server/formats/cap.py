"""Actions by the Common Alerting Protocol 1.2 (OASIS; ITU-T X.1303), many of them in a feed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from server.formats.alerts import Alert
from server.formats.areas import Circle
from server.registry.tables import ActionType

MEDIA: Final = "application/cap+xml"
FEED_MEDIA: Final = "application/atom+xml"
NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM: Final = "http://www.w3.org/2005/Atom"
LANGUAGE: Final = "nl-NL"
DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
HEAD: Final = DECLARATION + f'<feed xmlns="{ATOM}">'.encode()
"""Of a feed."""

_EVENTS: Final = {
    ActionType.MISSING_PERSON: ("Rescue", "Vermissing"),
    ActionType.ROBBERY: ("Security", "Overval"),
    ActionType.THEFT: ("Security", "Diefstal"),
    ActionType.OTHER: ("Security", "Burgernetactie"),
}
_NO_IDENTIFIER: Final = re.compile(r"[\s,<&]|^$")
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_identifier(text: str) -> bool:
    """Whether CAP takes it for the name of a sender or a message."""
    return _NO_IDENTIFIER.search(text) is None


def document(alert: Alert, *, sender: str) -> bytes:
    """One action as a file of its own; raises ValueError for a sender that CAP does not allow."""
    return DECLARATION + _bytes(_alert(alert, sender))


def pieces(alerts: Iterable[Alert], *, sender: str, written_at: datetime) -> Iterator[bytes]:
    """An Atom feed, with each action whole in an entry of its own."""
    head = Element("feed")
    for name, said in (
        ("id", f"urn:burgernet:{sender}:actions"),
        ("title", "Burgernetacties"),
        ("updated", _rfc3339(written_at)),
    ):
        _put(head, name, said)
    _put(SubElement(head, "author"), "name", sender)
    yield HEAD + b"".join(map(_bytes, head))
    for alert in alerts:
        yield b"\n" + _entry(alert, sender)
    yield b"\n</feed>\n"


def _entry(alert: Alert, sender: str) -> bytes:
    entry = Element("entry")
    _put(entry, "id", f"urn:burgernet:{sender}:{alert.id}")
    _put(entry, "title", alert.headline or _EVENTS[alert.type][1])
    _put(entry, "updated", _rfc3339(alert.ended_at or alert.started_at))
    SubElement(entry, "content", type=MEDIA).append(_alert(alert, sender))
    return _bytes(entry)


def _alert(told: Alert, sender: str) -> Element:
    for name, value in (("sender", sender), ("id", told.id)):
        if not is_identifier(value):
            raise ValueError(f"{name}={value!r} is empty or holds a space, a comma, < or &")
    alert = Element("alert", xmlns=NAMESPACE)
    _all(
        alert,
        ("identifier", told.id),
        ("sender", sender),
        ("sent", _cap(told.started_at)),
        ("status", "Exercise" if told.synthetic else "Actual"),
        ("msgType", "Alert"),
        # one action in a small place points at a person
        ("scope", "Restricted"),
        ("restriction", "Politie, gemeenten en veiligheidsregio"),
    )
    info = SubElement(alert, "info")
    category, event = _EVENTS[told.type]
    _all(
        info,
        ("language", LANGUAGE),
        ("category", category),
        ("event", event),
        ("urgency", "Past" if told.ended_at else "Immediate"),
        ("severity", "Unknown"),
        ("certainty", "Unknown"),
        ("onset", _cap(told.started_at)),
        ("expires", _cap(told.ended_at) if told.ended_at else None),
        ("headline", told.headline),
        ("description", told.text),
    )
    _named(
        info,
        "parameter",
        [("type", told.type), ("outcome", told.outcome), *_counts(told)],
    )
    area = SubElement(info, "area")
    _all(
        area,
        ("areaDesc", told.municipality),
        ("circle", _circle(told.area) if told.area else None),
    )
    _named(area, "geocode", [("CBS-gemeentecode", told.municipality_code)])
    return alert


def _circle(area: Circle) -> str:
    """Latitude before longitude, and a radius in kilometres."""
    return f"{area.latitude:.6f},{area.longitude:.6f} {area.radius / 1000:.3f}"


def _counts(told: Alert) -> list[tuple[str, str | None]]:
    counts = (("alerted", told.alerted), ("reactions", told.reactions))
    return [(name, None if count is None else str(count)) for name, count in counts]


def _named(parent: Element, tag: str, said: Sequence[tuple[str, str | None]]) -> None:
    for name, value in said:
        if value is not None:
            _all(SubElement(parent, tag), ("valueName", name), ("value", value))


def _all(parent: Element, *said: tuple[str, str | None]) -> None:
    for name, text in said:
        if text:
            _put(parent, name, text)


def _put(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _NO_XML.sub(" ", text)


def _cap(moment: datetime) -> str:
    """To the second; UTC is -00:00, for CAP knows no Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00"


def _rfc3339(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _bytes(element: Element) -> bytes:
    return tostring(element, encoding="unicode").encode()
