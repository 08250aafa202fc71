"""Those who are called and those who get an SMS, as two classes of each cohort."""

from dataclasses import replace

import numpy as np
import pytest

from simulation import (
    Change,
    ChannelsReading,
    Measure,
    OutOfBounds,
    Parameter,
    ScenarioName,
    WhatIf,
    draw,
    expect,
    plan,
    simulate,
)
from tests.simulation.worlds import hamlet, twente

TOGETHER = WhatIf.of(ScenarioName.REGIONAL_BASIC)
APART = replace(TOGETHER, channels=ChannelsReading.APART)
TWICE = Change(parameter=Parameter.VOICE_NUMBER_CHANGE, value=2.0)


def test_channels_that_are_alike_change_nothing() -> None:
    together, apart = (expect(plan(one, twente())) for one in (TOGETHER, APART))

    for measure in Measure:
        assert apart.of(measure) == pytest.approx(together.of(measure), rel=1e-12, nan_ok=True)
    assert apart.plan.opening.reachable.shape == (14, 8)


def test_a_channel_that_loses_numbers_faster_shrinks_faster() -> None:
    only = dict.fromkeys(("death", "move_out", "move_within", "opt_out"), 0.0)
    changes = tuple(Change(parameter=Parameter(name), value=value) for name, value in only.items())
    frozen = WhatIf.of(ScenarioName.FROZEN)
    told = replace(frozen, channels=ChannelsReading.APART, changes=(*changes, TWICE))

    reachable = expect(plan(told, twente())).of(Measure.REACHABLE)[0]

    # 30 % lose them at twice the hazard of the others, 1.5 % a year in the mean
    sms, t = 0.015 / 1.3, np.arange(1, 11)
    by_hand = 32_560 * (0.7 * np.exp(-sms * t) + 0.3 * np.exp(-2 * sms * t))
    assert reachable == pytest.approx(by_hand, rel=1e-5)


def test_both_engines_agree_when_channels_differ() -> None:
    made = plan(replace(APART, changes=(TWICE,)), twente())

    (samples,) = simulate([made], replications=2_000)

    exact = expect(made)
    for measure in (Measure.REACHABLE, Measure.UNREACHABLE):
        truth, drawn = exact.summary(measure), samples.of(measure)
        assert truth.mean != pytest.approx(expect(plan(APART, twente())).of(measure)[0], rel=1e-6)
        z = (drawn.mean(axis=0) - truth.mean) / (truth.deviation / np.sqrt(2_000))
        assert np.abs(z).max() < 4.4


def test_the_assumed_split_may_be_drawn_as_well() -> None:
    names = (Parameter.VOICE_SHARE, Parameter.VOICE_NUMBER_CHANGE)
    drawn = draw(APART, seed=1, rows=250, parameters=names)

    made = plan(APART, twente(), drawn=drawn)

    called = made.opening.reachable[..., 1::2].sum(axis=(-2, -1)) / 32_560
    assert called == pytest.approx(drawn[Parameter.VOICE_SHARE], abs=1e-4)
    (samples,) = simulate([made], replications=250)
    off = samples.of(Measure.REACHABLE) - expect(made).of(Measure.REACHABLE)
    assert np.abs(off.mean(axis=0) / off.std(axis=0)).max() < 4.4 / np.sqrt(250)


def test_the_split_is_that_of_the_start_and_the_whole_region() -> None:
    with pytest.raises(OutOfBounds, match="voice_share is a figure of the start"):
        Change(parameter=Parameter.VOICE_SHARE, value=0.2, municipalities=frozenset({"GM0001"}))


def test_a_base_of_nobody_has_no_channels_either() -> None:
    made = plan(
        replace(APART, changes=(Change(parameter=Parameter.PARTICIPANTS, value=0),)), hamlet()
    )

    assert not made.opening.reachable.any()
