import asyncio

from server.cli import options
from server.cli.output import write
from server.registry import sealings
from server.services import register


def check(database: options.Database = None) -> int:
    """Count what each key sealed; exit code 1 if a key is needed that is not there.

    A key that sealed nothing more may be taken away, once no backup from before is kept.

    [bold]Example[/]: burgernet keys check
    """
    settings = options.settings(database=database)
    ring = settings.key_ring()
    known = [] if ring is None else [id_.hex() for id_ in ring.keys]

    async def counted() -> dict[str, int]:
        async with register.existing(settings) as found, found.reading() as session:
            return await sealings.made_with(session)

    made = asyncio.run(counted())
    for id_ in [*known, *sorted(made.keys() - set(known))]:
        said = "missing" if id_ not in known else "seals" if id_ == known[-1] else "opens"
        write(f"{id_}  {said:8}{made.get(id_, 0):>12,} values\n")
    if not known and not made:
        write("no keys, and nothing sealed\n")
    return 0 if made.keys() <= set(known) else 1
