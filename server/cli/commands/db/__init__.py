"""What can be typed after `burgernet db`."""

import typer

from server.cli.commands.db.backup import backup
from server.cli.commands.db.check import check
from server.cli.commands.db.grant import grant
from server.cli.commands.db.migrate import migrate
from server.cli.commands.db.restore import restore

db = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="The database of a register: is it whole, save it, set it back, bring it up to date.",
)
for command in (check, backup, restore, migrate, grant):
    db.command()(command)
