"""What a judge found, read from the JUnit report that each of them writes."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    tool: str
    version: str
    seconds: float
    passed: int
    complaints: tuple[str, ...]
    """A line or more for each check that failed or was left out."""

    @property
    def clean(self) -> bool:
        """Whether something was checked, and all of it passed."""
        return self.passed > 0 and not self.complaints


def read(report: Path, *, code: int, said: str) -> tuple[int, tuple[str, ...]]:
    """How many checks passed, and what there is to complain of; silence is a complaint too."""
    try:
        cases = list(ET.parse(report).iter("testcase"))  # noqa: S314  our own tools wrote it
    except (OSError, ET.ParseError):
        return 0, (f"wrote no report and ended with code {code}: {said[-3000:]}",)
    passed, complaints = 0, []
    for case in cases:
        problem = next(
            (
                case.find(kind)
                for kind in ("failure", "error", "skipped")
                if case.find(kind) is not None
            ),
            None,
        )
        if problem is None:
            passed += 1
        else:
            told = problem.get("message") or ""
            if len(told) < 20:  # a code alone, as schemathesis has it
                told = f"{told} {problem.text or ''}"
            complaints.append(f"{case.get('name')} [{problem.tag}]\n{told}")
    if code and not complaints:
        complaints.append(f"ended with code {code}: {said[-3000:]}")
    if not passed and not complaints:
        complaints.append("checked nothing")
    return passed, tuple(complaints)


def table(verdicts: list[Verdict]) -> str:
    """A line for each tool, and one for all."""
    rows = [("tool", "version", "passed", "failed", "seconds")]
    rows += [
        (v.tool, v.version, str(v.passed), str(len(v.complaints)), f"{v.seconds:.1f}")
        for v in verdicts
    ]
    rows.append(
        (
            "together",
            "",
            str(sum(v.passed for v in verdicts)),
            str(sum(len(v.complaints) for v in verdicts)),
            f"{sum(v.seconds for v in verdicts):.1f}",
        )
    )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
