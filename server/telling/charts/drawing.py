"""From a chart to a picture, without a browser: vl-convert runs Vega inside this process.

A specification without its data is compiled once; a picture then costs running Vega alone. Vega
may fetch nothing: there is no address it is allowed.
"""

import json
from collections import OrderedDict
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import vl_convert

from server.telling.charts import slimming
from server.telling.charts.chart import Chart

KEPT: Final = 64
"""Pictures that are kept: what everyone sees first is drawn once."""
_VERSION: Final = "6.1"
_NOWHERE: Final[list[str]] = []

_counts: Final = {"compiled": 0, "rendered": 0}
_kept: Final[OrderedDict[str, str]] = OrderedDict()
_lock: Final = Lock()


def svg(chart: Chart, *, headed: bool = False) -> str:
    """Draw a chart, to be put in a page as it is; for a worker thread.

    Headed, it has its title above it: for a picture that goes by itself.
    """
    about = [chart.title, chart.summary, headed, chart.specification]
    told = json.dumps(about, allow_nan=False)
    with _lock:
        if told in _kept:
            _kept.move_to_end(told)
            return _kept[told]
        # it draws one at a time anyhow
        picture = slimming.slim(
            _rendered(chart.specification), chart.title, chart.summary, headed=headed
        )
        _kept[told] = picture
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return picture


def png(chart: Chart, scale: float = 2.0, *, headed: bool = False) -> bytes:
    return bytes(vl_convert.svg_to_png(svg(chart, headed=headed), scale=scale))


def pdf(chart: Chart, *, headed: bool = False) -> bytes:
    return bytes(vl_convert.svg_to_pdf(svg(chart, headed=headed)))


def warm() -> None:
    """Start Vega, which takes half a second, before anyone waits for it."""
    _compiled(json.dumps({"data": {"values": []}, "mark": "point"}))


def rendered() -> int:
    """How many pictures were drawn by this process, those kept and shown again not counted."""
    return _counts["rendered"]


def compiled() -> int:
    """How many specifications were compiled."""
    return _counts["compiled"]


def forget() -> None:
    """Keep no picture any longer."""
    with _lock:
        _kept.clear()


def _rendered(specification: dict[str, Any]) -> str:
    sets = specification["datasets"]
    values = {param["name"]: param["value"] for param in specification.get("params", ())}
    vega = json.loads(_compiled(_bare(specification)))
    for data in vega["data"]:
        if data["name"] in sets:
            data["values"] = _written(sets[data["name"]])
    for signal in vega.get("signals", ()):
        if signal["name"] in values:
            signal["value"] = values[signal["name"]]
    _counts["rendered"] += 1
    return str(vl_convert.vega_to_svg(vega, allowed_base_urls=_NOWHERE))


def _written(value: Any) -> Any:
    """Data without characters that are no text: measuring these, Vega's host aborts the process."""
    match value:
        case str():
            return slimming.written(value)
        case list():
            return [_written(one) for one in value]
        case dict():
            return {name: _written(one) for name, one in value.items()}
        case _:
            return value


def _bare(specification: dict[str, Any]) -> str:
    """A specification without what differs from one what-if to the next."""
    without = {name: value for name, value in specification.items() if name != "datasets"}
    if "params" in without:
        without["params"] = [{**param, "value": None} for param in without["params"]]
    return json.dumps(without)


@lru_cache(maxsize=256)
def _compiled(bare: str) -> str:
    _counts["compiled"] += 1
    return json.dumps(vl_convert.vegalite_to_vega(bare, vl_version=_VERSION))
