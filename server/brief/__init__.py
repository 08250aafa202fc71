"""The brief: a what-if as a council memo, to print and to carry to a meeting."""

from server.brief.composing import CHARTS, brief_of
from server.brief.content import Brief
from server.brief.html import as_html, style
from server.brief.pdf import as_pdf

__all__ = ["CHARTS", "Brief", "as_html", "as_pdf", "brief_of", "style"]
