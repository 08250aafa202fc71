"""All that is held of one person, as one file that the person, or another register, can read.

What stands in it is described in `docs/privacy.md`; `VERSION` changes when that does.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Right
from server.registry import (
    Address,
    AuditLine,
    Consent,
    Contact,
    Delivery,
    Participant,
    Person,
    audit,
    holdings,
    municipalities,
)
from server.registry.audit import Deed
from server.registry.holdings import Holding
from server.registry.people import told
from server.sealing import KeyRing
from server.services import finding
from server.services.errand import Errand

FORMAT: Final = "burgernet-person"
VERSION: Final = 1

File = Mapping[str, Any]


async def hand_over(session: AsyncSession, registration: int | None, errand: Errand) -> File:
    """All of the person whose registration it is, this reading included; raises Refused."""
    person = await finding.whole_person(session, registration, Right.READ_PEOPLE, errand)
    ring = errand.keys
    holding = await holdings.of_person(session, person)
    line = errand.entry(Deed.HANDED_OVER, subject=person.subject, fields=holdings.FIELDS)
    await audit.append(session, [line])
    codes = {participant.municipality_code for participant, _ in holding.registrations}
    places = await municipalities.with_codes(session, sorted(codes))
    return {
        "format": FORMAT,
        "version": VERSION,
        "madeAt": _told(errand.now),
        "person": {
            "id": person.id,
            "name": told(ring, Person.name, person.id, person.name),
            "source": person.source.value,
            "changedAt": _told(person.changed_at),
            "restrictedAt": _told(person.restricted_at),
        },
        "registrations": [
            _registration(ring, participant, address, places[participant.municipality_code].name)
            for participant, address in holding.registrations
        ],
        "contacts": list(_contacts(ring, holding)),
        "consents": [_consent(one) for one in holding.consents],
        "audit": [_line(one) for one in await audit.about(session, person.subject)],
    }


def _registration(
    ring: KeyRing, participant: Participant, address: Address, municipality: str
) -> File:
    because = participant.left_because
    return {
        "id": participant.id,
        "municipality": {"code": participant.municipality_code, "name": municipality},
        "postcode": told(ring, Address.postcode, address.id, address.postcode),
        "houseNumber": told(ring, Address.house_number, address.id, address.house_number),
        "birthYear": participant.birth_year,
        "channel": participant.channel.value,
        "registeredOn": _told(participant.registered_on),
        "onHoldSince": _told(participant.on_hold_since),
        "leftOn": _told(participant.left_on),
        "leftBecause": None if because is None else because.value,
    }


def _contacts(ring: KeyRing, holding: Holding) -> Iterable[File]:
    for contact in holding.contacts:
        yield {
            "id": contact.id,
            "channel": contact.channel.value,
            "value": told(ring, Contact.value, contact.id, contact.value),
            "onHoldSince": _told(contact.on_hold_since),
            "deliveries": [
                _delivery(one) for one in holding.deliveries if one.contact_id == contact.id
            ],
        }


def _delivery(delivery: Delivery) -> File:
    return {
        "at": _told(delivery.at),
        "action": delivery.action_id,
        "arrived": delivery.arrived,
        "failure": delivery.failure,
    }


def _consent(consent: Consent) -> File:
    return {
        "purpose": consent.purpose.value,
        "source": consent.source.value,
        "givenOn": _told(consent.given_on),
        "withdrawnOn": _told(consent.withdrawn_on),
    }


def _line(line: AuditLine) -> File:
    return {
        "number": line.number,
        "at": _told(line.at),
        "who": line.who,
        "purpose": line.purpose,
        "deed": line.deed,
        "fields": line.fields.split(),
    }


def _told(moment: datetime | date | None) -> str | None:
    return None if moment is None else moment.isoformat()
