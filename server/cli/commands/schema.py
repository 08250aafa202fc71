from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from server.cli.output import say, write


def schema(
    since: Annotated[
        Path | None,
        typer.Option(
            help="Instead of printing it, say what breaks for clients of a release: a schema of "
            "then, or a folder of them, of which the latest counts."
        ),
    ] = None,
) -> int:
    """Print the GraphQL schema, as it is kept in schema.graphql."""
    # late: the other commands need no schema
    from server.graphql import promise
    from server.graphql.schema import sdl

    if since is None:
        write(sdl().rstrip("\n") + "\n")
        return 0
    released = promise.latest(since) if since.is_dir() else since
    if released is None:
        raise typer.BadParameter(f"{since} holds no <version>.graphql", param_hint="--since")
    today = date.today()  # noqa: DTZ011  a day is precise enough for what goes after months
    faults = promise.faults(sdl(), released.read_text("utf-8"), on=today)
    for fault in faults:
        say(f"since {released.stem}: {fault}")
    return 1 if faults else 0
