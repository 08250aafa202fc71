"""How long a file of participants takes to be imported, and how much memory.

`python -m bench.imports [ROWS …]`; 37,000 rows, as Twente has them, and ten times as many.
"""

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from server.registry import Database, reference
from server.sealing import KeyRing, drawn
from server.services.importing import participants
from server.services.importing.participants import Asked

USUAL: Final = (37_000, 370_000)
AS_OF: Final = date(2014, 11, 18)
HEADINGS: Final = (
    "naam;mobiel;telefoon;e-mail;postcode;huisnummer;geboortejaar;kanaal;gemeente;ingeschreven op;"
    "uitgeschreven op;reden"
)
_LETTERS: Final = "ABCDEGHJKLMNPRTVWXZ"


def rows(count: int, places: list[str], *, first: int = 0) -> Iterator[str]:
    """Rows of a made-up file, its headings first: no two people share a number."""
    yield HEADINGS
    for number in range(first, first + count):
        postcode = f"{7500 + number % 400} {_LETTERS[number % 19]}{_LETTERS[number // 19 % 19]}"
        email = f"deelnemer{number}@voorbeeld.nl" if number % 3 == 0 else ""
        left = ("1-2-2014", "verhuisd") if number % 20 == 0 else ("", "")
        yield ";".join(
            (
                f"Deelnemer van de Tweede {number}",
                f"06{10_000_000 + number:08}",
                "",
                email,
                postcode,
                str(1 + number % 200),
                str(1930 + number % 65),
                "",
                places[number % len(places)],
                f"{1 + number % 28:02}-{1 + number % 12:02}-{2011 + number % 3}",
                *left,
            )
        )


async def measure(count: int, folder: Path) -> tuple[float, float, float]:
    """How long it takes [s], the processor's time of it [s], and the most memory [MB]."""
    region = reference.load("twente")
    file = folder / "deelnemers.csv"
    with file.open("w") as written:
        written.writelines(
            f"{row}\n" for row in rows(count, [place.code for place in region.places])
        )
    key = drawn()
    database = Database(folder / "register.sqlite")
    await database.prepare()
    begin, worked = time.perf_counter(), time.process_time()
    with file.open("rb") as read:
        asked = Asked(file=read, region=region, as_of=AS_OF, who="bench", now=datetime.now(UTC))
        taken = await participants.take(database, KeyRing({key.id: key}), asked)
    took, worked = time.perf_counter() - begin, time.process_time() - worked
    await database.close()
    if taken.tally.accepted != count:
        raise RuntimeError(f"not all went in: {taken}")
    return took, worked, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(counts: list[int]) -> None:
    """Each in a process of its own, for memory is not given back."""
    if len(counts) == 1:
        with tempfile.TemporaryDirectory() as folder:
            took, worked, memory = asyncio.run(measure(counts[0], Path(folder)))
        each = 1e6 * worked / counts[0]
        print(
            f"{counts[0]:>10,} rows  {took:8.1f} s  {each:6.0f} µs a row of a core  "
            f"{memory:6.0f} MB at most"
        )
        return
    for count in counts or USUAL:
        again = [sys.executable, "-m", "bench.imports", str(count)]
        subprocess.run(again, check=True)  # noqa: S603  ourselves


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]])
