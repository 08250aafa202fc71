import asyncio
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from server.cli import operator, options
from server.cli.output import say
from server.credentials import Principal, Role
from server.registry.audit import Purpose
from server.services import adopting, register
from server.services.errand import Errand
from simulation import ScenarioName


def adopt(
    scenario: Annotated[ScenarioName, typer.Argument(help="Which one.", show_default=False)],
    since: Annotated[
        datetime,
        typer.Option("--from", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="From which day."),
    ],
    database: options.Database = None,
) -> None:
    """Have a scenario count in the register itself: under FROZEN and ENDED nobody registers.

    What is projected does not change by it: there it is said with --adopted-on.

    [bold]Example[/]: burgernet adopt FROZEN --from 2015-01-01
    """
    settings = options.settings(database=database)
    now = datetime.now(UTC)
    who = Principal(roles=frozenset({Role.ADMINISTRATOR}), id=operator.name())
    errand = Errand(
        principal=who, purpose=Purpose.POLICY, now=now, today=now.astimezone().date(), ring=None
    )
    day: date = since.date()

    async def work() -> None:
        async with register.existing(settings) as found, found.writing() as session:
            await adopting.adopt(session, scenario, errand, since=day)

    asyncio.run(work())
    say(f"{scenario.value} counts from {day} on")
