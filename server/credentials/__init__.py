"""Who asks: what proves it, and what it says. It knows no register and no transport."""

from server.credentials.principal import ANONYMOUS, Principal, Right, Role

__all__ = ["ANONYMOUS", "Principal", "Right", "Role"]
