"""What can be typed after `burgernet credential`."""

import typer

from server.cli.commands.credential.issue import issue
from server.cli.commands.credential.list_credentials import list_credentials
from server.cli.commands.credential.revoke import revoke

credential = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Personal access tokens: who may see and do what is not open to everyone.",
)
for name, command in (("issue", issue), ("list", list_credentials), ("revoke", revoke)):
    credential.command(name)(command)
