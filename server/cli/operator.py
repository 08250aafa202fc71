"""Who types a command, as the audit trail names them."""

import getpass


def name() -> str:
    try:
        return f"operator:{getpass.getuser()}"
    except (KeyError, OSError):  # a container may have no name for its user
        return "operator"
