"""What files of participants call columns, channels and reasons, as `sheets.plain` leaves it."""

from typing import Final

from server.formats.sheets import Synonyms
from server.registry.tables import Channel, LeavingReason, Source

HEADINGS: Final[Synonyms] = {
    "name": ("naam", "volledigenaam", "name"),
    "first": ("voornaam", "voornamen", "voorletters", "roepnaam"),
    "infix": ("tussenvoegsel", "tussenvoegsels", "voorvoegsel", "voorvoegsels"),
    "last": ("achternaam", "familienaam", "geslachtsnaam"),
    "telephone": (
        *("telefoon", "telefoonnummer", "telefoonnr", "tel", "telnr", "telnummer"),
        *("vast", "vastnummer", "vastetelefoon", "telephone"),
    ),
    "mobile": (
        *("mobiel", "mobielnummer", "mobielnr", "mobieletelefoon", "mobieltelefoonnummer"),
        *("gsm", "gsmnummer", "06nummer"),
    ),
    "email": ("email", "emailadres", "mail", "mailadres"),
    "postcode": ("postcode", "pc"),
    "house": ("huisnummer", "huisnr", "hnr"),
    "addition": ("toevoeging", "huisnummertoevoeging", "huisnrtoevoeging", "huisletter"),
    "birth_year": ("geboortejaar", "gebjaar", "birthyear"),
    "channels": ("kanaal", "kanalen", "channel", "channels"),
    "registered_on": (
        *("ingeschrevenop", "inschrijfdatum", "datuminschrijving", "inschrijvingsdatum"),
        *("aangemeldop", "aanmelddatum", "datumaanmelding", "registeredon"),
    ),
    "left_on": (
        *("uitgeschrevenop", "uitschrijfdatum", "datumuitschrijving", "uitschrijvingsdatum"),
        *("afgemeldop", "afmelddatum", "datumafmelding", "lefton"),
    ),
    "left_because": (
        *("reden", "redenuitschrijving", "redenafmelding", "uitschrijfreden", "leftbecause"),
    ),
    "municipality": ("gemeente", "gemeentecode", "gemeentenaam", "municipality"),
    "source": ("herkomst", "bron", "source"),
}
NAMES: Final = {
    "name": "naam",
    "last": "achternaam",
    "telephone": "telefoon",
    "mobile": "mobiel",
    "email": "e-mail",
    "postcode": "postcode",
    "house": "huisnummer",
    "birth_year": "geboortejaar",
    "channels": "kanaal",
    "left_on": "uitgeschreven op",
    "left_because": "reden",
    "registered_on": "ingeschreven op",
    "municipality": "gemeente",
}
"""Of columns that are missed, the heading that is asked for."""
CHANNELS: Final = {
    **dict.fromkeys(("sms", "tekst"), Channel.SMS),
    **dict.fromkeys(("spraak", "voice", "bellen", "telefoon", "gesproken"), Channel.VOICE),
    **dict.fromkeys(("email", "mail"), Channel.EMAIL),
}
SOURCES: Final = {
    **dict.fromkeys(("website", "site", "internet"), Source.WEBSITE),
    **dict.fromkeys(("brief", "post", "letter"), Source.LETTER),
    **dict.fromkeys(("telefoon", "telephone"), Source.TELEPHONE),
    **dict.fromkeys(("evenement", "bijeenkomst", "event"), Source.EVENT),
    **dict.fromkeys(("gemeente", "municipality"), Source.MUNICIPALITY),
    **dict.fromkeys(("import", "onbekend"), Source.IMPORT),
}
REASONS: Final = {
    **dict.fromkeys(("overleden", "overlijden", "death"), LeavingReason.DEATH),
    **dict.fromkeys(("verhuisd", "verhuizing", "moved"), LeavingReason.MOVED),
    **dict.fromkeys(
        ("nummergewijzigd", "nummerwijziging", "nummerveranderd", "andernummer", "numberchanged"),
        LeavingReason.NUMBER_CHANGED,
    ),
    **dict.fromkeys(
        ("afgemeld", "afmelding", "opgezegd", "opeigenverzoek", "eigenverzoek", "optedout"),
        LeavingReason.OPTED_OUT,
    ),
    **dict.fromkeys(
        ("verwijderd", "opgeschoond", "onbereikbaar", "removed"), LeavingReason.REMOVED
    ),
}
