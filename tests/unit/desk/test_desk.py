"""The desk: what follows from a login, from a lost link, from a trade and from the passing of time."""

from decimal import Decimal

import pytest

from tests.examples import AT_MS, a_candle, a_closed_trade, a_pending_order, a_position, a_quote, an_instrument
from tests.fakes import FakeBroker, FakeClock, settle
from tui.desk.desk import Desk
from tui.desk.watchlists import Watchlists
from tui.domain import events as ev
from tui.domain.candle import Period
from tui.domain.events import LinkState
from tui.errors import CommandRefusedError, ReplyTimeoutError, UsageError
from tui.store.changes import Topic
from tui.store.store import Store
from tui.xapi.replies import OpenTrades, SymbolSnapshot

pytestmark = pytest.mark.anyio


class Scene:
    """A desk on a fake broker, driven by a fake clock."""

    def __init__(self, **broker: object) -> None:
        self.clock = FakeClock()
        self.store = Store()
        self.desk = Desk(self.store, self.clock, Watchlists({"Mine": ["EURUSD", "GOLD"]}))
        self.broker = FakeBroker(**broker)  # type: ignore[arg-type]
        self.desk.attach(self.broker)

    def link(self, state: LinkState, epoch: int = 1) -> None:
        self.desk.handle(ev.LinkChanged(state, epoch, self.clock.monotonic()))

    async def log_in(self, epoch: int = 1) -> None:
        self.link(LinkState.SYNCING, epoch)
        await settle()
        self.link(LinkState.READY, epoch)
        await settle()


async def test_after_a_login_prices_come_first_and_ready_follows_trades_and_figures() -> None:
    scene = Scene(trades=OpenTrades((a_position(),), (a_pending_order(),), ()))
    scene.desk.look_at(["EURUSD"])
    scene.link(LinkState.SYNCING)
    await settle()
    asked = scene.broker.questions()
    assert scene.broker.ready_marks == 1
    assert asked.index("open_trades") < asked.index("symbols")
    assert asked.index("figures") < asked.index("symbols")
    assert asked.index("ticks") < asked.index("symbols")
    assert list(scene.store.account.positions) == [312408331]
    assert scene.store.account.figures is not None
    assert scene.store.market.instruments["EURUSD"].digits == 5
    assert scene.store.market.day_change_percent("EURUSD") == pytest.approx(Decimal("0.21"))


async def test_a_session_is_not_ready_while_the_trades_are_refused_and_the_question_is_repeated() -> None:
    scene = Scene(refusals={"open_trades": CommandRefusedError("getTrades", "EX005", "overloaded")})
    scene.link(LinkState.SYNCING)
    await settle()
    assert (scene.broker.ready_marks, scene.broker.reconnects) == (0, 0)
    assert "EX005" in scene.store.link.troubles[-1].title
    scene.broker.refusals.clear()
    scene.desk.keep()
    await settle()
    assert scene.broker.ready_marks == 0
    scene.clock.advance(6)
    scene.desk.keep()
    await settle()
    assert scene.broker.ready_marks == 1


async def test_an_answer_that_does_not_come_makes_the_session_anew() -> None:
    scene = Scene(refusals={"figures": ReplyTimeoutError("no reply")})
    scene.link(LinkState.SYNCING)
    await settle()
    assert (scene.broker.ready_marks, scene.broker.reconnects) == (0, 1)


async def test_refused_prices_do_not_keep_the_account_from_being_ready() -> None:
    scene = Scene(refusals={"ticks": CommandRefusedError("getTickPrices", "BE115", "no such symbol")})
    scene.desk.look_at(["EURUSD"])
    scene.link(LinkState.SYNCING)
    await settle()
    assert scene.broker.ready_marks == 1


async def test_what_is_seen_streams_before_what_is_only_held() -> None:
    scene = Scene(trades=OpenTrades((a_position(symbol="USDJPY"),), (), ()))
    scene.desk.look_at(["GBPUSD", "EURUSD"], depth_of=["EURUSD"])
    scene.desk.show_chart("main", "EURUSD", Period.M5)
    await scene.log_in()
    assert scene.broker.quote_wishes == ("EURUSD", "GBPUSD", "USDJPY", "GOLD")
    assert scene.broker.depth_wishes == {"EURUSD"}
    assert scene.broker.candle_wishes == ("EURUSD",)


async def test_a_chart_that_opens_asks_for_its_newest_candles() -> None:
    scene = Scene()
    await scene.log_in()
    scene.desk.show_chart("main", "EURUSD", Period.M1)
    await settle()
    assert len(scene.store.candles.series[("EURUSD", Period.M1)].candles) == 100


async def test_a_chart_that_no_place_shows_is_forgotten() -> None:
    scene = Scene()
    await scene.log_in()
    scene.desk.show_chart("main", "EURUSD", Period.M1)
    scene.desk.show_chart("main", "EURUSD", Period.H1)
    assert list(scene.store.candles.series) == [("EURUSD", Period.H1)]


async def test_scrolling_back_fetches_older_candles_until_the_broker_has_none() -> None:
    scene = Scene()
    scene.desk.show_chart("main", "EURUSD", Period.M1)
    await scene.log_in()
    series = scene.store.candles.series[("EURUSD", Period.M1)]
    first = series.candles[0].start_ms
    scene.broker.candles.insert(0, a_candle(first - 60_000))
    assert scene.desk.charts.older("EURUSD", Period.M1)
    await settle()
    assert series.candles[0].start_ms == first - 60_000
    assert scene.desk.charts.older("EURUSD", Period.M1)
    await settle()
    assert series.reached_start
    assert not scene.desk.charts.older("EURUSD", Period.M1)


