"""What the page says besides a result: what is wrong, how far a run is, what its script says."""

from datetime import datetime
from typing import Any

from server.registry import RunState
from server.registry.runs import Standing
from server.rest.problems import Problem
from server.services.runs import following
from server.telling import refusals
from server.telling.language import Words, phrase

_STATES = {
    RunState.QUEUED: phrase("It waits for its turn."),
    RunState.RUNNING: phrase("It is being played."),
    RunState.CANCELING: phrase("It is being cancelled."),
    RunState.SUCCEEDED: phrase("It is done."),
    RunState.FAILED: phrase("It failed."),
    RunState.CANCELED: phrase("It was cancelled."),
}
_CAPTION = phrase(
    "Of the year {year}; numbers of participants on 31 December, costs in euros of 2014. "
    "The range in small print holds nine in ten of what luck may bring. "
    "Differences are computed before rounding."
)


def complaint(problem: Problem, words: Words, startable: bool) -> dict[str, Any]:
    """What is wrong, all of it, and what can be done."""
    said = [fault.detail for fault in problem.faults] or [problem.detail]
    headings = {
        "TOO_LARGE": words("This is too large to be answered at once"),
        "TOO_SLOW": words("This takes too long to be answered at once"),
        "BUSY": words("It is busy here; nothing is wrong with your question"),
    }
    return {
        "heading": headings.get(problem.code, words("This cannot be answered")),
        "said": [refusals.complaint(words, problem.code, one) for one in said],
        "startable": startable,
    }


def progress(found: Standing, now: datetime, words: Words) -> dict[str, Any]:
    """How far a run is, and when it ends."""
    run, end = found.run, following.expected_end(found, now)
    return {
        "id": run.id,
        "state": run.state.name,
        "ended": run.state.ended,
        "cancelable": run.state in (RunState.QUEUED, RunState.RUNNING),
        "replications": run.replications,
        "done": found.replications,
        "told": told(run.state, found.replications, run.replications, words),
        "end": ""
        if end is None
        else words("Expected to end at {time}.", time=f"{end.astimezone():%H:%M:%S}"),
    }


def told(state: RunState, done: int, replications: int, words: Words) -> str:
    so_far = words(
        "{done} of {all} replications are done.",
        done=words.number(done),
        all=words.number(replications),
    )
    return f"{words(_STATES[state])} {so_far}"


def texts(words: Words) -> dict[str, str]:
    """What the page's script says, by key; its braces are filled in there."""
    return {
        "caption": words(_CAPTION),
        "last": words("the last ({year})"),
        "computing": words("Computing …"),
        "drawing": words("This is the expected course; luck is being drawn …"),
        "done": words("Up to date."),
        "failed": words("This could not be computed: {why}"),
        "choose": words("Choose a scenario."),
        "noNumber": words("{label}: “{text}” is no number."),
        "noDay": words("Fill in on which day the campaign begins."),
        "stale": words(
            "This picture was not drawn for these assumptions yet; print again in a moment."
        ),
        "cutOff": words("No connection with the server; trying again …"),
        "slider": words("{label}, slider"),
        "ends": words("Expected to end at {time}."),
        "so far": words("{done} of {all} replications are done."),
        **{state.name: words(text) for state, text in _STATES.items()},
    }
