"""Where municipalities stand on a map of tiles of one size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from server.errors import RegionRefused
from server.registry.handwork import Columns, Csv

_ACROSS = 5
_TILES: Columns = {"code": r"GM[0-9]{4}", "column": (0, 19), "row": (0, 19)}


@dataclass(frozen=True, slots=True)
class Tile:
    """Of one municipality, counted from the north-west, from 0."""

    column: int
    row: int


def grid(codes: Sequence[str]) -> Mapping[str, Tile]:
    """Tiles in rows of five, in the order of their codes."""
    return {code: Tile(at % _ACROSS, at // _ACROSS) for at, code in enumerate(sorted(codes))}


def read(folder: Traversable, codes: Sequence[str]) -> Mapping[str, Tile]:
    """As the region lays them out; in a plain grid, where it does not."""
    if not (folder / "tiles.csv").is_file():
        return grid(codes)
    table = Csv(folder, "tiles.csv", _TILES, key=("code",))
    found: dict[Tile, str] = {}
    for row in table.rows:
        row.among("code", codes)
        tile = Tile(row.whole("column"), row.whole("row"))
        if tile in found:
            raise RegionRefused(
                f"{row.where}: column {tile.column}, row {tile.row} is that of {found[tile]}; must "
                "be a tile of its own"
            )
        found[tile] = row.text("code")
    for code in codes:
        if code not in found.values():
            raise RegionRefused(f"{table.name}: no row for {code}")
    return {code: tile for tile, code in found.items()}
