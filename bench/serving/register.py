"""A register of a hundred municipalities: those of Twente over and over, under other codes."""

import asyncio
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from server.registry import Database, reference
from server.services import demo

MUNICIPALITIES = 100


def make(path: Path) -> None:
    twente = reference.load("twente")
    places = [
        replace(place, code=f"GM{number:04}", name=f"{place.name} {number}")
        for number, place in enumerate(islice(cycle(twente.places), MUNICIPALITIES), start=1)
    ]

    async def fill() -> None:
        database = Database(path)
        try:
            await database.prepare()
            async with database.writing() as session:
                await demo.fill(session, replace(twente, places=places), seed=1)
        finally:
            await database.close()

    asyncio.run(fill())
