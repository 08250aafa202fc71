"""What can be typed after `burgernet export`."""

import typer

from server.cli.commands.exports.actions import actions

exports = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Write what the register holds as others read it.",
)


@exports.callback()
def kinds() -> None:
    """Keep a word for what is written, though there be one kind of it."""


exports.command()(actions)
