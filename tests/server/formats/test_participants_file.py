"""Files of participants, as spreadsheets write them and people fill them in."""

import io
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Refused
from server.formats import actions_file, participants_file, sheets
from server.formats.participants_file import Entry, Participants
from server.formats.participants_words import HEADINGS as HEADINGS_KNOWN
from server.formats.rejections import Rejected
from server.registry import Channel, LeavingReason, Source

PLACES = {"GM0141": "Almelo", "GM1735": "Hof van Twente", "GM0147": "Borne"}
HEADINGS = (
    "naam;telefoon;e-mail;postcode;huisnummer;geboortejaar;kanaal;gemeente;ingeschreven op;"
    "uitgeschreven op;reden;herkomst"
)
ANNE = "Anne de Vries;06-12345678;anne@voorbeeld.nl;7607 AB;12a;1970;;Almelo;18-11-2012;;;website"


def read(content: str | bytes, municipality: str | None = None) -> Participants:
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    found = sheets.survey(file)
    return participants_file.read(
        file,
        found.encoding,
        places=PLACES,
        as_of=date(2014, 11, 18),
        municipality=municipality,
    )


def entries(*rows: str, headings: str = HEADINGS) -> list[Entry | Rejected]:
    return list(read("\r\n".join((headings, *rows)) + "\r\n").entries)


def entry(row: str, headings: str = HEADINGS) -> Entry:
    (found,) = entries(row, headings=headings)
    assert isinstance(found, Entry), found
    return found


def faults(row: str, headings: str = HEADINGS) -> dict[str, str]:
    (found,) = entries(row, headings=headings)
    assert isinstance(found, Rejected), found
    return {fault.column: str(fault.reason) for fault in found.faults}


def changed(**cells: str) -> str:
    """Anne's row, with other cells under some headings."""
    columns = [sheets.plain(heading) for heading in HEADINGS.split(";")]
    row = dict(zip(columns, ANNE.split(";"), strict=True))
    return ";".join({**row, **cells}[column] for column in columns)


def test_a_row_is_read_as_it_was_meant() -> None:
    found = entry(ANNE)

    assert (found.row, found.municipality, found.birth_year) == (2, "GM0141", 1970)
    assert found.registered_on == date(2012, 11, 18)
    assert found.channel is Channel.SMS
    assert (found.left_on, found.left_because) == (None, None)
    assert found.identity is not None
    assert found.identity.name == "Anne de Vries"
    assert found.identity.contacts == (
        (Channel.SMS, "+31612345678"),
        (Channel.EMAIL, "anne@voorbeeld.nl"),
    )
    assert found.identity.postcode == "7607AB"
    assert (found.identity.house_number, found.identity.house_addition) == (12, "a")
    assert found.identity.source is Source.WEBSITE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_whatever_a_spreadsheet_writes_reads_the_same(encoding: str, separator: str) -> None:
    told = f"{HEADINGS}\r\n{changed(naam='Zoë Çelik-Müller')}\r\n".replace(";", separator)

    (found,) = read(told.encode(encoding)).entries

    assert isinstance(found, Entry)
    assert found.identity is not None
    assert found.identity.name == "Zoë Çelik-Müller"


@pytest.mark.parametrize(
    "headings",
    [
        "Voornaam;Tussenvoegsel;Achternaam;Mobiel;PC;Huisnr.;Geb. jaar;Gemeentecode;Inschrijfdatum",
        "VOORLETTERS;voorvoegsel;Familienaam;GSM-nummer;postcode;huisnummer;Geboortejaar;gemeente;"
        "Aangemeld op",
    ],
)
def test_headings_have_synonyms(headings: str) -> None:
    found = entry("A.;van;Dam;0612345678;7607AB;1;1970;gm0141;2012-11-18", headings)

    assert found.identity is not None
    assert found.identity.name == "A. van Dam"
    assert found.registered_on == date(2012, 11, 18)


