"""Why a server gave no answer, in one line; none of them ever holds the token."""


class ServerRefused(Exception):
    """It does not do what was asked, or cannot be asked so."""


class ServerFailed(Exception):
    """It cannot be reached, or did not bring the answer to its end."""
