from pathlib import Path
from typing import Annotated

import typer

from server import sealing
from server.cli.output import say, write


def new(
    file: Annotated[
        Path | None,
        typer.Option(help="Add it to this file, which is made where there is none; else print it."),
    ] = None,
) -> None:
    """Draw a key that seals personal data. The last of a file seals, those before it still open.

    [bold]Example[/]: burgernet keys new --file register.keys
    """
    if file is None:
        write(f"{sealing.drawn().line}\n")
        return
    key = sealing.add(file)
    say(f"{file}: the key {key.id.hex()} seals from now on; keep a copy, away from the register")
