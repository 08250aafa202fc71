import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.cli.running import run
from tests.serving import served

Burgernet = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def demo_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "demo.sqlite"
    assert run(["seed", "--demo", "--database", str(path)]) == 0
    return path


@dataclass(frozen=True, slots=True)
class Served:
    url: str
    register: Path


@pytest.fixture(scope="session")
def served_register(
    demo_register: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A server over a copy of the demo register."""
    path = tmp_path_factory.mktemp("served") / "register.sqlite"
    shutil.copy(demo_register, path)
    with served(path, log_level="error") as url:
        yield Served(url, path)


@pytest.fixture
def server(served_register: Served) -> str:
    return served_register.url


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