@pytest.mark.parametrize(
    "said",
    ["18-11-2012", "18/11/2012", "18.11.2012", "2012-11-18", "18 november 2012", "18 nov. 2012"],
)
def test_dates_are_read_as_dutch_or_iso(said: str) -> None:
    assert entry(changed(ingeschrevenop=said)).registered_on == date(2012, 11, 18)


@pytest.mark.parametrize(
    ("said", "number", "channel"),
    [
        ("06 12 34 56 78", "+31612345678", Channel.SMS),
        ("612345678", "+31612345678", Channel.SMS),  # a spreadsheet took the nought away
        ("0031-6-12345678", "+31612345678", Channel.SMS),
        ("+31 (0)6 12345678", "+31612345678", Channel.SMS),
        ("053-4876543", "+31534876543", Channel.VOICE),
        ("+49 5924 1234", "+4959241234", Channel.VOICE),  # across the border
    ],
)
def test_numbers_are_read_as_they_are_dialled(said: str, number: str, channel: Channel) -> None:
    found = entry(changed(telefoon=said))

    assert found.identity is not None
    assert found.identity.contacts[0] == (channel, number)
    assert found.channel is channel


def test_a_channel_that_is_named_is_the_only_one_of_which_anything_is_kept() -> None:
    found = entry(changed(kanaal="e-mail"))

    assert found.identity is not None
    assert found.identity.contacts == ((Channel.EMAIL, "anne@voorbeeld.nl"),)
    assert found.channel is Channel.EMAIL


def test_one_number_serves_both_sms_and_speech_where_both_are_named() -> None:
    found = entry(changed(kanaal="spraak en sms"))

    assert found.identity is not None
    assert found.identity.contacts == (
        (Channel.VOICE, "+31612345678"),
        (Channel.SMS, "+31612345678"),
    )


def test_of_whoever_has_left_nothing_is_taken_that_tells_who_it_was() -> None:
    found = entry(changed(uitgeschrevenop="1-2-2013", reden="verhuisd", naam="", postcode=""))

    assert (found.left_on, found.left_because) == (date(2013, 2, 1), LeavingReason.MOVED)
    assert found.channel is Channel.SMS
    assert found.identity is None


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"naam": ""}, "naam", "must be given"),
        ({"naam": "12345"}, "naam", "holds no letter"),
        ({"naam": "Anne\x07"}, "naam", "holds a character that is no text"),
        ({"naam": "A" * 201}, "naam", "longer than 200 characters"),
        ({"telefoon": "06-1234"}, "telefoon", "is no telephone number that exists"),
        ({"telefoon": "bellen!"}, "telefoon", "is no telephone number"),
        ({"telefoon": "0900-8844"}, "telefoon", "is the number of a service, not of a person"),
        ({"telefoon": "", "email": ""}, "telefoon", "a telephone number or e-mail must be given"),
        ({"email": "anne@"}, "e-mail", "is no address of e-mail"),
        ({"postcode": "7607 SS"}, "postcode", "is no Dutch postcode, such as 7511 AB"),
        ({"postcode": ""}, "postcode", "must be given"),
        ({"huisnummer": "0"}, "huisnummer", "is no number of a house, from 1 to 99999"),
        ({"geboortejaar": "1997"}, "geboortejaar", "must be a whole number in [1892, 1996]"),
        ({"geboortejaar": "1891"}, "geboortejaar", "must be a whole number in [1892, 1996]"),
        ({"kanaal": "duif"}, "kanaal", "is none of sms, spraak, e-mail"),
        ({"kanaal": "sms", "telefoon": ""}, "kanaal", "SMS takes a mobile number"),
        ({"kanaal": "sms", "telefoon": "0534876543"}, "kanaal", "SMS takes a mobile number"),
        ({"gemeente": "Rome"}, "gemeente", "is no municipality of the region"),
        ({"ingeschrevenop": "18-13-2012"}, "ingeschreven op", "is no day of the calendar"),
        ({"ingeschrevenop": "11/18/2012 of"}, "ingeschreven op", "is no date, such as 18-11-2014"),
        ({"ingeschrevenop": "18-11-12"}, "ingeschreven op", "the year takes four digits, such as"),
        ({"ingeschrevenop": "4 mrt 11"}, "ingeschreven op", "the year takes four digits, such as"),
        (
            {"ingeschrevenop": "19-11-2014"},
            "ingeschreven op",
            "must lie in [2004-01-01, 2014-11-18",
        ),
        ({"uitgeschrevenop": "1-1-2013"}, "reden", "must be given of whoever has left"),
        ({"reden": "verhuisd"}, "uitgeschreven op", "must be given where there is a reason for it"),
        (
            {"uitgeschrevenop": "1-1-2012", "reden": "overleden"},
            "uitgeschreven op",
            "lies before the day of registration",
        ),
        ({"herkomst": "maan"}, "herkomst", "is none of website, brief, telefoon"),
    ],
)
def test_what_cannot_be_had_is_rejected_by_column_and_reason(
    cells: dict[str, str], column: str, why: str
) -> None:
    found = faults(changed(**cells))

    assert list(found) == [column]
    assert found[column].startswith(why)


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    row = changed(telefoon="06-1234", postcode="x", gemeente="Rome", geboortejaar="2010")

    assert set(faults(row)) == {"telefoon", "postcode", "gemeente", "geboortejaar"}


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters='\0\r\n;"'), min_size=4, max_size=30
)


