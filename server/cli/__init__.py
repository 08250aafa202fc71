"""The command line, `burgernet`: what can be typed stands in `commands`."""

import sys

INTERRUPTED = 130


def app() -> int:
    """Run the command this process was started with; the exit code."""
    try:
        from server.cli.running import run  # late: it takes a second, and Ctrl-C may come in it

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED
