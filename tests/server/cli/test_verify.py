"""What `burgernet verify` prints."""

import pytest

import simulation
from simulation import ScenarioName
from tests.server.cli.conftest import Burgernet


def test_every_scenario_is_held_to_the_closed_form(burgernet: Burgernet) -> None:
    code, out, err = burgernet("verify", "--replications", "500", "--years", "3")

    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [name.value for name in ScenarioName]
    assert all("agrees with the closed form" in line for line in out.splitlines())
    assert "SYNTHETIC" in err


def test_a_contradiction_is_told_by_the_exit_code(
    burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation.Verification, "limit", 0.0)

    code, out, _ = burgernet("verify", "--replications", "250", "--years", "1")

    assert code == 1
    assert "CONTRADICTS" in out
