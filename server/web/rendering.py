"""Pages from templates, and the files beside them under names that change with what is in them."""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from server.telling.language import Language, phrase, words
from simulation import MODEL_VERSION

HERE: Final = Path(__file__).parent
ASSETS: Final = HERE / "assets"
PAGES: Final = {
    "/": phrase("What if"),
    "/counts": phrase("The register in numbers"),
    "/method": phrase("Method"),
    "/accessibility": phrase("Accessibility"),
}
"""What is named above each page, by its path."""
MEDIA: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_QUOTED: Final = re.compile("“[^”]*”")
HEADERS: Final = {
    "content-security-policy": POLICY,
    # not no-referrer: forms that are posted would then be sent with the origin "null"
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


@cache
def templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["memo_in_dutch"] = memo_in_dutch
    return environment


def memo_in_dutch(text: str) -> Markup:
    """Marks what is quoted as Dutch, which it is in English too: a reader aloud must know."""
    return Markup(_QUOTED.sub(r'<span lang="nl">\g<0></span>', str(escape(text))))  # noqa: S704  escaped


@cache
def assets() -> dict[str, str]:
    """Names under which files are served, by their names here: as they change, so do those."""
    return {path.name: _tagged(path) for path in sorted(ASSETS.iterdir()) if path.suffix in MEDIA}


def _tagged(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return f"{path.stem}.{digest}{path.suffix}"


async def asset(request: Request) -> Response:
    """One of the page's files; its name says what is in it, so that it may be kept for ever."""
    for name, tagged in assets().items():
        if request.path_params["name"] == tagged:
            headers = {**HEADERS, "cache-control": "public, max-age=31536000, immutable"}
            path = ASSETS / name
            return Response(path.read_bytes(), media_type=MEDIA[path.suffix], headers=headers)
    return Response(status_code=404)


async def icon(_: Request) -> Response:
    """By the name that a browser tries where a page names none, such as the brief."""
    return RedirectResponse(f"/assets/{assets()['icon.svg']}")


def html(name: str, language: Language, **told: Any) -> str:
    """A page in a language; `here` is its path, and `otherwise` its address in the other one."""
    said = words(language)
    template = templates().get_template(name)
    return template.render(
        _=said,
        language=language,
        assets=assets(),
        pages=[(path, said(text)) for path, text in PAGES.items()],
        model=MODEL_VERSION,
        **told,
    )


def answer(text: str, *, status: int = 200, **headers: str) -> HTMLResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HTMLResponse(text, status, headers={**HEADERS, "cache-control": "no-cache", **named})


def switched(path: str, query: str, language: Language) -> str:
    """The same page in the other language."""
    pairs = [pair for pair in query.split("&") if pair and not pair.startswith("language=")]
    if language is Language.NL:
        pairs.append("language=EN")
    return f"{path}?{'&'.join(pairs)}" if pairs else path
