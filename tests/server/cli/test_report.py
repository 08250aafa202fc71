"""What `burgernet project --format report` prints."""

import re
from collections.abc import Iterator

from simulation import MODEL_VERSION, Measure, simulate
from tests.server.cli.conftest import Burgernet
from tests.server.cli.test_readme import example
from tests.simulation.rebuild import rebuild, tables


def frozen_in_the_readme() -> Iterator[str]:
    """Numbers of the first row of 2024, which is that of FROZEN."""
    (row,) = re.findall(r"^ 2024  (.*)$", example("what-if").split("REGIONAL_BASIC · ")[0], re.M)
    yield from re.findall(r"[\d,.]+", row)


def test_who_was_not_there_reproduces_the_readme_from_the_report_alone(
    burgernet: Burgernet,
) -> None:
    command = example("what-if").splitlines()[0].removeprefix("$ burgernet ").split()
    code, report, _ = burgernet(*command, "--format", "report")

    told = rebuild(report)
    frozen, _ = simulate(
        told.plans,
        replications=told.replications,
        step=told.step,
        seed=told.seed,
    )

    reachable = frozen.summary(Measure.REACHABLE)
    mean, low, high, listed = (
        f"{value[-1]:,.0f}"
        for value in (
            reachable.mean,
            reachable.quantiles[0.05],
            reachable.quantiles[0.95],
            frozen.summary(Measure.LISTED).mean,
        )
    )
    assert code == 0
    assert told.run["model version"] == MODEL_VERSION
    assert told.run["data version"] == told.region.version
    assert mean == "14,054"
    assert [mean, low, high, listed] == [*frozen_in_the_readme()][:4]


def test_one_document_holds_every_scenario_that_was_asked(burgernet: Burgernet) -> None:
    _, report, err = burgernet(
        *("project", "--scenario", "ALL", "--set", "hourly_wage=70", "--engine", "analytic"),
        *("--format", "report"),
    )

    found = tables(report)

    assert report.startswith("# STRESS-DES report: TODAY, LOCAL, ")
    assert [row["scenario"] for row in found["Scenarios in force"]] == [
        row["scenario"] for row in found["What the scenarios change"]
    ]
    assert {row["value"] for row in found["Changed figures"]} == {"70.0"}
    assert found["Run"][0]["replications"] == "–"
    assert found["Region"][0]["register"].startswith("SYNTHETIC")
    assert err == ""
