"""What can be typed after `burgernet audit`."""

import typer

from server.cli.commands.audit.show import show
from server.cli.commands.audit.verify import verify

audit = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Who did what to which data, and whether the trail that tells it is whole.",
)
for command in (verify, show):
    audit.command()(command)
