"""Where runs are asked for, as it was typed or set."""

from server.cli import options
from server.cli.asked import Where
from server.cli.remote.server import server_of
from server.cli.runs.told import Runs


def runs_of(where: Where) -> Runs:
    server = server_of(where)
    if server is None:
        from server.cli.runs.here import Here  # late: it brings the whole register

        return Here(options.settings(database=where.database))
    from server.cli.runs.there import There  # late: it takes a while, and few ask a server

    return There(server)
