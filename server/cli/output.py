"""Results go to stdout, whatever else is said to stderr."""

import os
import sys


def say(message: str) -> None:
    """Tell the user something beside the result, in one line."""
    sys.stderr.write(f"burgernet: {' '.join(message.split())}\n")
    sys.stderr.flush()


def counted(number: int, one: str) -> str:
    """So many of what is named in the singular."""
    return f"{number:,} {one if number == 1 else f'{one}s'}"


def write(result: str) -> None:
    """Write a result; whoever has read enough of it may close the pipe."""
    try:
        sys.stdout.write(result)
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go()


def write_bytes(result: bytes) -> None:
    """Write a result that is no text, likewise."""
    try:
        sys.stdout.buffer.write(result)
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go()


def _let_go() -> None:
    # The interpreter flushes once more on its way out, and would complain then.
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
