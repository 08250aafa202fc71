import asyncio

from server.cli import options
from server.cli.output import write
from server.services import safekeeping


def check(database: options.Database = None) -> int:
    """Look at all of a register, and change nothing; exit code 1 if something is wrong.

    [bold]Example[/]: burgernet db check
    """
    found = asyncio.run(safekeeping.check(options.settings(database=database)))
    for one in found:
        write(f"{'ok' if one.ok else 'WRONG':7}{one.what:14}{one.told}\n")
    return 0 if all(one.ok for one in found) else 1
