"""What is refused, and how: exit code 2 and one line that names field, value and bounds."""

import asyncio
from pathlib import Path

import pytest

from server import registry
from server.registry import Database
from simulation import Parameter, ScenarioName
from tests.server.cli.conftest import Burgernet


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--years", "-1", "years=-1 is outside [1, 30]"),
        ("--years", "ten", "'--years': Input should be a valid integer"),
        ("--years", "ten", "(got 'ten')"),
        ("--start", "1800", "start=1800 is outside [2010, 2100]"),
        ("--start", "2010", "nobody was listed on 2010-01-01"),
        ("--replications", "1000000000", "replications=1000000000 is outside [1, 100000]"),
        ("--replications", "0", "replications=0 is outside"),
        ("--seed", "-1", "seed=-1 is outside [0, 2147483647]"),
        (
            "--engine",
            "magic",
            "'--engine': 'magic' is not one of 'analytic', 'aggregate', 'individual'",
        ),
        ("--step", "week", "'--step': 'week' is not one of 'month', 'quarter', 'year'"),
        ("--link", "none", "'none' is not one of 'power', 'exponential', 'ceiling'"),
        ("--format", "xml", "'xml' is not one of 'table', 'json', 'csv'"),
        ("--by", "age", "'--by': 'age' is not one of 'municipality'"),
        ("--set", "death=-1", "death=-1 is outside [0, 5]"),
        ("--set", "death=nan", "death=NaN is outside [0, 5]"),
        ("--set", "death=inf", "death=inf is outside [0, 5]"),
        ("--set", "death=much", "death='much' is not a number"),
        ("--set", "death", "'death' is not NAME=VALUE"),
        ("--set", "deth=1", "did you mean death?"),
        ("--set", "price_raalte=1", "'price_raalte' is no figure that can be set"),
        ("--set", "death=0.01@2017", "'--set': '2017' is no date, such as 2017-03-06"),
        ("--then", "2017-01-01:THAW", "'--then': 'THAW' in '2017-01-01:THAW' is none of TODAY"),
        ("--then", "2035-01-01:ENDED", "from=2035-01-01 is outside [2015-01-01, 2025-01-01)"),
        ("--then", "2023-03-21", "'2023-03-21' is not DATE:SCENARIO, such as 2023-03-21:ENDED"),
        ("--campaign", "5000", "'5000' is not DATE:REGISTRATIONS, such as 2017-03-06:5000"),
        ("--campaign", "spring:9", "'--campaign': 'spring' is no date, such as 2017-03-06"),
        ("--campaign", "2017-03-06:many", "'--campaign': registrations='many' is not a number"),
        ("--campaign", "2017-03-06:-1", "campaign.registrations=-1 is outside [0, 5000000]"),
        ("--not-joining", "GM9999", "municipalities has no GM9999 in this region"),
        ("--precision", "0", "precision=0 is outside [0.0001, 1]"),
        ("--precision", "0.0001", "100000 is the most"),
        ("--doubt", "all", "'--doubt': 'all' is not one of 'chance', 'figures'"),
        ("--color", "red", "No such option: --color"),
        ("--database", "nowhere/at.all", "nowhere/at.all cannot be used as a register"),
        ("--database", __file__, f"{__file__} is not an SQLite database"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    burgernet: Burgernet, option: str, value: str, said: str
) -> None:
    code, out, err = burgernet("project", "--scenario", "FROZEN", option, value)

    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("burgernet: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("project",), "Missing option '--scenario'"),
        (("project", "--scenario", "THAW"), f"'THAW' is none of {', '.join(ScenarioName)}, ALL"),
        (
            ("project", "--scenario", "LEAN", "--set", "xyz=1"),
            f"there are {', '.join(Parameter)}",
        ),
        (("sensitivity", "--scenario", "ALL"), "'ALL' is more than one"),
        (("melt",), "No such command 'melt'"),
        (("seed",), "only a demo can be seeded: say --demo"),
        (("seed", "--demo"), "the register already holds something; nothing was changed"),
        (("seed", "--demo", "--seed", "-1"), "greater than or equal to 0 (got '-1')"),
        (("serve", "--port", "99999"), "less than or equal to 65535 (got '99999')"),
    ],
)
def test_a_command_that_cannot_be_is_refused_in_one_line(
    burgernet: Burgernet, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = burgernet(*arguments)

    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", [("project", "--scenario", "TODAY"), ("serve",)])
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "BURGERNET_DATABSE",
            "x",
            "BURGERNET_DATABSE is no setting; did you mean BURGERNET_DATABASE?",
        ),
        ("BURGERNET_PORT", "99999", "BURGERNET_PORT=99999"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_one_line(
    burgernet: Burgernet,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    name: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv(name, value)

    code, out, err = burgernet(*command)

    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_an_unknown_region_leaves_no_register_behind(
    burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BURGERNET_REGION", "atlantis")

    for command in (("project", "--scenario", "TODAY"), ("seed", "--demo")):
        code, _, err = burgernet(*command, "--database", str(tmp_path / "new.sqlite"))

        assert code == 2
        assert "'atlantis' is none of" in err
    assert list(tmp_path.iterdir()) == []


def test_bad_input_is_refused_before_a_register_is_made(
    burgernet: Burgernet, tmp_path: Path
) -> None:
    missing = tmp_path / "new.sqlite"

    for bad in ("--replications=0", "--years=0", "--set=death=-1"):
        code, _, _ = burgernet("project", "--scenario", "TODAY", bad, "--database", str(missing))

        assert code == 2
    assert not missing.exists()


def test_a_register_left_empty_by_an_interrupted_start_is_filled(
    burgernet: Burgernet, tmp_path: Path
) -> None:
    path = tmp_path / "interrupted.sqlite"

    async def half_made() -> None:
        database = Database(path)
        await database.prepare()
        await database.close()

    async def towns() -> int:
        database = Database(path)
        try:
            async with database.reading() as session:
                return len(await registry.municipalities.all(session))
        finally:
            await database.close()

    asyncio.run(half_made())
    asked = ("project", "--scenario", "TODAY", "--engine", "analytic", "--database", str(path))
    code, _, _ = burgernet(*asked)

    assert code == 0
    assert asyncio.run(towns()) == 14
