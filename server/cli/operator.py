"""Who types a command, as the audit trail names them: by the system's word, not by a variable's."""

import os
import pwd
import re
from typing import Final

LONGEST: Final = 64
"""Of the name of a user, in the trail [characters]."""
_ODD: Final = re.compile(r"[^A-Za-z0-9._@\\-]")
"""What a name may have elsewhere, but nothing in the trail: a space ends a word there."""


def name() -> str:
    """`operator:USER`; of whom `sudo` says that another became this user: `operator:USER(OTHER)`.

    USER is a number where the system has no name for it, as in many a container.
    """
    user, told = os.getuid(), os.environ.get("SUDO_UID", "")
    other = int(told) if re.fullmatch("[0-9]{1,10}", told) else user
    behind = "" if other == user else f"({_named(other)})"
    return f"operator:{_named(user)}{behind}"


def _named(user: int) -> str:
    try:
        found = pwd.getpwuid(user).pw_name
    except (KeyError, OverflowError):
        found = str(user)
    return _ODD.sub("_", found)[:LONGEST]
