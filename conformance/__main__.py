"""All judges against one live server; fails if any of them finds, skips or says nothing.

`python -m conformance graphql-ws gql` asks those two alone.
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

from conformance.asking import ask
from conformance.judges import JUDGES
from conformance.serving import served
from conformance.verdicts import table

SETTINGS: Final = {
    "BURGERNET_MOST_CELLS": "2000000",
    "BURGERNET_MOST_RUN_CELLS": "5000000",
    "BURGERNET_MOST_RUNS": "3",
    "BURGERNET_COST_PER_MINUTE": "1000000000",
}
"""What is made up by chance is kept small: it is asked by the hundred."""


def main(only: list[str]) -> int:
    """Print a line for each judge as it ends, what failed, and a table."""
    unknown = set(only) - {judge.tool for judge in JUDGES}
    if unknown:
        raise SystemExit(f"no such tool: {', '.join(sorted(unknown))}")
    found = []
    with tempfile.TemporaryDirectory() as folder, served(SETTINGS) as origin:
        for judge in JUDGES:
            if only and judge.tool not in only:
                continue
            print(f"{judge.tool} {judge.at}…", flush=True)
            verdict = ask(judge, origin, Path(folder))
            found.append(verdict)
            for complaint in verdict.complaints:
                print(f"  FAILED {complaint}", flush=True)
    print(f"\n{table(found)}")
    return 0 if all(verdict.clean for verdict in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
