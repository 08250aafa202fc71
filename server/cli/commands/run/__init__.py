"""What can be typed after `burgernet run`."""

import typer

from server.cli.commands.run.cancel import cancel
from server.cli.commands.run.list_runs import list_runs
from server.cli.commands.run.start import start
from server.cli.commands.run.watch import watch
from server.cli.output import write

run = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode="rich",
    help="What takes longer than an answer: start, watch, cancel, list.",
)


@run.callback()
def help_alone(context: typer.Context) -> None:
    """Show what there is, where no more was typed."""
    if context.invoked_subcommand is None:
        write(f"{context.get_help()}\n")


for name, command in (("start", start), ("watch", watch), ("cancel", cancel), ("list", list_runs)):
    run.command(name)(command)
