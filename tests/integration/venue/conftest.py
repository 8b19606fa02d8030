"""Fixtures: a quiet venue, and clients on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.integration.venue.harness import Client, client, pair, quiet_venue
from tui.simulator.venue import Venue


@pytest.fixture
async def venue() -> AsyncIterator[Venue]:
    async with quiet_venue() as made:
        yield made


@pytest.fixture
async def main(venue: Venue) -> AsyncIterator[Client]:
    async with client(venue) as made:
        yield made


@pytest.fixture
async def both(venue: Venue) -> AsyncIterator[tuple[Client, Client, str]]:
    async with pair(venue) as made:
        yield made
