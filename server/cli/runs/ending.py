"""A run watched to its end, and what is printed and returned then."""

from server.cli import printing
from server.cli.options import Format
from server.cli.output import say
from server.cli.runs.told import Runs, Told
from server.registry import RunState


def watched(runs: Runs, id_: str, *, split: bool, format_: Format, quiet: bool) -> int:
    """Follow a run and print what it brought; 0 if it succeeded, else 1."""
    try:
        told = runs.watch(id_, quiet=quiet)
    except KeyboardInterrupt:
        say(runs.left(id_))
        raise
    say(_ended(told))
    if told.state is not RunState.SUCCEEDED:
        return 1
    printing.brought(runs.brought(id_, printing.measures_of(format_), split=split), format_)
    return 0


def _ended(told: Told) -> str:
    if told.state is RunState.SUCCEEDED:
        return f"run {told.id} SUCCEEDED, digest {told.digest}"
    why = f": {told.failure}" if told.failure else ""
    return f"run {told.id} {told.state.name}{why}"
