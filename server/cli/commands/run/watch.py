from server.cli import options
from server.cli.asked import Where, spread
from server.cli.options import Format
from server.cli.runs.ending import watched
from server.cli.runs.places import runs_of


@spread
def watch(
    id: options.RunId,
    where: Where,
    by: options.By = None,
    format: options.FormatName = Format.TABLE,
    quiet: options.Quiet = False,
) -> int:
    """Follow a run to its end, and print what it brought as project or compare would.

    Where nobody plays it this command does, from the last block that is there.

    Exit code 1: it failed, or was cancelled.

    [bold]Examples[/]:

    burgernet run watch 0123456789abcdef0123456789abcdef

    burgernet run watch $id --by municipality --format csv > outlook.csv
    """
    return watched(runs_of(where), id, split=by is not None, format_=format, quiet=quiet)
