"""Ask one judge, and take down what it says."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from conformance import verdicts
from conformance.judges import Judge
from conformance.places import HERE
from conformance.verdicts import Verdict

SECONDS: Final = 300
"""What a judge may take; then it is stopped, and has failed [s]."""


def ask(judge: Judge, origin: str, folder: Path) -> Verdict:
    """Run a judge against the server at an origin; its report lands in the folder."""
    report = folder / f"{judge.tool.replace('/', '-')}-{time.monotonic_ns()}.xml"
    began = time.monotonic()
    code, said = _run(judge.command(origin, report), origin)
    passed, complaints = verdicts.read(report, code=code, said=said)
    return Verdict(
        tool=f"{judge.tool} {judge.at}".rstrip(),
        version=judge.version(judge.tool),
        seconds=time.monotonic() - began,
        passed=passed,
        complaints=complaints,
    )


def _run(command: list[str], origin: str) -> tuple[int, str]:
    """Exit code and words of a program, which leaves no child of its own behind."""
    process = subprocess.Popen(  # noqa: S603  the tools that the locks name
        command,
        cwd=HERE,
        env={**os.environ, "CONFORMANCE_SERVER": origin, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as expired:
        so_far = (expired.output or b"").decode(errors="replace")
        return 1, f"{so_far}\ntook over {SECONDS} s"
    finally:
        with suppress(ProcessLookupError):  # where all of it has ended, as it should
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return process.returncode, said
