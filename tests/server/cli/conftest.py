from collections.abc import Callable
from pathlib import Path

import pytest

from server.cli.running import run

Burgernet = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def demo_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "demo.sqlite"
    assert run(["seed", "--demo", "--database", str(path)]) == 0
    return path


@pytest.fixture
def burgernet(
    demo_register: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Burgernet:
    """Run a command on the demo register; its exit code, stdout and stderr."""
    monkeypatch.setenv("BURGERNET_DATABASE", str(demo_register))

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command
