"""What can be typed after `burgernet person`."""

import typer

from server.cli.commands.person.erase import erase
from server.cli.commands.person.release import release
from server.cli.commands.person.restrict import restrict
from server.cli.commands.person.show import show

person = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="The rights of a person: all that is held, not to be used, to be erased.",
)
for command in (show, restrict, release, erase):
    person.command()(command)
