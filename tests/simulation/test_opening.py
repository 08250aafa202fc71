"""From the register to those who can be reached."""

import numpy as np
import pytest

from simulation import Change, Measure, Municipality, Parameter, Region, WhatIf, expect, plan
from simulation.opening import rounded
from tests.simulation.worlds import twente


def initial(measure: Measure, region: Region, *changes: Change) -> float:
    return expect(plan(WhatIf(changes=changes), region)).summary(measure).initial


def test_twelve_per_cent_of_twente_is_out_of_reach_at_the_start() -> None:
    assert initial(Measure.LISTED, twente()) == 37_000
    assert initial(Measure.UNREACHABLE, twente()) == 4_440


def test_those_on_hold_are_out_of_reach_beside_the_hidden_share_of_the_others() -> None:
    town = Municipality(
        code="GM1", name="x", inhabitants=9, listed=(100, 0, 0, 0), on_hold=(50, 0, 0, 0)
    )

    region = Region(name="x", municipalities=(town,))

    assert initial(Measure.UNREACHABLE, region) == 50 + 6


def test_participants_given_by_hand_scale_the_register() -> None:
    given = Change(parameter=Parameter.PARTICIPANTS, value=1_000)

    assert initial(Measure.LISTED, twente(), given) == 1_000


def test_an_empty_register_spreads_participants_over_inhabitants() -> None:
    given = Change(parameter=Parameter.PARTICIPANTS, value=37_000)

    made = plan(WhatIf(changes=(given,)), twente(participants=0))

    listed = made.opening.reachable.sum(axis=1) + made.opening.unreachable
    assert listed.sum() == 37_000
    assert listed == pytest.approx(made.region.shares * 37_000, abs=4)


def test_rounding_keeps_the_sum_and_stays_within_one() -> None:
    quotas = np.random.default_rng(1).random((14, 4)) * 9

    whole = rounded(quotas)

    assert whole.sum() == round(quotas.sum())
    assert np.abs(whole - quotas).max() <= 1
