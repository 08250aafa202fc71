import asyncio

from server.cli import options
from server.cli.output import write
from server.cli.spoilt import tell
from server.registry import sealings
from server.services import register, resealing
from server.services.resealing import Spoilt


def check(database: options.Database = None) -> int:
    """Count what each key sealed, and open all of it.

    Exit code 1 if a key is needed that is not there, or something does not open: it is named.

    A key that sealed nothing more may be taken away, once no backup from before is kept.

    [bold]Example[/]: burgernet keys check
    """
    settings = options.settings(database=database)
    ring = settings.key_ring()
    known = [] if ring is None else [id_.hex() for id_ in ring.keys]

    async def counted() -> tuple[dict[str, int], Spoilt]:
        async with register.prepared(settings, make=False) as found:
            async with found.reading() as session:
                made = await sealings.made_with(session)
            return made, Spoilt() if ring is None else await resealing.spoilt(found, ring)

    made, spoilt = asyncio.run(counted())
    for id_ in [*known, *sorted(made.keys() - set(known))]:
        said = "missing" if id_ not in known else "seals" if id_ == known[-1] else "opens"
        write(f"{id_ or 'none'}  {said:8}{made.get(id_, 0):>12,} values\n")
    if not known and not made:
        write("no keys, and nothing sealed\n")
    tell(spoilt)
    return 1 if spoilt.count or made.keys() - set(known) else 0
