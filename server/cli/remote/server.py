"""Which server is asked, if any, and what is shown to it."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from server.cli import options
from server.cli.asked import Where
from server.cli.remote.trouble import ServerRefused
from server.credentials import tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    url: str
    """Without a slash at its end."""
    token: str | None = field(default=None, repr=False)


def server_of(where: Where) -> Server | None:
    """The server that was typed or set; None: a register here. Raises ServerRefused."""
    if where.database is not None and where.server is not None:
        raise ServerRefused("--database and --server: a register is here, or with a server")
    if where.token is not None and where.database is not None:
        raise ServerRefused("--token is for a server, and --database is a register here")
    settings = options.settings()
    url = where.server or settings.server
    if where.database is not None or not url:
        if where.token is not None:
            raise ServerRefused("--token is for a server: name it by --server")
        return None
    set_ = None if settings.token is None else settings.token.get_secret_value()
    return checked(url, where.token or set_)


def checked(url: str, token: str | None) -> Server:
    """Raise ServerRefused for an address that is none, or would give a token away."""
    try:
        parts = urlsplit(url)
        there = parts.hostname and parts.port != 0
    except ValueError:
        there = False
    if not there or parts.scheme not in ("http", "https"):
        raise ServerRefused("--server is no address, such as https://burgernet.example")
    if parts.username is not None or parts.password is not None:
        raise ServerRefused("--server holds a name or password: use BURGERNET_TOKEN")
    if parts.query or parts.fragment:
        raise ServerRefused("--server holds more than an address, such as https://a.example/path")
    if token:
        if not (token.isascii() and token.isprintable() and " " not in token):
            raise ServerRefused("the token holds characters that cannot be sent")
        if token.startswith(tokens.PREFIX) and not tokens.is_well_formed(token):
            raise ServerRefused("the token is mistyped, or a part of it is missing")
        if parts.scheme == "http" and not _is_here(parts):
            raise ServerRefused(
                f"a token is not sent over plain http: use https://{parts.netloc}, or no token"
            )
    path = parts.path.rstrip("/").removesuffix("/graphql")
    return Server(url=f"{parts.scheme}://{parts.netloc}{path}", token=token or None)


def _is_here(parts: SplitResult) -> bool:
    """Whether what is sent does not leave this machine."""
    host = parts.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
