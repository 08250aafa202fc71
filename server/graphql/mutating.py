"""Mutations: one input, one payload that carries the thing or says why not."""

import strawberry

from server.errors import Code, Refused
from server.graphql import run
from server.graphql.comparison import cases_of
from server.graphql.context import Info
from server.graphql.learned import supposed
from server.graphql.limits import work
from server.graphql.run import Run
from server.graphql.usererror import USER_ERRORS, UserError
from server.graphql.whatif import CaseInput, ComparisonInput, WhatIfInput
from server.services.laying import lay_out
from server.services.runs import asking
from server.services.runs.question import Question
from simulation import OutOfBounds
from simulation.bounds import within
from simulation.replications import REPLICATIONS, SEEDS


@strawberry.input(description="What a run plays: one of these.", one_of=True)
class StartRunInput:
    projection: WhatIfInput | None = strawberry.field(
        default=strawberry.UNSET, description="One scenario, played forward."
    )
    comparison: ComparisonInput | None = strawberry.field(
        default=strawberry.UNSET, description="Several cases against a baseline."
    )


@strawberry.type(description="What became of a start.")
class StartRunPayload:
    run: Run | None = strawberry.field(
        description="The run: there already, gone on with, or new; null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.input(description="Which run is cancelled.")
class CancelRunInput:
    id: strawberry.ID = strawberry.field(description="Id of a run.")


@strawberry.type(description="What became of a cancellation.")
class CancelRunPayload:
    run: Run | None = strawberry.field(
        description="The run: CANCELING until it has stopped, or as it had ended; null where there "
        "is none."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


async def start(info: Info, asked: StartRunInput) -> StartRunPayload:
    context = info.context
    which = "comparison" if asked.comparison else "projection"
    try:
        question = await _question(info, asked)
        async with context.database.writing() as session:
            row = await asking.start(
                session, question, most=context.settings.most_runs, now=context.now()
            )
    except (Refused, OutOfBounds) as refusal:
        refused = UserError.of(refusal, ["input", which])
        return StartRunPayload(run=None, user_errors=[refused])
    context.runs.changes.tell()
    return StartRunPayload(run=await run.of_row(info, row), user_errors=[])


async def cancel(info: Info, asked: CancelRunInput) -> CancelRunPayload:
    context = info.context
    try:
        async with context.database.writing() as session:
            row = await asking.cancel(session, run.key_of(asked.id), now=context.now())
    except Refused as refusal:
        return CancelRunPayload(run=None, user_errors=[UserError.of(refusal, ["input", "id"])])
    context.runs.changes.tell()
    return CancelRunPayload(run=await run.of_row(info, row), user_errors=[])


async def _question(info: Info, asked: StartRunInput) -> Question:
    """What is asked, laid out once to see that it can be played; raises Refused, OutOfBounds."""
    context, settings = info.context, info.context.settings
    horizon: WhatIfInput | ComparisonInput
    cases: list[CaseInput]
    if asked.comparison:
        horizon, cases = asked.comparison, cases_of(asked.comparison)
    elif asked.projection:
        horizon, cases = asked.projection, [asked.projection]
    else:  # graphql-core refuses it; what is left is null, which has a type but no value
        raise Refused(Code.BAD_INPUT, "one of projection and comparison must be given")
    sampling = horizon.to_sampling()
    within("replications", horizon.replications, *REPLICATIONS)
    within("seed", horizon.seed, *SEEDS)
    asking.drawn(sampling)
    context.budget.work(work.CASE * len(cases))
    whatifs = await supposed(info, cases, start=horizon.start, years=horizon.years)
    laid = await lay_out(
        context.database,
        context.workers,
        whatifs,
        sampling,
        most_cells=settings.most_run_cells,
        today=context.today,
    )
    return asking.question(
        tuple(whatifs),
        compared=bool(asked.comparison),
        sampling=laid.sampling,
        opening=laid.found,
        most_megabytes=settings.most_run_megabytes,
    )
