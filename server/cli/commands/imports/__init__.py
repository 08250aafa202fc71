"""What can be typed after `burgernet import`."""

import typer

from server.cli.commands.imports.actions import actions, feed
from server.cli.commands.imports.participants import participants

imports = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Take in files that others have kept: participants, past actions, Burgernet's feed.",
)
for command in (participants, actions, feed):
    imports.command()(command)
