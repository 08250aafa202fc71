import asyncio
from datetime import UTC, datetime

from server.cli import operator, options, rejected, spared, taken
from server.registry import reference
from server.services import register
from server.services.importing import actions as importing
from server.services.importing.actions import Asked, Taken
from server.settings import Settings
from server.telling.language import Language


def actions(
    file: taken.File,
    region: taken.Region = None,
    reject_rows: rejected.RejectRows = None,
    all_or_nothing: rejected.AllOrNothing = False,
    language: rejected.In = Language.NL,
    database: options.Database = None,
) -> None:
    """Take in a file of past actions: CSV with Dutch headings, into a register of its own.

    An action that is there already, by its reference or else by place, kind and beginning, is not
    added again.

    [bold]Example[/]: burgernet import actions acties.csv --reject-rows afgekeurd.csv
    """
    settings = options.settings(database=database, region=region)
    own = spared.kept(settings, file)
    with rejected.to(reject_rows, language, all_or_nothing=all_or_nothing, spared=own) as reject:
        done = _taken(file, settings, reject, feed=False)
    taken.ignored(done.ignored)
    taken.tell(done.tally, "action")


def feed(
    file: taken.File,
    region: taken.Region = None,
    reject_rows: rejected.RejectRows = None,
    all_or_nothing: rejected.AllOrNothing = False,
    language: rejected.In = Language.NL,
    database: options.Database = None,
) -> None:
    """Take in what Burgernet's feed of actions (version 2) says, into a register of its own.

    Actions of other regions are passed over; of those that are there already, what the feed says
    now is kept. All that the feed says is kept as it came, sealed.

    [bold]Example[/]: curl --silent https://feed.example/v2/actions | burgernet import feed -
    """
    settings = options.settings(database=database, region=region)
    own = spared.kept(settings, file)
    with rejected.to(reject_rows, language, all_or_nothing=all_or_nothing, spared=own) as reject:
        done = _taken(file, settings, reject, feed=True)
    taken.tell(done.tally, "action", elsewhere=done.elsewhere)


def _taken(
    file: str,
    settings: Settings,
    reject: rejected.Rejected | None,
    *,
    feed: bool,
) -> Taken:
    ring = register.keys_of(settings)
    take = importing.take_feed if feed else importing.take_file
    with taken.opened(file) as read:
        asked = Asked(
            file=read,
            region=reference.load(settings.region),
            who=operator.name(),
            now=datetime.now(UTC),
        )

        async def work() -> Taken:
            async with register.existing(settings) as found:
                return await rejected.heeded(take, found, ring, asked, rejected=reject)

        return asyncio.run(work())
