"""Projections of a server."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from server.cli import notes
from server.cli.printed import Place, Projected
from server.cli.remote.asking import ask
from server.cli.remote.numbers import COLUMNS, Told, summary
from server.cli.remote.server import Server
from server.services import posing
from server.services.learning import Basis
from server.services.projecting import Doubt, Engine, Sampling
from simulation import Measure, ScenarioName, Step, Summary, WhatIf

PLACES: Final = 50
"""Municipalities asked at a time, so that a country is no more than one answer holds."""

PROJECTION: Final = """
fragment Projected on Projection {
  scenario { name } supposed region synthetic modelVersion dataVersion
  engine replications step seed doubt
  assumptions { name value low high source origin }
}
"""
SERIES: Final = f"""
fragment Series on Projection {{
  whole: series(measures: $measures) {{ ...Columns }}
  apart: series(measures: $measures, municipalities: $places) @include(if: $split) {{
    ...Columns
    municipality {{ code name }}
  }}
}}
{COLUMNS}
"""
_PROJECT: Final = f"""
query Project(
  $input: WhatIfInput!, $measures: [Measure!]!, $places: [ID!], $split: Boolean!
) {{
  projection(input: $input) {{ ...Projected ...Series }}
}}
{PROJECTION} {SERIES}
"""
_REPLICATIONS: Final = """
query Replications($input: WhatIfInput!) { projection(input: $input) { replications } }
"""
_REPORT: Final = "query Report($input: WhatIfInput!) { projection(input: $input) { report } }"
_PLACES: Final = """
query Places($after: String) {
  municipalities(first: 100, after: $after) {
    nodes { code } pageInfo { hasNextPage endCursor }
  }
}
"""


def project(
    server: Server,
    supposed: Sequence[WhatIf],
    sampling: Sampling,
    basis: Basis,
    *,
    measures: Sequence[Measure],
    split: bool,
) -> tuple[list[Projected], list[str]]:
    """Have scenarios played, and split by municipality; with the notes below them."""
    sampling = settled(server, supposed, sampling, basis)
    codes = municipalities(server) if split else ()
    told = [
        _one(server, posing.projection(whatif, sampling, basis), measures, codes)
        for whatif in supposed
    ]
    return [projected(*parts) for parts in told], notes_of(told[0][0])


def settled(
    server: Server, supposed: Sequence[WhatIf], sampling: Sampling, basis: Basis
) -> Sampling:
    """The same with the replications that a precision takes, of the case that takes most."""
    if sampling.precision is None or len(supposed) == 1:
        return sampling
    needed = 0
    for whatif in supposed:
        asked = posing.projection(whatif, sampling, basis)
        needed = max(
            needed, ask(server, _REPLICATIONS, input=asked)["projection"]["replications"] or 0
        )
    return replace(sampling, replications=needed, precision=None) if needed else sampling


def report(server: Server, whatif: WhatIf, sampling: Sampling, basis: Basis) -> str:
    asked = posing.projection(whatif, sampling, basis)
    told: str = ask(server, _REPORT, input=asked)["projection"]["report"]
    return told


def municipalities(server: Server) -> tuple[str, ...]:
    """Codes of all of them, in their order."""
    codes: list[str] = []
    after, more = None, True
    while more:
        page = ask(server, _PLACES, after=after)["municipalities"]
        codes += (node["code"] for node in page["nodes"])
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return tuple(codes)


def _one(
    server: Server, asked: Mapping[str, Any], measures: Sequence[Measure], codes: Sequence[str]
) -> list[Told]:
    """What is told of one projection, its municipalities some at a time."""
    return [
        ask(server, _PROJECT, input=asked, **arguments(measures, part))["projection"]
        for part in parts(codes)
    ]


def parts(codes: Sequence[str]) -> list[Sequence[str]]:
    """Municipalities, as many as are asked at a time; one part without any where there are none."""
    return [codes[begin : begin + PLACES] for begin in range(0, len(codes), PLACES)] or [()]


def arguments(measures: Sequence[Measure], codes: Sequence[str]) -> dict[str, Any]:
    """Variables of `SERIES`."""
    return {
        "measures": [measure.name for measure in measures],
        "places": list(codes) or None,
        "split": bool(codes),
    }


def projected(told: Told, *others: Told) -> Projected:
    """What is printed of a `Projection`, by `PROJECTION` and `SERIES`; in as many parts."""
    summaries: dict[Place, dict[Measure, Summary]] = {None: _by_measure(told["whole"])}
    names: dict[str, str] = {}
    for series in (one for part in (told, *others) for one in part.get("apart") or ()):
        town, found = series["municipality"], summary(series)
        names[town["code"]] = town["name"]
        summaries.setdefault(town["code"], {})[found.measure] = found
    return Projected(
        scenario=ScenarioName[told["scenario"]["name"]],
        beside=tuple(told["supposed"]),
        region=told["region"],
        names=names,
        drawn=told["replications"] is not None,
        summaries=summaries,
    )


def _by_measure(series: Iterable[Told]) -> dict[Measure, Summary]:
    return {found.measure: found for found in map(summary, series)}


def notes_of(told: Told) -> list[str]:
    """What stands below a `Projection`, by `PROJECTION`."""
    return [*learned_of(told), *notes.notes(played(told), sampling_of(told))]


def learned_of(told: Told) -> list[str]:
    """Figures of a `Projection` that the register taught."""
    return notes.learned(
        notes.Figure(one["name"], one["value"], one["low"], one["high"], one["source"])
        for one in told["assumptions"]
        if one["origin"] == "REGISTER"
    )


def played(told: Told) -> notes.Played:
    return notes.Played(
        synthetic=told["synthetic"], model=told["modelVersion"], data=told["dataVersion"]
    )


def sampling_of(told: Told) -> Sampling:
    """How a `Projection` was sampled."""
    engine = Engine[told["engine"]]
    if engine is Engine.ANALYTIC:
        return Sampling(engine=engine)
    return Sampling(
        engine=engine,
        replications=told["replications"],
        step=Step.YEAR if told["step"] is None else Step[told["step"]],
        seed=told["seed"],
        doubt=Doubt[told["doubt"]],
    )
