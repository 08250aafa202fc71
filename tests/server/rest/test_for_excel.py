"""What Excel opens holds the numbers of JSON as numbers, and text as text."""

import csv
import io
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from threading import Event
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from server.rest.declaring import Table
from server.rest.excel import ExcelCsv
from server.rest.headings import HEADINGS, headed
from server.rest.tabular import pieces
from server.rest.workbook import laid_out
from server.telling.language import Language, words
from simulation import Stopped
from tests.server.conftest import Serve, alter

pytestmark = pytest.mark.anyio

COMPARISONS = "/api/v1/comparisons"
ASKED = {"scenarios": "FROZEN,LEAN", "years": "3", "replications": "50"}
NUMBERS = ("initial", "mean", "standardError", "meanLow", "meanHigh", "standardDeviation", "q0.5")
FORMULAS = ("=1+1", "+31", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x.nl";"x")')
DUTCH = words(Language.NL)
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def semicolons(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def as_number(text: str) -> float | None:
    """A number as Dutch Excel reads it."""
    assert "." not in text
    return float(text.replace(",", ".")) if text else None


def sheets(book: bytes) -> dict[str, Any]:
    loaded = load_workbook(io.BytesIO(book))
    return {sheet.title: sheet for sheet in loaded.worksheets}


def book_of(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    return sheets(laid_out(Table(columns, rows), [("adres", "=1+1")], DUTCH, Event()))


async def lines(client: httpx.AsyncClient, **asked: str) -> list[dict[str, Any]]:
    """What a script is told in names, a row for each of the table."""
    told = await client.get(COMPARISONS, params=ASKED | asked | {"format": "csv"})
    return list(csv.DictReader(io.StringIO(told.text, newline="")))


async def test_dutch_csv_holds_the_numbers_of_plain_csv_with_decimal_commas(
    client: httpx.AsyncClient,
) -> None:
    told = await client.get(COMPARISONS, params=ASKED | {"format": "excel"})

    expected = await lines(client)
    head, *rows = semicolons(told.content.decode("utf-8-sig"))
    assert told.content.startswith(b"\xef\xbb\xbf")
    assert told.content.count(b"\r\n") == told.content.count(b"\n") == len(rows) + 1
    assert head == list(headed(tuple(expected[0]), DUTCH))
    for name in NUMBERS:
        place = list(expected[0]).index(name)
        assert [as_number(row[place]) for row in rows] == [
            float(row[name]) if row[name] else None for row in expected
        ]
    assert any("," in cell for row in rows for cell in row)


async def test_a_workbook_holds_the_numbers_of_plain_csv_as_numbers(
    client: httpx.AsyncClient,
) -> None:
    told = await client.get(COMPARISONS, params=ASKED | {"format": "xlsx"})

    expected = await lines(client)
    first = next(iter(sheets(told.content).values()))
    rows = list(first.iter_rows(min_row=2))
    assert len(rows) == len(expected)
    for name in (*NUMBERS, "year"):
        place = list(expected[0]).index(name)
        assert [row[place].value for row in rows] == [
            float(row[name]) if row[name] else None for row in expected
        ]
        assert {row[place].data_type for row in rows} == {"n"}
    assert first.freeze_panes == "A2"
    assert told.headers["content-disposition"] == (
        'attachment; filename="burgernet-vergelijking-2015-2017.xlsx"'
    )
    assert told.headers["content-type"].endswith("spreadsheetml.sheet")


async def test_a_workbook_says_where_its_numbers_come_from(client: httpx.AsyncClient) -> None:
    json = (await client.get(COMPARISONS, params=ASKED)).json()

    book = (await client.get(COMPARISONS, params=ASKED | {"format": "xlsx"})).content

    _, second = sheets(book).values()
    said = [str(value) for _, value in second.iter_rows(values_only=True)]
    computed = json["computed"]
    assert computed["modelVersion"] in said
    assert computed["dataVersion"] in said
    assert {json["baselineInputHash"], json["alternatives"][1]["inputHash"]} <= set(said)
    assert str(computed["seed"]) in said
    assert len(computed["notes"]) == 3
    address = next(one for one in said if one.startswith(COMPARISONS))
    assert (await client.get(address)).json() == json


async def test_the_same_answer_is_the_same_workbook(client: httpx.AsyncClient) -> None:
    books = [await client.get("/api/v1/assumptions", params={"format": "xlsx"}) for _ in range(2)]

    assert books[0].content == books[1].content
    assert books[0].headers["etag"] == books[1].headers["etag"]


async def test_a_municipality_that_is_called_a_formula_runs_nowhere(serve: Serve) -> None:
    hostile = '=HYPERLINK("http://x.nl";"Enschede")'
    asked = {"engine": "ANALYTIC", "municipalities": "GM0153", **ASKED}

    async with serve() as client:
        renamed = f"UPDATE municipality SET name = '{hostile}' WHERE code = 'GM0153'"  # noqa: S608  our own
        await alter(client, renamed)
        plain, dutch, book = [
            (await client.get(COMPARISONS, params=asked | {"format": format_})).content
            for format_ in ("csv", "excel", "xlsx")
        ]

    sheet = next(iter(sheets(book).values()))
    names = {row["municipalityName"] for row in csv.DictReader(io.StringIO(plain.decode()))}
    assert names == {f"'{hostile}"}
    assert {row[4] for row in semicolons(dutch.decode("utf-8-sig"))[1:]} == {f"'{hostile}"}
    assert {(row[4].value, row[4].data_type) for row in sheet.iter_rows(min_row=2)} == {
        (hostile, "s")
    }


@pytest.mark.parametrize("text", FORMULAS)
def test_text_stays_text(text: str) -> None:
    ((cell, number),) = semicolons(ExcelCsv(("name", "mean")).lines([(text, -1.5)]).decode())
    first, second = book_of(("name", "mean"), [(text, -1.5)]).values()

    assert (cell, number) == (f"'{text}", "-1,5")
    assert (first["A2"].data_type, first["B2"].value) == ("s", -1.5)
    assert first["A2"].value == text.replace("\r", "_x000D_")
    assert second["B1"].data_type == "s"


@given(st.lists(FINITE, min_size=1, max_size=20))
def test_no_digit_of_a_number_is_lost(numbers: list[float]) -> None:
    table = Table(("mean",), [(number,) for number in numbers])

    text = b"".join(pieces(ExcelCsv(table.columns), table.rows)).decode("utf-8-sig")
    first = next(iter(sheets(laid_out(table, [], DUTCH, Event())).values()))

    assert [as_number(row[0]) for row in semicolons(text)[1:]] == numbers
    assert [row[0].value for row in first.iter_rows(min_row=2)] == numbers


def test_undefined_is_empty_and_a_day_is_a_day() -> None:
    day, moment = date(2014, 11, 18), datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    row = (float("nan"), None, day, moment, True, 7)

    (cells,) = semicolons(ExcelCsv("abcdef").lines([row]).decode())
    first = next(iter(book_of("abcdef", [row]).values()))

    assert cells == ["", "", "2014-11-18", "2026-01-05 09:30:00", "WAAR", "7"]
    assert [cell.value for cell in first[2]] == [
        *(None, None),
        datetime(2014, 11, 18),  # noqa: DTZ001  a workbook knows no zones
        datetime(2026, 1, 5, 9, 30),  # noqa: DTZ001  likewise
        *(True, 7),
    ]


@pytest.mark.slow
def test_a_long_table_is_never_held_whole() -> None:
    columns = ("name", *"abcdefghij")

    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(6_000):
            yield (f"row {number}", *(number + 0.1 * place for place in range(10)))

    tracemalloc.start()
    book = laid_out(Table(columns, rows()), [], DUTCH, Event())  # type: ignore[arg-type]  # floats
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(book) > 200_000
    assert most < 2_000_000 + len(book)


def test_a_workbook_that_nobody_waits_for_is_left_unfinished() -> None:
    stop, reached = Event(), 0

    def rows() -> Iterator[tuple[int]]:
        nonlocal reached
        for reached in range(10_000):
            if reached == 500:
                stop.set()
            yield (reached,)

    with pytest.raises(Stopped):
        laid_out(Table(("n",), rows()), [], DUTCH, stop)

    assert reached < 600


def test_columns_have_headings_that_differ() -> None:
    both_codes = {"municipality", "code"}  # one or the other, never in one table

    told = headed([name for name in HEADINGS if name not in both_codes], DUTCH)

    assert len(set(told)) == len(told)
    assert headed(("measure", "q0.975", "quiet"), DUTCH) == ("maat", "kwantiel 97,5\xa0%", "quiet")