@given(st.sampled_from(HEADINGS.split(";")), CELLS)
def test_no_reason_holds_what_stood_in_the_cell(heading: str, cell: str) -> None:
    (found,) = entries(changed(**{sheets.plain(heading): cell}))

    if isinstance(found, Rejected) and cell.strip():
        told = " ".join(str(fault.reason) for fault in found.faults)
        assert cell not in told or cell in "is none of sms, spraak, e-mail must be given"


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    found = entries('"Anne\nde Vries";' + ANNE.partition(";")[2], "", ANNE, changed(naam=""))

    assert [row.row for row in found] == [2, 4, 5]


def test_an_unquoted_separator_spoils_its_own_row_alone() -> None:
    spoilt, sound = entries(changed(naam="Vries; Anne"), ANNE)

    assert isinstance(spoilt, Rejected)
    assert "more cells than headings" in str(spoilt.faults[0].reason)
    assert isinstance(sound, Entry)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04\0", "the file is a workbook or a ZIP, must be CSV: save it as that"),
        (b"\xd0\xcf\x11\xe0\0", "the file is a workbook or a ZIP, must be CSV: save it as that"),
        (b"%PDF-1.7\n", "the file is a PDF, must be CSV"),
        (
            ANNE.encode(),
            "the first row has no column naam/achternaam, telefoon/mobiel/e-mail, postcode, "
            "huisnummer, geboortejaar, ingeschreven op, gemeente",
        ),
        (HEADINGS.replace("geboortejaar", "leeftijd").encode(), "has no column geboortejaar"),
        (HEADINGS.replace("gemeente", "plaats").encode(), "has no column gemeente"),
        (
            HEADINGS.replace("telefoon", "fax").replace("e-mail", "x").encode(),
            "telefoon/mobiel/e-mail",
        ),
        ((HEADINGS + ";Telefoonnr.").encode(), "the columns telefoon, Telefoonnr. mean the same"),
        (HEADINGS.encode("utf-16"), "the file is in UTF-16; must be UTF-8 or Windows-1252"),
        (b"naam;\0", "the file holds zero bytes: it is no text"),
        (b"naam;" * 50_000, "row 1 is no CSV: do its quotes close?"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(content: bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        read(content)

    assert why in refused.value.message
    assert "Anne" not in refused.value.message


def test_a_quote_that_never_closes_ends_the_reading_at_its_row() -> None:
    found = read("\n".join((HEADINGS, ANNE, '"' + ANNE, *[ANNE] * 5_000))).entries

    assert isinstance(next(found), Entry)
    with pytest.raises(Refused, match="row 3 is no CSV"):
        next(found)


def test_a_file_may_leave_its_one_municipality_to_be_told() -> None:
    headings, row = HEADINGS.replace("gemeente", "wijk"), ANNE

    found = read(f"{headings}\n{row}", municipality="GM1735")

    assert [str(one) for one in found.ignored] == ["8 (wijk)"]
    assert [entry.municipality for entry in found.entries if isinstance(entry, Entry)] == ["GM1735"]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("\x1b]lpwned\x07", "13 (\N{REPLACEMENT CHARACTER}]lpwned\N{REPLACEMENT CHARACTER})"),
        (
            "\x1b[m\N{RIGHT-TO-LEFT OVERRIDE}wijk",
            "13 (\N{REPLACEMENT CHARACTER}[m\N{REPLACEMENT CHARACTER}wijk)",
        ),
        ("w" * 41, f"13 ({'w' * 39}…)"),
        ("Jan Jansen 0612345678", "13"),
        ("jan@example.nl", "13"),
    ],
)
def test_a_heading_that_means_nothing_is_told_as_far_as_it_harms_nobody(
    heading: str, told: str
) -> None:
    found = read(f"{HEADINGS};{heading}\n{ANNE}")

    assert [str(one) for one in found.ignored] == [told]


