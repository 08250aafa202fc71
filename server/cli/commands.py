"""What can be typed; each command reads its options, asks and prints."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

import simulation
from server.cli import playing, question, records, tables
from server.cli.output import say, write
from server.cli.question import Readings, StepName
from server.registry import Origin
from server.services import projecting, register
from server.services.demo import Summary
from server.services.projecting import Engine, Opening, Sampling
from server.settings import Settings
from simulation import MODEL_VERSION, HoursReading, Link, Samples, SupplementaryReading

commands = typer.Typer(
    add_completion=False,
    rich_markup_mode="rich",
    help="What becomes of a Burgernet register, year by year.",
)

SYNTHETIC = "SYNTHETIC register: agrees with published figures, holds no real person."
BANDS = "5–95 %: nine replications in ten lie in this range. Stocks are of 31 December."


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Split(StrEnum):
    MUNICIPALITY = "municipality"


DatabaseOption = Annotated[
    Path | None,
    typer.Option(help="File of the register, instead of the setting BURGERNET_DATABASE."),
]


@commands.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on.", min=0, max=65535)] = None,
) -> None:
    """Serve GraphQL over the register; where there is none, over a synthetic one.

    [bold]Example[/]: burgernet serve --port 8080
    """
    settings = _settings(host=host, port=port)
    asyncio.run(playing.make_sure(settings))
    from server import app as web  # late: the other commands need no web server

    web.serve(settings)


@commands.command()
def seed(
    demo: Annotated[bool, typer.Option("--demo", help="Draw a synthetic register.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of its luck.", min=0, max=2**31 - 1)] = 1,
    database: DatabaseOption = None,
) -> None:
    """Fill a register that holds nothing yet with a synthetic one.

    [bold]Example[/]: burgernet seed --demo --database twente.sqlite
    """
    if not demo:
        raise typer.BadParameter("only a demo can be seeded: say --demo", param_hint="'seed'")
    settings = _settings(database=database)
    drawn = asyncio.run(register.seed(settings, seed=seed))
    write(_told(drawn, settings.database))


@commands.command()
def schema() -> None:
    """Print the GraphQL schema, as it is kept in schema.graphql."""
    from server.graphql.schema import sdl  # late: the other commands need no schema

    write(sdl().rstrip("\n") + "\n")


@commands.command()
def project(
    scenario: Annotated[
        list[str], typer.Option(help="A name (see above) or ALL; may be repeated.")
    ],
    years: Annotated[int, typer.Option(help="How many years.")] = 10,
    start: Annotated[int, typer.Option(help="Starts on 1 January of this year.")] = 2015,
    engine: Annotated[
        Engine, typer.Option(help="By replications, or exact means only.")
    ] = Engine.AGGREGATE,
    replications: Annotated[int, typer.Option(help="How often luck is drawn.")] = 1000,
    step: Annotated[StepName, typer.Option(help="How often the base turns over.")] = StepName.YEAR,
    seed: Annotated[int, typer.Option(help="Seed of the luck.")] = 1,
    link: Annotated[
        Link, typer.Option(help="How resolution depends on the base; nobody knows.")
    ] = Link.POWER,
    hours: Annotated[
        HoursReading, typer.Option(help="How the memo's 20 hours carry over.")
    ] = HoursReading.LINEAR,
    supplementary: Annotated[
        SupplementaryReading, typer.Option(help="Whether € 0.07 holds the € 0.03.")
    ] = SupplementaryReading.INCLUSIVE,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A figure of the ledger; may repeat."),
    ] = None,
    by: Annotated[Split | None, typer.Option(help="Each municipality besides the region.")] = None,
    format: Annotated[Format, typer.Option(help="For people, or for scripts.")] = Format.TABLE,  # noqa: A002  the option's name
    database: DatabaseOption = None,
) -> None:
    """Play scenarios forward from the register, year by year.

    Scenarios: TODAY, LOCAL (1), REGIONAL_BASIC and REGIONAL_SUPPLEMENTARY (2), FROZEN (3), LEAN
    and ENDED. Results go to stdout, all else to stderr.

    [bold]Examples[/]:

    burgernet project --scenario FROZEN --years 10

    burgernet project --scenario TODAY --scenario REGIONAL_BASIC --set elasticity=1

    burgernet project --scenario ALL --by municipality --format csv > outlook.csv
    """
    settings = _settings(database=database)
    sampling = question.sampling(engine=engine, replications=replications, step=step, seed=seed)
    whatifs = question.whatifs(
        scenario,
        start=start,
        years=years,
        settings=setting or (),
        readings=Readings(link=link, hours=hours, supplementary=supplementary),
    )
    found = asyncio.run(playing.opening(settings, start=start))
    outlooks = playing.play(projecting.plans(found, whatifs), sampling, threads=settings.threads)
    places = [None, *(found.region.codes if by else ())]
    notes = _notes(found, sampling)
    if format is Format.TABLE:
        legend = [] if engine is Engine.ANALYTIC else [BANDS]
        write(tables.as_tables(outlooks, places, [*legend, *notes]))
        return
    for note in notes:
        say(note)
    laid_out = records.as_json if format is Format.JSON else records.as_csv
    write(laid_out(records.records(outlooks, places)))


@commands.command()
def verify(
    replications: Annotated[int, typer.Option(help="How often luck is drawn.")] = 1000,
    step: Annotated[StepName, typer.Option(help="How often the base turns over.")] = StepName.YEAR,
    seed: Annotated[int, typer.Option(help="Seed of the luck.")] = 1,
    years: Annotated[int, typer.Option(help="How many years.")] = 10,
    start: Annotated[int, typer.Option(help="Starts on 1 January of this year.")] = 2015,
    database: DatabaseOption = None,
) -> int:
    """Play every scenario and hold its means to the closed form; exit code 1 if one is off.

    [bold]Example[/]: burgernet verify --replications 4000 --step month
    """
    settings = _settings(database=database)
    sampling = question.sampling(
        engine=Engine.AGGREGATE, replications=replications, step=step, seed=seed
    )
    whatifs = question.whatifs(
        [question.ALL], start=start, years=years, settings=(), readings=Readings()
    )
    found = asyncio.run(playing.opening(settings, start=start))
    outlooks = playing.play(projecting.plans(found, whatifs), sampling, threads=settings.threads)
    told = {
        outlook.plan.whatif.adoptions[0].scenario: simulation.verify(outlook)
        for outlook in outlooks
        if isinstance(outlook, Samples)
    }
    for name, verification in told.items():
        write(f"{name:23} {verification.words}\n")
    for note in _notes(found, sampling):
        say(note)
    return 0 if all(verification.holds for verification in told.values()) else 1


def _settings(**given: Any) -> Settings:
    """Settings of the environment, but for those given as an option."""
    return Settings.read().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )


def _notes(found: Opening, sampling: Sampling) -> list[str]:
    """Say all that it takes to get the same result again."""
    how = "exact means, no luck"
    if sampling.engine is not Engine.ANALYTIC:
        steps = f"steps of a {sampling.step.name.lower()}"
        how = f"{sampling.replications} replications, {steps}, seed {sampling.seed}"
    kind = [SYNTHETIC] if found.origin is Origin.SYNTHETIC else []
    version = f"Model {MODEL_VERSION}, data {found.region.version}"
    return [*kind, f"{version}, {sampling.engine.value} engine: {how}."]


def _told(drawn: Summary, database: Path) -> str:
    return (
        f"{SYNTHETIC}\n"
        f"{database}: {drawn.region.capitalize()} as of {drawn.as_of}, seed {drawn.seed}\n"
        f"{drawn.listed:,} listed ({100 * drawn.listed_share:.1f} % of {drawn.inhabitants:,} "
        f"inhabitants of {drawn.municipalities} municipalities), {drawn.left:,} who left\n"
        f"{drawn.actions:,} actions: {100 * drawn.missing_person_share:.0f} % missing persons, "
        f"{100 * drawn.direct_share:.1f} % solved directly, "
        f"{100 * drawn.indirect_share:.1f} % helped indirectly\n"
    )