async def test_a_cut_leaves_a_gap_that_the_next_login_fills_from_the_last_certain_candle() -> None:
    scene = Scene()
    scene.desk.show_chart("main", "EURUSD", Period.M1)
    await scene.log_in()
    scene.link(LinkState.WAITING)
    series = scene.store.candles.series[("EURUSD", Period.M1)]
    assert series.gap_from == AT_MS - 60_000
    missed = [a_candle(AT_MS + n * 60_000) for n in range(1, 5)]
    scene.broker.candles.extend(missed)
    await scene.log_in(epoch=2)
    assert series.gap_from is None
    assert series.candles[-4:] == missed
    assert scene.broker.asked[-1][0] != "candles_before"


async def test_a_lost_link_stops_the_jobs_of_its_session() -> None:
    scene = Scene()
    scene.desk.look_at(["EURUSD"])
    scene.link(LinkState.SYNCING)
    scene.link(LinkState.WAITING)
    await settle()
    assert scene.broker.ready_marks == 0


async def test_everything_open_is_compared_every_30_seconds() -> None:
    scene = Scene()
    await scene.log_in()
    before = scene.broker.questions().count("open_trades")
    scene.clock.advance(29)
    scene.desk.keep()
    await settle()
    assert scene.broker.questions().count("open_trades") == before
    scene.clock.advance(2)
    scene.desk.keep()
    await settle()
    assert scene.broker.questions().count("open_trades") == before + 1


async def test_a_closed_trade_is_confirmed_by_a_snapshot_when_things_have_settled() -> None:
    scene = Scene()
    await scene.log_in()
    before = scene.broker.questions().count("open_trades")
    scene.desk.handle(ev.TradeClosed(a_closed_trade(), scene.clock.monotonic()))
    scene.clock.advance(2.1)
    scene.desk.keep()
    await settle()
    assert scene.broker.questions().count("open_trades") == before + 1


async def test_at_the_brokers_midnight_day_changes_are_unknown_until_asked_again() -> None:
    scene = Scene()
    scene.desk.look_at(["EURUSD"])
    await scene.log_in()
    assert "EURUSD" in scene.store.market.references
    scene.clock.advance(86_400)
    scene.broker.refusals["symbol"] = CommandRefusedError("getSymbol", "EX005", "overloaded")
    scene.desk.keep()
    await settle()
    assert scene.store.market.day_change_percent("EURUSD") is None
    scene.broker.refusals.clear()
    scene.desk.keep()
    await settle()
    assert scene.store.market.day_change_percent("EURUSD") is not None


async def test_a_longer_candle_that_ends_is_read_again_from_the_broker() -> None:
    scene = Scene()
    scene.desk.show_chart("main", "EURUSD", Period.M5)
    await scene.log_in()
    before = scene.broker.questions().count("candles_since")
    for minute in range(6):
        scene.desk.handle(ev.CandleClosed("EURUSD", a_candle(AT_MS + minute * 60_000), 1.0))
        await settle()
    assert scene.broker.questions().count("candles_since") == before + 1


async def test_a_trouble_that_stays_is_told_once() -> None:
    scene = Scene(refusals={"symbols": CommandRefusedError("getAllSymbols", "EX005", "overloaded")})
    await scene.log_in()
    scene.desk.refresh()
    await settle()
    assert sum("getAllSymbols" in trouble.title for trouble in scene.store.link.troubles) == 1


async def test_a_symbol_that_the_broker_removed_is_no_longer_an_instrument() -> None:
    scene = Scene()
    await scene.log_in()
    scene.broker.snapshots = [
        SymbolSnapshot(an_instrument(symbol="GOLD"), a_quote(symbol="GOLD"), None),
    ]
    scene.desk.refresh()
    await settle()
    assert list(scene.store.market.instruments) == ["GOLD"]


async def test_events_reach_the_store_before_anything_follows_from_them() -> None:
    scene = Scene()
    scene.desk.handle(ev.QuoteChanged(a_quote(), 1.0))
    assert scene.store.drain().keys(Topic.QUOTES) == {"EURUSD"}


# --- watchlists


def test_the_default_lists_appear_when_there_are_none() -> None:
    assert "EURUSD" in Watchlists({}).symbols


def test_every_change_of_a_list_is_told() -> None:
    told: list[int] = []
    lists = Watchlists({"A": ["X", "Y"]}, on_change=lambda: told.append(1))
    lists.add("Z")
    lists.move("Z", -1)
    lists.remove("X")
    assert lists.symbols == ("Z", "Y")
    assert len(told) == 3


def test_a_symbol_is_on_a_list_once() -> None:
    lists = Watchlists({"A": ["X", "X"]})
    assert not lists.add("X")
    assert lists.symbols == ("X",)


def test_a_symbol_is_added_in_front_of_the_cursor() -> None:
    lists = Watchlists({"A": ["X", "Y"]})
    lists.add("Z", before="Y")
    assert lists.symbols == ("X", "Z", "Y")


def test_lists_are_created_renamed_shown_and_deleted() -> None:
    lists = Watchlists({"A": ["X"]})
    lists.create("B")
    lists.rename("C")
    assert (lists.names, lists.active) == (("A", "C"), "C")
    lists.show("a")
    assert lists.active == "A"
    lists.step(1)
    lists.delete()
    assert lists.names == ("A",)


@pytest.mark.parametrize("name", ["", "   ", "x" * 31, "a"])
def test_a_list_needs_a_name_of_its_own(name: str) -> None:
    with pytest.raises(UsageError):
        Watchlists({"A": []}).create(name)


def test_the_last_list_cannot_be_deleted() -> None:
    with pytest.raises(UsageError):
        Watchlists({"A": []}).delete()
