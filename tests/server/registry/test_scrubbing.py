import random
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from uuid import UUID

from server.registry.sqlite.scrubbing import scrub

LUCK = random.Random(1)


def copies(path: Path) -> Counter[bytes]:
    """How often each id stands in a file."""
    return Counter(re.findall(rb"[0-9a-f]{32}", path.read_bytes()))


def test_what_sqlite_moved_within_a_page_goes_as_well(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    people = [(UUID(int=LUCK.getrandbits(128)).hex,) for _ in range(12_000)]
    with closing(sqlite3.connect(path, isolation_level=None)) as register:
        for pragma in ("journal_mode = WAL", "secure_delete = ON", "synchronous = OFF"):
            register.execute(f"PRAGMA {pragma}")
        register.execute("CREATE TABLE person (id TEXT PRIMARY KEY)")
        register.execute("BEGIN")
        for person in people:
            register.execute("INSERT INTO person VALUES (?)", person)
        register.execute("COMMIT")
        register.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        moved = [id_.decode() for id_, count in copies(path).items() if count > 2]
        assert moved, "nothing was left anywhere, so this shows nothing"
        for id_ in moved:
            register.execute("DELETE FROM person WHERE id = ?", (id_,))
        register.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert any(copies(path)[id_.encode()] for id_ in moved)

    scrub(path, busy_timeout=1)

    found = copies(path)
    assert {id_: found[id_.encode()] for id_ in moved if found[id_.encode()]} == {}
