"""Fixtures: the venue's CRM pages and a client on them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.integration.venue.crm import CrmClient, crm_venue


@pytest.fixture(scope="module")
async def shared_crm() -> AsyncIterator[CrmClient]:
    """A client of CRM pages that the tests of a module share; what one sets there the next must clear."""
    async with crm_venue() as client:
        yield client


@pytest.fixture
async def crm(shared_crm: CrmClient) -> CrmClient:
    """A client who has just logged in, on shared pages without faults; their clock must not be moved far."""
    shared_crm.venue.faults.clear()
    client = CrmClient(shared_crm.venue, shared_crm.http)
    assert (await client.log_in()).status_code == 200
    return client
