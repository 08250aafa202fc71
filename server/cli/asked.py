"""Groups of options that commands share: each becomes one value."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from functools import wraps
from typing import Any, TypeVar

from server.cli import options
from server.cli.options import StepName
from server.services.headcount import Headcount
from server.services.learning import Basis
from server.services.projecting import Doubt, Engine
from server.telling.language import Language
from simulation import AppReading, ChannelsReading, HoursReading, Link, SupplementaryReading

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What is supposed beside a scenario, as it was typed."""

    years: options.Years = 10
    start: options.Start = 2015
    link: options.LinkName = Link.POWER
    hours: options.Hours = HoursReading.LINEAR
    supplementary: options.Supplementary = SupplementaryReading.INCLUSIVE
    app: options.App = AppReading.WITHOUT
    channels: options.Channels = ChannelsReading.TOGETHER
    basis: options.BasisName = Basis.LEDGER
    setting: options.Set = None
    adopted_on: options.AdoptedOn = None
    then: options.Then = None
    campaign: options.Campaigns = None
    not_joining: options.NotJoining = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """How it is computed, as it was typed."""

    engine: options.EngineName = Engine.AGGREGATE
    replications: options.Replications = 1000
    step: options.StepLength = StepName.YEAR
    seed: options.Seed = 1
    doubt: options.DoubtName = Doubt.CHANCE
    opening: options.OpeningName = Headcount.PUBLISHED
    precision: options.Precision = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Whose register is asked, as it was typed."""

    database: options.Database = None
    server: options.ServerUrl = None
    token: options.Token = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What is drawn besides, as it was typed."""

    plot: options.Plot = None
    chart: options.Chart = None
    chart_year: options.ChartYear = None
    language: options.In = Language.NL


def spread(command: Callable[..., T]) -> Callable[..., T]:
    """Let a command that takes groups of options be typed with their fields.

    Its signature, which the parser reads, has each field in the place of its group.
    """
    signature = inspect.signature(command, eval_str=True)
    groups: dict[str, Any] = {
        name: parameter.annotation
        for name, parameter in signature.parameters.items()
        if isinstance(parameter.annotation, type) and is_dataclass(parameter.annotation)
    }

    @wraps(command)
    def typed(**given: Any) -> T:
        made = {
            name: group(**{field.name: given.pop(field.name) for field in fields(group)})
            for name, group in groups.items()
        }
        return command(**given, **made)

    parameters = [
        parameter
        for name, whole in signature.parameters.items()
        for parameter in (
            inspect.signature(groups[name], eval_str=True).parameters.values()
            if name in groups
            else [whole.replace(kind=inspect.Parameter.KEYWORD_ONLY)]
        )
    ]
    typed.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    typed.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by it
    return typed
