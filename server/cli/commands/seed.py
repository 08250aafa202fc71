import asyncio
from typing import Annotated

import typer

from server.address import Address
from server.cli import options
from server.cli.notes import SYNTHETIC
from server.cli.output import write
from server.services import regional, register
from server.services.demo import Summary


def seed(
    demo: Annotated[bool, typer.Option("--demo", help="Draw a synthetic register.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of its luck.", min=0, max=2**31 - 1)] = 1,
    database: options.Database = None,
) -> None:
    """Fill a register that holds nothing yet with a synthetic one.

    [bold]Example[/]: burgernet seed --demo --database register.sqlite
    """
    if not demo:
        raise typer.BadParameter("only a demo can be seeded: say --demo", param_hint="'seed'")
    settings = options.settings(database=database)
    drawn = asyncio.run(register.seed(settings, seed=seed))
    write(_told(drawn, settings.database))


def _told(drawn: Summary, database: Address) -> str:
    return (
        f"{SYNTHETIC}\n"
        f"{database}: {regional.label(drawn.region)} as of {drawn.as_of}, seed {drawn.seed}\n"
        f"{drawn.listed:,} listed ({100 * drawn.listed_share:.1f} % of {drawn.inhabitants:,} "
        f"inhabitants of {drawn.municipalities} municipalities), {drawn.left:,} who left\n"
        f"{drawn.actions:,} actions: {100 * drawn.missing_person_share:.0f} % missing persons, "
        f"{100 * drawn.direct_share:.1f} % solved directly, "
        f"{100 * drawn.indirect_share:.1f} % helped indirectly\n"
    )
