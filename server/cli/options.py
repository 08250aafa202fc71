"""Options that commands share, one by one, and the settings they are read over."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from server.address import Address, parsed
from server.cli import completion
from server.services.headcount import Headcount
from server.services.learning import Basis
from server.services.projecting import Doubt, Engine
from server.settings import Settings
from server.telling.language import Language
from simulation import AppReading, ChannelsReading, HoursReading, Link, SupplementaryReading


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Split(StrEnum):
    MUNICIPALITY = "municipality"


class StepName(StrEnum):
    """The steps, by the names that are typed."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class ChartName(StrEnum):
    """The kinds of chart, by the names that are typed."""

    REACHABLE = "reachable"
    RATE = "rate"
    MONEY = "money"
    TORNADO = "tornado"
    DOUBTS = "doubts"
    LINKS = "links"
    TILES = "tiles"


def _address(typed: str) -> Address:
    try:
        return parsed(typed)
    except ValueError as error:  # the parser of options would tell what was typed, a password too
        raise typer.BadParameter(str(error)) from None


Database = Annotated[
    Any,  # an Address, or None: the parser of options knows no unions
    typer.Option(
        parser=_address,
        metavar="ADDRESS",
        help="File of the register or postgresql://…, instead of the setting BURGERNET_DATABASE. "
        "Others on this machine see what is typed: set a password rather there.",
    ),
]
ServerUrl = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        help="Ask this server, not a register here; instead of the setting BURGERNET_SERVER.",
    ),
]
Token = Annotated[
    str | None,
    typer.Option(
        metavar="TOKEN",
        help="Shown to that server. Others on this machine see what is typed: rather set "
        "BURGERNET_TOKEN.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing of how far it is.")]
Scenarios = Annotated[
    list[str],
    typer.Option(
        help="A name (see above) or ALL; may be repeated.", autocompletion=completion.scenarios
    ),
]
Baseline = Annotated[
    str,
    typer.Option(
        help="What they are compared with: as it is from the start, with changed figures only.",
        autocompletion=completion.one_scenario,
    ),
]
Years = Annotated[int, typer.Option(help="How many years.")]
Start = Annotated[int, typer.Option(help="Starts on 1 January of this year.")]
EngineName = Annotated[
    Engine,
    typer.Option(
        help="By replications, exact means only, or by replications with each participant alone: "
        "slow, to check the others."
    ),
]
Replications = Annotated[int, typer.Option(help="How often luck is drawn.")]
StepLength = Annotated[
    StepName, typer.Option(help="How often the base turns over (aggregate engine).")
]
Seed = Annotated[int, typer.Option(help="Seed of the luck.")]
LinkName = Annotated[Link, typer.Option(help="How resolution depends on the base; nobody knows.")]
Hours = Annotated[HoursReading, typer.Option(help="How the memo's 20 hours carry over.")]
Supplementary = Annotated[
    SupplementaryReading, typer.Option(help="Whether € 0.07 holds the € 0.03.")
]
App = Annotated[AppReading, typer.Option(help="Whether users of the free app count.")]
Channels = Annotated[ChannelsReading, typer.Option(help="Whether called and SMS are told apart.")]
DoubtName = Annotated[
    Doubt, typer.Option(help="Replications differ by luck alone, or by drawn figures as well.")
]
Precision = Annotated[
    float | None,
    typer.Option(help="How well yearly solved must be known, such as 0.05; sets the replications."),
]
AdoptedOn = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="When the scenario comes into force; before it is TODAY."),
]
Then = Annotated[
    list[str] | None,
    typer.Option(metavar="DATE:SCENARIO", help="A scenario that follows; may repeat."),
]
Campaigns = Annotated[
    list[str] | None,
    typer.Option(
        "--campaign", metavar="DATE:REGISTRATIONS", help="A burst in three weeks; may repeat."
    ),
]
NotJoining = Annotated[
    list[str] | None,
    typer.Option(metavar="CODE", help="A municipality that goes on as TODAY; may repeat."),
]
BasisName = Annotated[
    Basis, typer.Option(help="Figures of the ledger, or what the register itself teaches.")
]
OpeningName = Annotated[
    Headcount,
    typer.Option(
        help="Counts of the register to start from: as they are published, or exact. A server "
        "gives the exact ones to a role only; what starts from them is not for the public."
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE[@DATE]",
        help="A figure of the ledger; may repeat.",
        autocompletion=completion.settings,
    ),
]
By = Annotated[Split | None, typer.Option(help="Each municipality besides the region.")]
RunId = Annotated[str, typer.Argument(metavar="ID", help="As start and list print it.")]
Plot = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="A chart as well: a name that ends in .svg, .png or .pdf; may repeat.",
    ),
]
Chart = Annotated[
    ChartName | None,
    typer.Option(help="Which; project draws reachable, compare money, sensitivity tornado."),
]
ChartYear = Annotated[
    int | None,
    typer.Option(help="Calendar year of money, tornado, doubts and tiles; absent: the last."),
]
In = Annotated[Language, typer.Option(help="In which the chart is told.")]
FormatName = Annotated[Format, typer.Option(help="For people, or for scripts.")]


def settings(**given: Any) -> Settings:
    """Settings of the environment, but for those given as an option."""
    return Settings.read().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