def test_a_heading_is_understood_and_told_without_the_signs_a_terminal_obeys() -> None:
    (found,) = faults(changed(naam="12"), headings=HEADINGS.replace("naam", "naam\x1b", 1))

    assert found == "naam\N{REPLACEMENT CHARACTER}"


def test_a_file_takes_a_fraction_of_its_size_in_memory() -> None:
    file = _Endless(rows=400)
    tracemalloc.start()
    try:
        found = participants_file.read(
            io.BufferedReader(file), "utf-8", places=PLACES, as_of=date(2014, 11, 18)
        )
        read = sum(isinstance(entry, Entry) for entry in found.entries)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert read == 400
    assert most < file.size / 10


class _Endless(io.RawIOBase):
    """A file of so many long rows that is nowhere; `size` is what was read of it [bytes]."""

    def __init__(self, rows: int) -> None:
        self.size = 0
        self._lines = self._written(rows)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while len(self._left) < len(buffer) and (line := next(self._lines, b"")):
            self._left += line
        piece, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(piece)] = piece
        self.size += len(piece)
        return len(piece)

    @staticmethod
    def _written(rows: int) -> Iterator[bytes]:
        yield f"{HEADINGS};opmerking\n".encode()
        for row in range(rows):
            yield f"{changed(telefoon=f'06{12345678 + row}')};{'x' * 20_000}\n".encode()


def test_the_example_of_the_docs_is_read_as_the_docs_say() -> None:
    docs = (Path(__file__).parents[3] / "docs" / "import.md").read_text()
    example = docs.partition("```csv\n")[2].partition("```")[0]

    anne, bert, left = read(example).entries

    assert isinstance(anne, Entry)
    assert isinstance(bert, Entry)
    assert isinstance(left, Entry)
    assert anne.identity is not None
    assert anne.identity.contacts == ((Channel.SMS, "+31612345678"),)
    assert bert.channel is Channel.VOICE
    assert left.identity is None


@pytest.mark.parametrize(
    ("section", "synonyms"),
    [("## Participants", HEADINGS_KNOWN), ("## Past actions", actions_file.HEADINGS)],
)
def test_every_heading_of_the_docs_is_understood(section: str, synonyms: sheets.Synonyms) -> None:
    docs = (Path(__file__).parents[3] / "docs" / "import.md").read_text()
    told = docs.partition(section)[2].partition("\n## ")[0]
    table = [line.split("|") for line in told.splitlines() if line.startswith("| ")][1:]
    said = [cell for row in table for cell in f"{row[1]},{row[2]}".replace(";", ",").split(",")]
    headings = {sheets.plain(heading.replace(" or ", " ")) for heading in said if heading.strip()}

    known = {name for names in synonyms.values() for name in names}

    assert len(headings) > 20
    assert headings - known == set()
