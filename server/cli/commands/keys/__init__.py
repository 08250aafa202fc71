"""What can be typed after `burgernet keys`."""

import typer

from server.cli.commands.keys.check import check
from server.cli.commands.keys.new import new
from server.cli.commands.keys.rotate import rotate

keys = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="What seals personal data: a new key, sealing anew, which key sealed how much.",
)
for command in (new, rotate, check):
    keys.command()(command)
