"""What a region says of figures: each with its source, how sure it is and the words behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from server.registry.handwork import Toml

CONFIDENCE = "[ABCD]"
MOST = 20_000_000
"""Inhabitants of a region; nothing that is counted there is more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    title: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a figure rests on: a source, how sure it is (A-D) and the words."""

    source: str
    confidence: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a region says in the place of a figure of the ledger."""

    name: str
    value: Decimal
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a region pays for relationship management alone [euro of 2014/inhabitant/year]."""

    whose: str
    price: Decimal
    inhabitants: int
    """Over whom the price is carried."""
    words: str


def sources(toml: Toml) -> Mapping[str, Source]:
    return {
        name: Source(
            title=toml.text("sources", name, "title"),
            confidence=toml.text("sources", name, "confidence", pattern=CONFIDENCE),
        )
        for name in toml.names("sources")
    }


def basis(toml: Toml, known: Mapping[str, Source]) -> Mapping[str, Basis]:
    """What every figure rests on, by name: participants, benchmark.price, demo.start and so on."""
    tables = {
        "figures": toml.names("figures"),
        "benchmark": ("price", "inhabitants") if toml.names("benchmark") else (),
        "demo": toml.names("demo"),
    }
    return {
        name if table == "figures" else f"{table}.{name}": _basis(toml, table, name, known)
        for table, names in tables.items()
        for name in names
    }


def figures(toml: Toml, known: Mapping[str, Source]) -> Sequence[Figure]:
    return [
        Figure(
            name=name,
            value=toml.number("figures", name, low=0, high=MOST),
            basis=_basis(toml, "figures", name, known),
        )
        for name in toml.names("figures")
    ]


def benchmark(toml: Toml) -> Price | None:
    if not toml.names("benchmark"):
        return None
    return Price(
        whose=toml.text("benchmark", "whose"),
        price=toml.number("benchmark", "price", low=0, high=100),
        inhabitants=toml.whole("benchmark", "inhabitants", low=1, high=MOST),
        words=toml.text("benchmark", "price", "words"),
    )


def _basis(toml: Toml, table: str, name: str, known: Mapping[str, Source]) -> Basis:
    return Basis(
        source=toml.text(table, name, "source", among=known),
        confidence=toml.text(table, name, "confidence", pattern=CONFIDENCE),
        words=toml.text(table, name, "words"),
    )
