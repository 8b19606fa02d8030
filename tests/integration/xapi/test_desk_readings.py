"""The whole way from the venue's sockets to the stores: history, clients' trades, news, calendar, facts, an alert."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC
from pathlib import Path

import pytest

from tests.integration.xapi.harness import logged_in, options
from tui.desk.desk import Desk
from tui.domain.candle import DAY_MS
from tui.domain.history import DealKind, deal_kind
from tui.domain.statistics import balance_before, summarise
from tui.simulator.venue import Venue
from tui.store.statements import Stage
from tui.store.store import Store

pytestmark = pytest.mark.anyio

Until = Callable[[Callable[[], bool]], Awaitable[None]]


async def test_what_the_screens_read_on_demand_comes_from_the_venue(tmp_path: Path) -> None:
    async with Venue(options(tmp_path, "websocket", strict=True)) as venue, logged_in(venue, "1000") as (desk, owner):
        await read_everything(desk, desk.store, owner.until, venue.clock.now_ms())


async def read_everything(desk: Desk, store: Store, until: Until, now_ms: int) -> None:
    """Ask as the screens ask and look at what the stores have then."""
    await until(lambda: store.news.fetch.stage is Stage.READY and store.calendar.fetch.stage is Stage.READY)
    await until(lambda: store.account.profile is not None and bool(store.link.version))
    assert store.link.version == "2.5.0"
    read = desk.news.read(store.news.newest[0].key)
    assert read is not None
    assert "<" not in read.text
    assert "Sim wire – " in read.text
    assert desk.news.search("sim wire")
    assert any(release.forecast for release in store.calendar.releases)
    await history_adds_up(desk, store, until, now_ms)
    desk.ib.load(now_ms - 90 * DAY_MS, now_ms)
    await until(lambda: store.ib.fetch.stage is not Stage.LOADING)
    assert (store.ib.fetch.refused, store.ib.fetch.stage) == (desk.ib.refused, store.ib.fetch.stage)
    desk.sheets.show("GOLD")
    await until(lambda: store.sheets.facts["GOLD"].fetched is not None)
    facts = store.sheets.facts["GOLD"]
    assert facts.problems == {}
    assert facts.margin is not None
    assert facts.margin > 0
    assert "GOLD" in store.market.hours
    await until(lambda: "EURUSD" in store.market.prices)
    desk.alerts.add("EURUSD bid > 0.1", UTC)
    assert len(store.alerts.firings) == 1


async def history_adds_up(desk: Desk, store: Store, until: Until, now_ms: int) -> None:
    """Read a year; trades and cash must explain the balance to the cent."""
    desk.history.load(now_ms - 365 * DAY_MS, now_ms + DAY_MS)
    await until(lambda: store.history.fetch.stage is Stage.READY)
    rows = store.history.rows(store.account.history, (now_ms - 365 * DAY_MS, now_ms + DAY_MS))
    assert DealKind.DEPOSIT in {deal_kind(row) for row in rows}
    assert store.account.figures is not None
    assert balance_before(rows, store.account.figures.balance) == 0
    found = summarise(rows, UTC, balance_before=balance_before(rows, store.account.figures.balance))
    assert found.curve[-1].net + found.curve[-1].cash == store.account.figures.balance
