from simulation import LEDGER, Origin, Parameter


def test_every_parameter_stands_in_the_ledger_once() -> None:
    assert {parameter.value for parameter in Parameter} <= set(LEDGER)


def test_every_figure_has_a_source_and_lies_in_its_own_range() -> None:
    for figure in LEDGER.values():
        assert figure.source
        assert figure.unit
        known = [value for value in (figure.low, figure.value, figure.high) if value is not None]
        assert known == sorted(known), figure.name
        assert all(figure.floor <= value <= figure.ceiling for value in known), figure.name


def test_what_comes_from_the_memo_quotes_it() -> None:
    for figure in LEDGER.values():
        assert figure.origin is not Origin.MEMO or "“" in figure.source, figure.name


def test_the_five_hazards_add_up_to_nine_per_cent() -> None:
    five = ("death", "move_out", "move_within", "number_change", "opt_out")

    assert round(sum(LEDGER[name].value or 0 for name in five), 12) == 0.09
    assert round(sum(LEDGER[name].low or 0 for name in five), 12) == 0.04
    assert round(sum(LEDGER[name].high or 0 for name in five), 3) == 0.15
