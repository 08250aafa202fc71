"""Runs of a server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from server.cli import progress
from server.cli.remote import comparisons, outlooks, stream
from server.cli.remote.asking import ask
from server.cli.remote.numbers import Told as Answer
from server.cli.remote.server import Server
from server.cli.remote.trouble import ServerRefused
from server.cli.runs.told import Asked, Brought, Told
from server.registry import RunState
from server.services import posing
from simulation import Measure

PAGE: Final = 100

RUN: Final = """
fragment Standing on Run {
  inputHash state replications replicationsDone rate expectedEnd askedAt endedAt failure digest
  modelVersion dataVersion
}
"""
_START: Final = f"""
mutation Start($input: StartRunInput!) {{
  startRun(input: $input) {{ run {{ ...Standing }} userErrors {{ code message }} }}
}}
{RUN}
"""
_CANCEL: Final = f"""
mutation Cancel($id: ID!) {{
  cancelRun(input: {{id: $id}}) {{ run {{ ...Standing }} userErrors {{ code message }} }}
}}
{RUN}
"""
_LIST: Final = f"""
query List($first: Int!, $after: String, $where: RunWhere) {{
  runs(first: $first, after: $after, where: $where) {{
    nodes {{ ...Standing }} pageInfo {{ hasNextPage endCursor }}
  }}
}}
{RUN}
"""
_STANDING: Final = f"query Standing($id: ID!) {{ run(id: $id) {{ ...Standing }} }} {RUN}"
_PROJECTION: Final = f"""
query Brought($id: ID!, $measures: [Measure!]!, $places: [ID!], $split: Boolean!) {{
  run(id: $id) {{ projection {{ ...Projected ...Series }} }}
}}
{outlooks.PROJECTION} {outlooks.SERIES}
"""
_COMPARISON: Final = f"""
query Compared($id: ID!, {comparisons.ARGUMENTS}) {{
  run(id: $id) {{ comparison {{ ...Compared }} }}
}}
{comparisons.COMPARISON}
"""


@dataclass(frozen=True, slots=True)
class There:
    server: Server

    def start(self, asked: Asked) -> Told:
        if asked.compared:
            asked_of = posing.comparison(asked.whatifs, asked.sampling, asked.basis)
            sent = {"comparison": asked_of}
        else:
            asked_of = posing.projection(asked.whatifs[0], asked.sampling, asked.basis)
            sent = {"projection": asked_of}
        return _told(ask(self.server, _START, input=sent)["startRun"]["run"])

    def watch(self, id_: str, *, quiet: bool) -> Told:
        told = self._standing(id_)
        if told.state.ended:
            return told
        with progress.shown(told.replications, "replications", quiet=quiet) as shown:
            for now in stream.progress(self.server, id_):
                shown.reached(
                    now["replicationsDone"], rate=now["rate"], end=_moment(now["expectedEnd"])
                )
        return self._standing(id_)

    def left(self, id_: str) -> str:
        return f"run {id_} goes on with {self.server.url}"

    def cancel(self, id_: str) -> Told:
        return _told(ask(self.server, _CANCEL, id=id_)["cancelRun"]["run"])

    def listed(self, states: Sequence[RunState], *, first: int) -> list[Told]:
        where = {"state": {"in": [state.name for state in states]}} if states else None
        found: list[Told] = []
        after, more = None, True
        while more and len(found) < first:
            size = min(first - len(found), PAGE)
            page = ask(self.server, _LIST, first=size, after=after, where=where)["runs"]
            found += map(_told, page["nodes"])
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        return found

    def brought(self, id_: str, measures: Sequence[Measure], *, split: bool) -> Brought:
        told = ask(self.server, _COMPARISON, id=id_, **comparisons.arguments())["run"]
        if told is not None and told["comparison"] is not None:
            comparison = told["comparison"]
            return Brought(
                compared=tuple(comparisons.compared(comparison)),
                doubt=outlooks.sampling_of(comparison["baseline"]).doubt,
                notes=tuple(outlooks.notes_of(comparison["baseline"])),
            )
        codes = outlooks.municipalities(self.server) if split else ()
        parts = []
        for part in outlooks.parts(codes):
            variables = outlooks.arguments(measures, part)
            run = ask(self.server, _PROJECTION, id=id_, **variables)["run"]
            if run is None or run["projection"] is None:
                raise _unknown(self.server)
            parts.append(run["projection"])
        return Brought(
            projected=(outlooks.projected(*parts),),
            doubt=outlooks.sampling_of(parts[0]).doubt,
            notes=tuple(outlooks.notes_of(parts[0])),
        )

    def _standing(self, id_: str) -> Told:
        run = ask(self.server, _STANDING, id=id_)["run"]
        if run is None:
            raise _unknown(self.server)
        return _told(run)


def _unknown(server: Server) -> ServerRefused:
    return ServerRefused(f"{server.url}: there is no run with this id, or no longer")


def _told(run: Answer) -> Told:
    return Told(
        id=run["inputHash"],
        state=RunState[run["state"]],
        replications=run["replications"],
        replications_done=run["replicationsDone"],
        rate=run["rate"],
        expected_end=_moment(run["expectedEnd"]),
        asked_at=datetime.fromisoformat(run["askedAt"]),
        ended_at=_moment(run["endedAt"]),
        failure=run["failure"],
        digest=run["digest"],
        model_version=run["modelVersion"],
        data_version=run["dataVersion"],
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
