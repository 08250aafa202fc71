"""An import holds a batch of its file in memory, however many rows the file has."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def megabytes(rows: int) -> float:
    """The most memory a process took that imports so many rows, itself included."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.imports", str(rows)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.partition("MB at most")[0].split()[-1])


def test_eight_times_as_many_rows_take_hardly_more_memory() -> None:
    few, many = megabytes(4_000), megabytes(32_000)

    assert many < 1.1 * few
