import asyncio
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from sqlalchemy import true

from server.cli import filing, operator, options, spared
from server.cli.output import counted, say, write_bytes
from server.formats import actions_sheet, cap, geojson
from server.formats.alerts import Alert
from server.rest.excel import ExcelCsv
from server.services import exporting, register

STDOUT: Final = "-"


class Form(StrEnum):
    """How actions are laid out."""

    CAP = "cap"
    GEOJSON = "geojson"
    CSV = "csv"


_SHEET: Final = ExcelCsv(actions_sheet.HEADINGS)
_BEGINS: Final = {Form.CAP: cap.HEAD, Form.GEOJSON: geojson.HEAD, Form.CSV: _SHEET.head()}


def actions(
    format: Annotated[
        Form,
        typer.Option(help="CAP 1.2 in an Atom feed, GeoJSON, or CSV that can be imported again."),
    ] = Form.GEOJSON,
    out: Annotated[str, typer.Option(metavar="FILE", help="Where to; - for stdout.")] = STDOUT,
    sender: Annotated[
        str | None,
        typer.Option(help="Who sends it, as CAP asks: unique, such as meldkamer@regio.example."),
    ] = None,
    database: options.Database = None,
) -> None:
    """Write actions one by one, the latest first, each with its place as far as it is known.

    A single action in a small place points at a person: this is for who keeps the register. Texts
    that have left use (after five years) are not written. The audit trail tells of it.

    [bold]Examples[/]:

    burgernet export actions --format geojson --out acties.geojson

    burgernet export actions --format cap --sender meldkamer@regio.example > acties.xml
    """
    now = datetime.now(UTC)
    lay_out = _laid_out(format, sender, now)
    settings = options.settings(database=database)

    async def read() -> list[Alert]:
        async with register.existing(settings) as found:
            await exporting.noted(found, who=operator.name(), now=now)
            async with found.reading() as session:
                told = exporting.told(session, settings.key_ring(), where=true(), now=now)
                return [alert async for alert in told]

    if out == STDOUT:
        write_bytes(b"".join(lay_out(asyncio.run(read()))))
        return
    own = spared.kept(settings)
    with filing.whole(
        Path(out), option="--out", begins=(_BEGINS[format],), spared=own, closed=True
    ) as put:
        alerts = asyncio.run(read())
        put(b"".join(lay_out(alerts)))
    say(f"wrote {counted(len(alerts), 'action')} to {out}")


def _laid_out(
    form: Form, sender: str | None, now: datetime
) -> Callable[[Iterable[Alert]], Iterator[bytes]]:
    match form:
        case Form.GEOJSON:
            return geojson.pieces
        case Form.CSV:
            return _sheet
    if sender is None or not cap.is_identifier(sender):
        said = "CAP names its sender: no space, comma, < or &, such as meldkamer@regio.example"
        raise typer.BadParameter(said, param_hint="'--sender'")
    return lambda alerts: cap.pieces(alerts, sender=sender, written_at=now)


def _sheet(alerts: Iterable[Alert]) -> Iterator[bytes]:
    yield _SHEET.head()
    yield _SHEET.lines(map(actions_sheet.row, alerts))
