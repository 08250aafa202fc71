"""From a chart to a picture, without a browser.

Vega runs in a process beside this one: in here it would hold the lock of the interpreter for as
long as it draws, and a character that it cannot measure would end the server. The process starts
when the first picture is wanted, and ends with this one. A specification without its data is
compiled once; a picture then costs running Vega alone.
"""

import json
from base64 import b64decode
from collections import OrderedDict
from threading import Lock
from typing import Any, Final

from server.telling.charts import slimming
from server.telling.charts.beside import Beside
from server.telling.charts.chart import Chart

KEPT: Final = 64
"""Pictures that are kept: what everyone sees first is drawn once."""

_counts: Final = {"compiled": 0, "rendered": 0}
_kept: Final[OrderedDict[str, str]] = OrderedDict()
_lock: Final = Lock()
_vega: Final = Beside("server.telling.vega")


def svg(chart: Chart, *, headed: bool = False) -> str:
    """Draw a chart, to be put in a page as it is; for a worker thread.

    Headed, it has its title above it: for a picture that goes by itself. Raises NotDrawn.
    """
    about = [chart.title, chart.summary, headed, chart.specification]
    told = json.dumps(about, allow_nan=False)
    with _lock:
        if told in _kept:
            _kept.move_to_end(told)
            return _kept[told]
    picture = slimming.slim(
        _rendered(chart.specification), chart.title, chart.summary, headed=headed
    )
    with _lock:
        _kept[told] = picture
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return picture


def png(chart: Chart, scale: float = 2.0, *, headed: bool = False) -> bytes:
    """Likewise, as pixels: `scale` of them for each unit of a chart that is 560 wide."""
    return as_png(svg(chart, headed=headed), scale)


def as_png(picture: str, scale: float = 2.0) -> bytes:
    """A picture that was drawn, as pixels; raises NotDrawn."""
    return b64decode(_vega.ask({"svg": picture, "as": "png", "scale": float(scale)})["file"])


def as_pdf(picture: str) -> bytes:
    return b64decode(_vega.ask({"svg": picture, "as": "pdf"})["file"])


def rendered() -> int:
    """How many pictures were drawn for this process, those kept and shown again not counted."""
    return _counts["rendered"]


def compiled() -> int:
    """How many specifications were compiled."""
    return _counts["compiled"]


def forget() -> None:
    """Keep no picture any longer."""
    with _lock:
        _kept.clear()


def _rendered(specification: dict[str, Any]) -> str:
    asked = {
        "bare": _bare(specification),
        "sets": _written(specification["datasets"]),
        "values": {param["name"]: param["value"] for param in specification.get("params", ())},
    }
    answer = _vega.ask(asked)
    with _lock:
        _counts["rendered"] += 1
        _counts["compiled"] += answer["compiled"]
    return str(answer["svg"])


def _written(value: Any) -> Any:
    """Data without characters that are no text: measuring these, vl-convert aborts."""
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
