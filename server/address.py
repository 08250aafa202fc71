"""Where a register is: a file, or a database that a server of PostgreSQL keeps."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

SCHEMES = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class Server:
    """A database by its URL; shown without the password, wherever that stands in it."""

    url: str = field(repr=False)

    @property
    def name(self) -> str:
        """Name of the database."""
        return urlsplit(self.url).path.strip("/")

    def __str__(self) -> str:
        without = re.sub(r"(?<=://)([^/?#@:]*):[^/?#]*@", r"\1@", self.url)
        return re.sub(r"(?i)(password=)[^&]*", r"\1…", without)


Address: TypeAlias = Path | Server


def parsed(text: str | Path | Server) -> Address:
    """Read what somebody set or typed; raises ValueError, which never tells a password.

    Of a link it is the file it leads to: what belongs to a register lies beside that one, and a
    restore must not replace the link.
    """
    if isinstance(text, Path):
        return Path(os.path.realpath(text)) if os.path.islink(text) else text
    if isinstance(text, Server):
        return text
    if not text.startswith(SCHEMES):
        if "://" in text:
            raise ValueError("must be a file, or postgresql://user@host/database")
        if not text:
            raise ValueError("must be a file, or postgresql://…, and is nothing")
        return parsed(Path(text))
    try:
        parts = urlsplit(text)
        named, _ = parts.path.strip("/"), parts.port
    except ValueError:
        raise ValueError("is no URL: port and brackets, if any, must be right") from None
    if not named or "/" in named:
        raise ValueError("must name one database: postgresql://user@host/database")
    return Server(text)
