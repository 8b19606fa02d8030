"""What is read on demand: history by range, IB history, news, calendar, facts of an instrument."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from tests.examples import AT_MS, a_closed_trade, a_profile, a_quote, an_instrument
from tests.fakes import FakeBroker, FakeClock, settle
from tui.desk.desk import Desk
from tui.desk.news import CALENDAR_EVERY_S, DUE_EVERY_S
from tui.desk.watchlists import Watchlists
from tui.domain import events as ev
from tui.domain.candle import DAY_MS, MINUTE_MS
from tui.domain.events import LinkState
from tui.domain.ib import IbDeal
from tui.domain.news_events import NewsPublished
from tui.domain.position import ClosedTrade, Side
from tui.domain.releases import Release
from tui.errors import CommandRefusedError, LinkError
from tui.store.statements import Stage
from tui.store.store import Store
from tui.xapi.replies import SymbolSnapshot

pytestmark = pytest.mark.anyio

YEAR_MS = 365 * DAY_MS


class PagedBroker(FakeBroker):
    """Gives only what closed in the span, and refuses spans of more than `most_days`."""

    most_days = 1000.0

    async def closed_trades(self, from_ms: int, to_ms: int, *, urgent: bool = False) -> Sequence[ClosedTrade]:
        self._ask("closed_trades", from_ms, to_ms)
        if to_ms and to_ms - from_ms > self.most_days * DAY_MS:
            raise CommandRefusedError("getTradesHistory", "EX009", "too much")
        return [trade for trade in self.closed if from_ms <= trade.closed_at <= (to_ms or AT_MS)]


class Scene:
    """A desk that is logged in at a broker."""

    def __init__(self, **broker: object) -> None:
        self.clock = FakeClock()
        self.store = Store()
        self.desk = Desk(self.store, self.clock, Watchlists({"Mine": ["EURUSD"]}))
        self.broker = PagedBroker(**broker)  # type: ignore[arg-type]
        self.desk.attach(self.broker)

    async def log_in(self) -> "Scene":
        for state in (LinkState.SYNCING, LinkState.READY):
            self.desk.handle(ev.LinkChanged(state, 1, self.clock.monotonic()))
            await settle(60)
        self.broker.asked.clear()
        return self

    def asked(self, method: str) -> list[tuple[object, ...]]:
        return [question[1:] for question in self.broker.asked if question[0] == method]


def trades(count: int, days_apart: int) -> list[ClosedTrade]:
    return [a_closed_trade(1000 + at, closed_at=AT_MS - at * days_apart * DAY_MS - 1) for at in range(count)]


# --- history


async def test_a_long_range_is_read_in_pages_the_newest_first() -> None:
    scene = await Scene(closed=trades(40, 10)).log_in()
    scene.desk.history.load(AT_MS - YEAR_MS, AT_MS)
    await settle(60)
    spans = scene.asked("closed_trades")
    assert len(spans) == 12
    assert spans[0][1] == AT_MS
    assert spans[-1][0] == AT_MS - YEAR_MS
    found = scene.store.history
    assert (found.fetch.stage, found.fetch.done, found.fetch.total) == (Stage.READY, 12, 12)
    assert len(found.rows(scene.store.account.history, (AT_MS - YEAR_MS, AT_MS))) == 37


async def test_what_has_been_read_is_not_asked_for_again() -> None:
    scene = await Scene(closed=trades(3, 10)).log_in()
    scene.desk.history.load(AT_MS - 60 * DAY_MS, AT_MS - 30 * DAY_MS)
    await settle(60)
    scene.broker.asked.clear()
    scene.desk.history.load(AT_MS - 90 * DAY_MS, AT_MS - 40 * DAY_MS)
    await settle(60)
    assert scene.asked("closed_trades") == [(AT_MS - 90 * DAY_MS, AT_MS - 60 * DAY_MS)]
    scene.desk.history.refresh()
    await settle(60)
    assert len(scene.asked("closed_trades")) == 3


async def test_a_page_that_is_too_much_for_the_broker_is_halved() -> None:
    scene = await Scene(closed=trades(9, 5)).log_in()
    scene.broker.most_days = 10
    scene.desk.history.load(AT_MS - 31 * DAY_MS, AT_MS)
    await settle(60)
    assert scene.store.history.fetch.stage is Stage.READY
    assert len(scene.store.history.rows(scene.store.account.history, (AT_MS - 31 * DAY_MS, AT_MS))) == 7


async def test_a_refusal_is_said_and_what_came_before_stays() -> None:
    scene = await Scene(closed=trades(9, 5)).log_in()
    scene.broker.refusals["closed_trades"] = CommandRefusedError("getTradesHistory", "EX011", "no")
    scene.desk.history.load(AT_MS - 31 * DAY_MS, AT_MS)
    await settle(60)
    fetch = scene.store.history.fetch
    assert (fetch.stage, fetch.refused) == (Stage.FAILED, True)
    assert "EX011" in fetch.text


async def test_a_range_wanted_meanwhile_takes_the_place_of_the_first() -> None:
    scene = await Scene().log_in()
    scene.desk.history.load(AT_MS - YEAR_MS, AT_MS)
    scene.desk.history.load(AT_MS - 10 * DAY_MS, AT_MS)
    await settle(90)
    assert scene.asked("closed_trades") == [(AT_MS - 10 * DAY_MS, AT_MS)]
    assert scene.store.history.fetch.stage is Stage.READY


async def test_a_range_that_the_link_broke_off_is_finished_after_the_next_login() -> None:
    scene = await Scene(closed=trades(3, 10)).log_in()
    scene.broker.refusals["closed_trades"] = LinkError("the line is down")
    scene.desk.history.load(AT_MS - 60 * DAY_MS, AT_MS)
    await settle(60)
    assert scene.store.history.fetch.stage is Stage.FAILED
    scene.broker.refusals.clear()
    await scene.log_in()
    assert scene.store.history.fetch.stage is Stage.READY


async def test_old_history_is_no_news_to_be_told() -> None:
    scene = await Scene(closed=trades(30, 10)).log_in()
    scene.store.orders.take_announcements()
    scene.desk.history.load(AT_MS - YEAR_MS, AT_MS)
    await settle(60)
    assert scene.store.orders.take_announcements() == []


# --- introducing broker


def a_deal(at_ms: int | None = AT_MS) -> IbDeal:
    return IbDeal("20001", "Kowalska", "EURUSD", Side.BUY, Decimal(1), Decimal(1), Decimal(1), Decimal(6), at_ms)


async def test_clients_trades_are_read_in_pages_and_equal_ones_stay_two() -> None:
    edge = AT_MS - 31 * DAY_MS
    deals = [a_deal(AT_MS - 5), a_deal(AT_MS - 5), a_deal(edge), a_deal(edge - 5)]
    scene = await Scene(ib_deals=deals).log_in()
    scene.desk.handle(ev.ProfileLoaded(a_profile(ib_account=True)))
    scene.desk.ib.load(AT_MS - 60 * DAY_MS, AT_MS)
    await settle(60)
    assert len(scene.asked("ib_history")) == 2
    assert [deal.at_ms for deal in scene.store.ib.deals] == [AT_MS - 5, AT_MS - 5, edge, edge - 5]
    assert scene.store.ib.fetch.stage is Stage.READY


async def test_an_account_without_clients_says_so_and_asks_nothing() -> None:
    scene = await Scene().log_in()
    scene.desk.ib.load(AT_MS - DAY_MS, AT_MS)
    await settle(60)
    assert scene.asked("ib_history") == []
    assert scene.store.ib.fetch.refused
    assert "no introducing broker" in scene.store.ib.fetch.text


# --- news


def an_item(number: int, at_ms: int, title: str = "", body: str = "<p>text</p>") -> NewsPublished:
    return NewsPublished(f"key{number}", title or f"title {number}", body, at_ms)


async def test_news_of_the_last_days_come_with_the_login_and_older_ones_when_asked_for() -> None:
    items = [an_item(number, AT_MS - number * DAY_MS) for number in range(9)]
    scene = Scene(news_items=items)
    await scene.log_in()
    assert [item.key for item in scene.store.news.newest] == ["key0", "key1", "key2"]
    assert scene.desk.news.older()
    assert not scene.desk.news.older()
    await settle(60)
    assert len(scene.store.news) == 9
    assert scene.store.news.fetch.stage is Stage.READY


async def test_one_item_from_stream_and_history_is_one() -> None:
    scene = await Scene(news_items=[an_item(1, AT_MS)]).log_in()
    scene.desk.handle(an_item(1, AT_MS))
    scene.desk.handle(an_item(77, AT_MS, title="title 1"))
    scene.desk.handle(NewsPublished("", "no key", "", AT_MS))
    scene.desk.handle(NewsPublished("", "no key", "", AT_MS))
    assert len(scene.store.news) == 2


async def test_unread_marks_are_set_kept_and_taken_back() -> None:
    scene = await Scene(news_items=[an_item(1, AT_MS), an_item(2, AT_MS - 5)]).log_in()
    news = scene.store.news
    assert news.unread_count == 2
    news.mark_read("key1")
    assert (news.unread("key1"), news.unread("key2"), news.read_keys) == (False, True, ["key1"])
    news.mark_read("key1", read=False)
    assert news.unread("key1")
    news.mark_all_read()
    assert news.unread_count == 0
    fresh = Store().news
    fresh.restore_read(news.read_keys)
    assert not fresh.unread("key2")


async def test_news_are_searched_by_title_and_text_but_not_by_markup() -> None:
    body = "<p class='gold'>Yields <b>fell</b></p>"
    scene = await Scene(news_items=[an_item(1, AT_MS, body=body), an_item(2, AT_MS - 5, title="Gold up")]).log_in()

    def found(text: str) -> list[str]:
        return [item.key for item in scene.desk.news.search(text)]

    assert found("GOLD") == ["key2"]
    assert found("fell yields") == ["key1"]
    assert found("") == ["key1", "key2"]
    assert found("nothing of it") == []


async def test_a_body_is_read_as_text_without_control_characters() -> None:
    scene = await Scene(news_items=[an_item(1, AT_MS, body="<p>a&#27;[2Jb</p>")]).log_in()
    read = scene.desk.news.read("key1")
    assert read is not None
    assert read.text == "a[2Jb"
    assert scene.desk.news.read("no such") is None


async def test_thousands_of_news_are_kept_within_a_bound() -> None:
    store = Store()
    for number in range(5_100):
        store.apply(an_item(number, AT_MS + number))
    assert len(store.news) == 5_000
    assert store.news.newest[-1].key == "key100"


# --- calendar


def a_release(at_ms: int, current: str = "") -> Release:
    return Release(at_ms, "US", "Payrolls", "3", "(FEB)", "150K", "175K", current)


async def test_the_calendar_is_read_at_intervals_and_often_while_a_value_is_due() -> None:
    scene = Scene(releases=[a_release(AT_MS + MINUTE_MS)])
    await scene.log_in()
    assert scene.store.calendar.releases == (a_release(AT_MS + MINUTE_MS),)
    scene.clock.advance(DUE_EVERY_S)
    scene.desk.keep()
    await settle()
    assert scene.asked("calendar") == []
    scene.clock.advance(DUE_EVERY_S + 1)
    scene.broker.releases = [a_release(AT_MS + MINUTE_MS, "180K")]
    scene.desk.keep()
    await settle()
    assert scene.store.calendar.releases[0].current == "180K"
    scene.clock.advance(DUE_EVERY_S)
    scene.desk.keep()
    await settle()
    assert len(scene.asked("calendar")) == 1
    scene.clock.advance(CALENDAR_EVERY_S)
    scene.desk.keep()
    await settle()
    assert len(scene.asked("calendar")) == 2


async def test_a_refused_calendar_says_so_and_is_not_asked_for_in_a_hurry() -> None:
    scene = Scene(releases=[a_release(AT_MS)])
    scene.broker.refusals["calendar"] = CommandRefusedError("getCalendar", "EX011", "no")
    await scene.log_in()
    assert scene.store.calendar.fetch.refused
    scene.clock.advance(DUE_EVERY_S)
    scene.desk.keep()
    await settle()
    assert scene.asked("calendar") == []


# --- facts


async def test_a_sheet_knows_margin_commission_rate_and_version() -> None:
    scene = await Scene().log_in()
    assert scene.store.link.version == "2.5.0"
    assert scene.desk.sheets.show("EURUSD").fetched is None
    await settle(60)
    facts = scene.desk.sheets.show("EURUSD")
    assert (facts.lots, facts.margin, facts.commission, facts.rate_of_exchange) == (1, 3330, 0, Decimal("1.0842"))
    assert facts.problems == {}
    scene.broker.asked.clear()
    scene.desk.sheets.show("EURUSD")
    await settle()
    assert scene.broker.asked == []
    scene.clock.advance(301)
    scene.desk.sheets.show("EURUSD")
    await settle(60)
    assert scene.asked("margin_trade") == [("EURUSD", Decimal(1))]


async def test_a_fact_that_cannot_be_had_says_why_and_the_others_go_on() -> None:
    scene = await Scene().log_in()
    scene.broker.refusals["margin_trade"] = CommandRefusedError("getMarginTrade", "BE094", "unknown")
    scene.broker.refusals["symbol"] = CommandRefusedError("getSymbol", "BE115", "gone")
    scene.desk.sheets.show("EURUSD")
    await settle(60)
    facts = scene.store.sheets.facts["EURUSD"]
    assert facts.margin is None
    assert facts.commission == 0
    assert set(facts.problems) == {"margin", "symbol"}


async def test_a_symbol_that_starts_above_one_lot_is_reckoned_at_its_least() -> None:
    scene = Scene(snapshots=[SymbolSnapshot(an_instrument(lot_min=Decimal(5)), a_quote(), None)])
    await scene.log_in()
    assert scene.desk.sheets.show("EURUSD").lots == 5
    await settle(60)
    assert scene.asked("margin_trade") == [("EURUSD", Decimal(5))]
