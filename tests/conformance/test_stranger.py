"""The third-party client xapi-python trades on the venue, over TLS and in the clear, and the ledger agrees with it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conformance.stranger import Stranger, stranger
from tui.simulator.clock import VenueClock
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio

MONDAY_MS = 1_767_606_600_000
"""2026-01-05 09:50:00 UTC, a Monday when everything in Europe is open."""

QUIET = ExchangeSettings(scripted_trader=False, with_past=False)


@pytest.fixture(params=["wss", "ws"])
async def venue(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Venue]:
    folder = tmp_path_factory.mktemp("tls") if request.param == "wss" else None
    options = SimulatorOptions(tls_self_signed=folder)
    async with Venue(options, clock=VenueClock(MONDAY_MS, speed=20.0), settings=QUIET, threads=False) as made:
        yield made


@pytest.fixture
async def other(venue: Venue) -> AsyncIterator[Stranger]:
    folder = venue.options.tls_self_signed
    async with stranger(venue.url, authority=None if folder is None else folder / "ca.pem") as made:
        yield made


async def test_a_stranger_opens_modifies_halves_and_closes_a_position(venue: Venue, other: Stranger) -> None:
    opened = await other.open(volume=0.02, customComment="theirs")
    request = opened["reply"]["returnData"]["order"]
    assert opened["status"]["requestStatus"] == 3
    (held,) = (await venue.ledger())["positions"]
    assert (held["order2"], held["customComment"], held["volume"]) == (request, "theirs", 0.02)
    stop = round(held["open_price"] * 0.5, 5)
    assert (await other.modify(held["position"], volume=0.02, sl=stop))["status"]["requestStatus"] == 3
    assert (await venue.ledger())["positions"][0]["sl"] == stop
    assert (await other.close(held["position"], volume=0.01))["status"]["requestStatus"] == 3
    assert (await venue.ledger())["positions"][0]["volume"] == 0.01
    closing = (await other.close(held["position"]))["reply"]["returnData"]["order"]
    ledger = await venue.ledger()
    assert ledger["positions"] == []
    deal = next(one for one in ledger["deals"] if one["request"] == closing)
    assert (deal["position"], deal["reason"], deal["order2"]) == (held["position"], "request", closing)


async def test_a_stranger_places_moves_and_deletes_a_pending_order(venue: Venue, other: Stranger) -> None:
    later = MONDAY_MS + 30 * 86_400_000
    placed = await other.place(0.5, expiration=later)
    number = placed["reply"]["returnData"]["order"]
    (waiting,) = (await venue.ledger())["pending"]
    assert (waiting["order"], waiting["order2"], waiting["position"]) == (number, number, number)
    assert (await other.move(number, 0.6, expiration=later))["status"]["requestStatus"] == 3
    assert (await venue.ledger())["pending"][0]["open_price"] == 0.6
    deleting = (await other.delete(number, 0.6))["reply"]["returnData"]["order"]
    ledger = await venue.ledger()
    assert ledger["pending"] == []
    assert [(one["order"], one["reason"], one["request"]) for one in ledger["removals"]] == [
        (number, "deleted", deleting)
    ]


async def test_a_stranger_is_told_why_it_is_refused(venue: Venue, other: Stranger) -> None:
    refused = await other.open(symbol="NOPE", price=1.0)
    assert (refused["reply"]["status"], refused["reply"]["errorCode"], refused["status"]) == (False, "BE101", None)
    again = await other.close(12345)
    assert again["reply"]["errorCode"] == "BE11"
    assert [row["code"] for row in (await venue.ledger())["transactions"]] == ["BE101", "BE11"]
