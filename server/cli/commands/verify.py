import asyncio

import simulation
from server.cli import playing, question
from server.cli.commands import options
from server.cli.notes import notes
from server.cli.output import say, write
from server.cli.question import Readings, StepName
from server.services import projecting
from server.services.projecting import Engine
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
    settings = options.settings(database=database)
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
    for note in notes(found, sampling):
        say(note)
    return 0 if all(verification.holds for verification in told.values()) else 1
