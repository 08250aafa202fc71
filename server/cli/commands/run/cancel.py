from server.cli import options
from server.cli.asked import Where, spread
from server.cli.output import write
from server.cli.runs.places import runs_of


@spread
def cancel(id: options.RunId, where: Where) -> None:
    """Cancel a run, if it has not ended; what it has brought stays for when it is started again.

    [bold]Example[/]: burgernet run cancel 0123456789abcdef0123456789abcdef
    """
    told = runs_of(where).cancel(id)
    write(f"{told.id} {told.state.name}\n")
