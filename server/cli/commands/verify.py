import simulation
from server.cli import options, question
from server.cli.asked import Sampled, Supposed
from server.cli.laid import lay_out
from server.cli.options import StepName
from server.cli.output import say, write
from simulation import Samples


def verify(
    replications: options.Replications = 1000,
    step: options.StepLength = StepName.YEAR,
    seed: options.Seed = 1,
    years: options.Years = 10,
    start: options.Start = 2015,
    database: options.Database = None,
) -> int:
    """Play every scenario and hold its means to the closed form; exit code 1 if one is off.

    [bold]Example[/]: burgernet verify --replications 4000 --step month
    """
    laid = lay_out(
        [question.ALL],
        Supposed(years=years, start=start),
        Sampled(replications=replications, step=step, seed=seed),
        database=database,
    )
    told = {
        outlook.plan.whatif.scenario: simulation.verify(outlook)
        for outlook in laid.played()
        if isinstance(outlook, Samples)
    }
    for name, verification in told.items():
        write(f"{name:23} {verification.words}\n")
    for note in laid.notes:
        say(note)
    return 0 if all(verification.holds for verification in told.values()) else 1
