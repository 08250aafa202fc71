from typing import Annotated

import typer

from server.cli import completion, options, question
from server.cli.asked import Sampled, Supposed, Where, spread
from server.cli.options import Format
from server.cli.output import say, write
from server.cli.runs.ending import watched
from server.cli.runs.places import runs_of
from server.cli.runs.told import Asked


@spread
def start(
    scenario: options.Scenarios,
    supposed: Supposed,
    sampled: Sampled,
    where: Where,
    baseline: Annotated[
        str | None,
        typer.Option(
            help="What they are compared with; of several scenarios, TODAY if absent.",
            autocompletion=completion.one_scenario,
        ),
    ] = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Ask it, print its id, and play nothing here.")
    ] = False,
    by: options.By = None,
    format: options.FormatName = Format.TABLE,
    quiet: options.Quiet = False,
) -> int:
    """Start a run, follow it, and print what it brings as project or compare would.

    It is recorded in the register, block by block, and played by whoever serves that;
    if nobody does, by this command. After Ctrl-C the same command goes on with it, or
    watch, or a server. The same question is the same run, however often it is started.

    Exit code 1: it failed, or was cancelled.

    [bold]Examples[/]:

    burgernet run start --scenario FROZEN --step month --replications 20000

    burgernet run start --baseline TODAY --scenario LEAN --replications 50000 --format csv

    id=$(burgernet run start --scenario FROZEN --replications 50000 --detach)
    """
    sampling = question.sampling(sampled)
    names = question.scenarios(scenario)
    compared = baseline is not None or len(names) > 1
    chosen = question.compared(baseline or "TODAY", scenario) if compared else names
    runs = runs_of(where)
    told = runs.start(
        Asked(
            whatifs=(question.against if compared else question.whatifs)(chosen, supposed),
            compared=compared,
            sampling=sampling,
            basis=supposed.basis,
        )
    )
    if detach:
        write(f"{told.id}\n")
        return 0
    say(f"run {told.id}")
    return watched(runs, told.id, split=by is not None, format_=format, quiet=quiet)
