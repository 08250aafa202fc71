"""What is laid out is read back as it was, and nothing in it is run."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rest.tabular import Csv, JsonLines, pieces

CELLS = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def read(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode(), newline="")))


@given(st.lists(st.tuples(CELLS, st.text()), max_size=20))
def test_a_table_is_read_back_as_it_was_laid_out(rows: list[tuple[float | None, str]]) -> None:
    head, *lines = read(b"".join(pieces(Csv(("number", "text")), rows)))

    assert head == ["number", "text"]
    assert [line[0] for line in lines] == ["" if n is None else str(n) for n, _ in rows]
    assert [line[1].removeprefix("'") for line in lines] == [
        text.removeprefix("'") for _, text in rows
    ]


@pytest.mark.parametrize("text", ["=1+1", "+31", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_text_from_the_register_is_no_formula_in_a_spreadsheet(text: str) -> None:
    ((cell, number),) = read(Csv(("name", "mean")).lines([(text, -1.5)]))

    assert cell == f"'{text}"
    assert number == "-1.5"


def test_undefined_numbers_are_empty_or_null_and_never_nought() -> None:
    row = (float("nan"), float("inf"), None, 0.0, date(2015, 1, 1), True)
    columns = ("a", "b", "c", "d", "e", "f")

    assert Csv(columns).lines([row]) == b",,,0.0,2015-01-01,true\r\n"
    assert orjson.loads(JsonLines(columns).lines([row])) == {
        **dict.fromkeys("abc"),
        "d": 0.0,
        "e": "2015-01-01",
        "f": True,
    }


def test_a_long_table_comes_in_pieces_before_its_last_row_is_known() -> None:
    asked = 0

    def rows() -> Iterator[tuple[int]]:
        nonlocal asked
        for asked in range(1, 10_001):
            yield (asked,)

    stream = pieces(JsonLines(("n",)), rows())
    next(stream)
    first = len(next(stream).splitlines())

    assert first == asked < 1_000
    assert first + sum(len(piece.splitlines()) for piece in stream) == 10_000
