"""Who of a file is there already, judged without a register."""

from dataclasses import replace
from datetime import date

import pytest

from server.formats.participants_file import Entry, Identity
from server.formats.rejections import Fault
from server.registry import Channel, Source
from server.registry.holders import Holder
from server.services.importing.duplicates import Holders, Known
from tests.server.services.importing.conftest import RING

TELEPHONE, EMAIL = (Channel.SMS, "+31612345678"), (Channel.EMAIL, "anne@voorbeeld.nl")
ANNE = Identity(
    name="Anne de Vries",
    contacts=(TELEPHONE, EMAIL),
    postcode="7607AB",
    house_number=12,
    house_addition=None,
    source=Source.IMPORT,
)
ENTRY = Entry(
    row=2,
    municipality="GM0141",
    birth_year=1970,
    channel=Channel.SMS,
    registered_on=date(2012, 11, 18),
    left_on=None,
    left_because=None,
    identity=ANNE,
)


@pytest.mark.parametrize(("birth_year", "known"), [(1970, True), (1971, False)])
def test_a_registration_is_known_by_its_day_and_year_of_birth(
    birth_year: int, *, known: bool
) -> None:
    held = Holders(RING)
    there = Holder("p1", ENTRY.municipality, birth_year, ENTRY.registered_on)
    held.reached = {blind: ["p1"] for blind in held.blinds(*TELEPHONE)}
    held.registered = {"p1": [there]}

    assert isinstance(held.judge(ENTRY, telling=True), Known if known else Fault)


def test_contacts_of_two_people_make_nobody_one_of_them() -> None:
    held = Holders(RING)
    for person, contact in (("p1", TELEPHONE), ("p2", EMAIL)):
        held.add(replace(ENTRY, identity=replace(ANNE, contacts=(contact,))), person)

    judged = held.judge(replace(ENTRY, row=3, municipality="GM0147"), telling=True)

    assert isinstance(judged, Fault)
    assert judged.column == "e-mail"
