"""How a command ends: with its result, or with one line that says why not."""

from collections.abc import Sequence

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from server.cli import INTERRUPTED
from server.cli.commands import commands
from server.cli.output import say
from server.cli.remote.trouble import ServerFailed, ServerRefused
from server.errors import DatabaseRefused, ManifestRefused, Refused, RegionRefused
from server.registry import store
from server.sealing import KeysRefused, Unreadable
from server.settings import SettingsRefused
from simulation import OutOfBounds

REFUSED = 2
FAILED = 1
REFUSALS = (
    *(KeysRefused, OutOfBounds, Refused, SettingsRefused, Unreadable),
    *(DatabaseRefused, ManifestRefused, RegionRefused, ServerRefused),
)


def run(arguments: Sequence[str]) -> int:
    """Run one command; 0, or 2 when what was asked is refused, or 1 when a machine fails."""
    command = typer.main.get_command(commands)
    try:
        code = command.main(
            args=list(arguments) or ["--help"], prog_name="burgernet", standalone_mode=False
        )
    except typer.TyperException as refusal:
        say(_clear(refusal))
        return REFUSED
    except REFUSALS as refusal:
        say(str(refusal))
        return REFUSED
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except (OSError, ServerFailed) as error:
        say(_failed(error))
        return FAILED
    except SQLAlchemyError as error:
        if (told := store.full(error)) is None:
            raise
        say(f"the disk of the register took no more ({told}): make room and type the same again")
        return FAILED
    except MemoryError:
        say("out of memory: ask fewer scenarios, replications or years")
        return FAILED
    if code == INTERRUPTED:
        say("stopped")
    return int(code or 0)


def _failed(error: OSError | ServerFailed) -> str:
    """What a machine says, without the number that it has for it."""
    if not isinstance(error, OSError) or error.strerror is None:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror


def _clear(refusal: typer.TyperException) -> str:
    """What the parser of options says, with the value, which it sometimes leaves out."""
    message = refusal.format_message().replace("Value error, ", "")
    cause = refusal.__cause__
    value = cause.errors()[0]["input"] if isinstance(cause, ValidationError) else ""
    return message if repr(value) in message or value == "" else f"{message} (got {value!r})"
