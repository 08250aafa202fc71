"""What can be typed; each command reads its options, asks and prints."""

import typer

from server.cli.commands.adopt import adopt
from server.cli.commands.audit import audit
from server.cli.commands.brief import brief
from server.cli.commands.compare import compare
from server.cli.commands.credential import credential
from server.cli.commands.db import db
from server.cli.commands.exports import exports
from server.cli.commands.hindcast import hindcast
from server.cli.commands.imports import imports
from server.cli.commands.keys import keys
from server.cli.commands.person import person
from server.cli.commands.project import project
from server.cli.commands.retention import retention
from server.cli.commands.run import run
from server.cli.commands.schema import schema
from server.cli.commands.seed import seed
from server.cli.commands.sensitivity import sensitivity
from server.cli.commands.serve import serve
from server.cli.commands.verify import verify

commands = typer.Typer(
    rich_markup_mode="rich",
    help="What becomes of a Burgernet register, year by year.",
)
for command in (serve, seed, schema, project, compare, brief, sensitivity, verify, hindcast, adopt):
    commands.command()(command)
commands.add_typer(run, name="run")
commands.add_typer(credential, name="credential")
commands.add_typer(imports, name="import")
commands.add_typer(exports, name="export")
commands.add_typer(keys, name="keys")
commands.add_typer(db, name="db")
commands.add_typer(audit, name="audit")
commands.add_typer(person, name="person")
commands.command()(retention)
