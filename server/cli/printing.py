"""Results in the form that was asked: tables with notes below, or records and notes beside."""

from collections.abc import Iterable, Sequence

from server.cli import compared_records, compared_tables, doubt_records, doubt_tables, tables
from server.cli.comparing import Compared
from server.cli.found import Found
from server.cli.notes import BANDS, STOCKS
from server.cli.options import Format
from server.cli.output import say, write
from server.cli.printed import Projected
from server.cli.records import COLUMNS, Record, as_csv, as_json, records
from server.cli.runs import tables as run_tables
from server.cli.runs.told import Brought, Told
from server.services.projecting import Doubt
from simulation import Measure


def measures_of(format_: Format) -> tuple[Measure, ...]:
    """Those of an outlook that are printed: scripts get them all."""
    return tables.MEASURES if format_ is Format.TABLE else tuple(Measure)


def projections(
    told: Sequence[Projected], notes: Sequence[str], format_: Format, doubt: Doubt
) -> None:
    if format_ is Format.TABLE:
        bands = [BANDS[doubt]] if told[0].drawn else []
        write(tables.as_tables(told, [*bands, STOCKS, *notes]))
    else:
        _for_scripts(records(told), COLUMNS, notes, format_)


def comparisons(told: Sequence[Compared], notes: Sequence[str], format_: Format) -> None:
    if format_ is Format.TABLE:
        write(compared_tables.as_tables(told, notes))
    else:
        found = compared_records.records(told)
        _for_scripts(found, compared_records.COLUMNS, notes, format_)


def findings(told: Found, notes: Sequence[str], format_: Format) -> None:
    if format_ is Format.TABLE:
        write(doubt_tables.as_text(told, notes))
    else:
        _for_scripts(doubt_records.records(told), doubt_records.COLUMNS, notes, format_)


def brought(by_run: Brought, format_: Format) -> None:
    """What a run brought."""
    if by_run.compared:
        comparisons(by_run.compared, by_run.notes, format_)
    else:
        projections(by_run.projected, by_run.notes, format_, by_run.doubt)


def runs(told: Sequence[Told], format_: Format) -> None:
    if format_ is Format.TABLE:
        write(run_tables.as_table(told))
    else:
        _for_scripts(run_tables.records(told), run_tables.COLUMNS, (), format_)


def _for_scripts(
    found: Iterable[Record], columns: Sequence[str], notes: Sequence[str], format_: Format
) -> None:
    for note in notes:
        say(note)
    write(as_json(found) if format_ is Format.JSON else as_csv(found, columns))
