"""The clients' trades of an introducing broker's account, from the venue's sockets to the tables of the screen."""

from datetime import UTC
from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration.xapi.harness import logged_in, options
from tui.desk.ib_tables import deals_table, sums_table, total_of
from tui.domain.candle import DAY_MS
from tui.domain.ib import IbGroup
from tui.simulator.venue import Venue
from tui.store.statements import Stage

pytestmark = pytest.mark.anyio


async def test_every_deal_that_the_venue_knows_is_shown_and_summed_and_other_accounts_are_refused(
    tmp_path: Path,
) -> None:
    async with Venue(options(tmp_path, "websocket", strict=True)) as venue:
        now_ms = venue.clock.now_ms()
        async with logged_in(venue, "1000") as (desk, owner):
            ib = desk.store.ib
            desk.ib.load(now_ms - 100 * DAY_MS, now_ms)
            await owner.until(lambda: ib.fetch.stage is not Stage.LOADING)
            known = venue.exchange.ibs_history("1000", now_ms - 100 * DAY_MS, now_ms)
            assert isinstance(known, list)
            assert len(ib.deals) == len(known) > 0
            assert [deal.at_ms for deal in ib.deals] == sorted((one.timestamp_ms for one in known), reverse=True)
            table = deals_table(ib.deals, UTC)
            total = total_of(table, range(len(table)))
            assert total.volume == sum((one.volume for one in known), Decimal(0))
            assert total.nominal == sum((one.nominal for one in known), Decimal(0))
            for by in IbGroup:
                sums = sums_table(ib.deals, by, UTC)
                assert total_of(sums, range(len(sums))) == total
        async with logged_in(venue, "1001") as (desk, owner):
            desk.ib.load(now_ms - 100 * DAY_MS, now_ms)
            assert desk.store.ib.fetch.refused
            assert desk.store.ib.deals == []
