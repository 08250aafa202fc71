"""The brief as a page: to be read on a screen, and printed on A4."""

from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from server.brief.content import Brief

HERE: Final = files("server.brief")


def style() -> str:
    """The style sheet, for screen and print."""
    return (HERE / "brief.css").read_text("utf-8")


def as_html(brief: Brief, *, stylesheet: str | None = None) -> str:
    """Make a page that stands alone, or one that takes its style from an address."""
    page: str = _template().render(
        brief=brief,
        style=None if stylesheet else Markup(style()),  # noqa: S704  a file of our own
        stylesheet=stylesheet,
        drawn=Markup,  # pictures are drawn here; whatever text is in them is escaped there
    )
    return page


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((HERE / "brief.html").read_text("utf-8"))
