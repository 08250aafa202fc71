"""A portable backup that no register made is refused in one line, before anything is replaced."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine

from server.errors import DatabaseRefused
from server.registry import Database, portable
from tests.server.registry.test_keeping import as_it_is

HEAD = {"burgernet": 1, "revision": "0005", "numbers": {}}
TOWN = ["municipality", "GM0141", "Almelo", 6941, 3, 31000]


def sound(*lines: Any) -> bytes:
    """A backup whose end fits what it holds, whatever that is."""
    told = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    end = {"rows": len(lines) - 1, "sha256": hashlib.sha256(told).hexdigest()}
    return gzip.compress(told + json.dumps(end).encode() + b"\n")


def spoilt(saved: bytes) -> bytes:
    """One whose packing fails, not what it holds."""
    return saved[:40] + bytes(20) + saved[60:]


MADE_BY_NONE = [
    (sound({**HEAD, "revision": -1}), "its revision is no step"),
    (sound({**HEAD, "revision": "-1"}), "its revision is no step"),
    (sound({**HEAD, "revision": ""}), "its revision is no step"),
    (sound({**HEAD, "revision": "0002x"}), "its revision is no step"),
    (sound({**HEAD, "revision": "9" * 50}), "a newer version: schema 9999999999"),
    (sound({"burgernet": 1}), "its revision is no step"),
    (sound({**HEAD, "numbers": 5}), "its numbers must be of participant and action"),
    (sound({**HEAD, "numbers": {"person": 1}}), "its numbers must be of"),
    (sound({**HEAD, "numbers": {"action": "x"}}), r"numbers.action must be in \[0, 2147483647"),
    (sound({**HEAD, "numbers": {"action": 2**31}}), "numbers.action must be"),
    (sound({**HEAD, "numbers": {"action": -1}}), "numbers.action must be"),
    (sound(HEAD), "its audit trail has no head"),
    (sound(HEAD, 5), "is damaged"),
    (sound(HEAD, ["nobody", 1]), "is damaged"),
    (sound(HEAD, ["participant", 1]), "is damaged"),
    (sound(HEAD, [*TOWN[:2], None, *TOWN[3:]]), "is damaged"),
    (sound(HEAD, TOWN, TOWN), "is damaged"),
    (gzip.compress(b"[" * 100_000 + b"\n"), "is damaged"),
    (spoilt(gzip.compress(bytes(range(256)) * 10)), "is damaged"),
]


def test_what_no_register_made_is_refused_in_one_line(tmp_path: Path) -> None:
    engine = create_engine("sqlite://", poolclass=NullPool)

    for saved, said in MADE_BY_NONE:
        (tmp_path / "saved").write_bytes(saved)
        with engine.connect() as connection, pytest.raises(DatabaseRefused, match=said) as refused:
            portable.load(connection, tmp_path / "saved")
        assert "\n" not in str(refused.value)
        assert "Almelo" not in str(refused.value)


@pytest.mark.anyio
async def test_where_it_is_refused_the_register_stays(database: Database, tmp_path: Path) -> None:
    mark = await database.mark()
    await database.close()
    (tmp_path / "saved").write_bytes(sound(HEAD, TOWN))

    with pytest.raises(DatabaseRefused, match="its audit trail has no head"):
        await database.restore(tmp_path / "saved", replace=True, settle=as_it_is)

    assert await database.mark() == mark


@pytest.mark.anyio
async def test_a_line_beyond_the_bound_is_not_read_to_its_end(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portable, "LONGEST", 10_000)
    await database.close()
    (tmp_path / "saved").write_bytes(sound(HEAD, ["municipality", "x" * 10_000]))

    with pytest.raises(DatabaseRefused, match="line 2 has more than 10,000 bytes"):
        await database.restore(tmp_path / "saved", replace=True, settle=as_it_is)


@pytest.mark.anyio
async def test_what_could_not_be_read_again_is_not_saved(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portable, "LONGEST", 50)

    with pytest.raises(DatabaseRefused, match="a row of more than 50 bytes in audit_head"):
        await database.save(tmp_path / "saved", portably=True)

    assert not [file for file in tmp_path.iterdir() if file.name.startswith("saved")]  # noqa: ASYNC240  nobody else waits
