"""What a shell offers."""

import os
import subprocess
import sys

import pytest

from server.cli import completion


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("burgernet ru", {"run"}),
        ("burgernet project --scenario REG", {"REGIONAL_BASIC", "REGIONAL_SUPPLEMENTARY"}),
        ("burgernet run start --scenario FROZEN --set ela", {"elasticity="}),
        ("burgernet sensitivity --measure SOLVED", {"SOLVED_DIRECTLY"}),
        ("burgernet compare --format j", {"json"}),
    ],
)
def test_a_shell_is_offered_what_can_be_typed(typed: str, offered: set[str]) -> None:
    words = typed.split()
    environment = {
        **os.environ,
        "_BURGERNET_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(words) - 1),
    }

    told = subprocess.run(
        [sys.executable, "-W", "error", "-m", "server.cli"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert told.stderr == ""
    assert set(told.stdout.split()) == offered


def test_of_a_list_the_last_is_completed_after_what_is_there() -> None:
    offers = [typed for typed, _ in completion.figures("death,move_")]

    assert offers == ["death,move_out", "death,move_within"]
