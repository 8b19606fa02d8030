"""The alert desk: fires on what the stores were told, keeps alerts over a restart, runs the user's program."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal
from pathlib import Path

import pytest

from tests.examples import AT_MS, a_closed_trade, a_position, a_quote, an_instrument, figures
from tests.fakes import FakeBroker, FakeClock, settle
from tui.desk.alert_command import AlertCommand, filled, run_program
from tui.desk.alerts import MOST_ALERTS
from tui.desk.desk import Desk
from tui.desk.watchlists import Watchlists
from tui.domain import events as ev
from tui.domain.alert_text import AlertError
from tui.domain.alerts import Alert, AlertState, Plain
from tui.domain.candle import MINUTE_MS
from tui.domain.events import LinkState
from tui.domain.news_events import CalendarLoaded
from tui.domain.releases import Release
from tui.errors import TradedeckError, UsageError
from tui.store.changes import Topic
from tui.store.store import Store

pytestmark = pytest.mark.anyio


class Scene:
    """A desk with some alerts; `saved` counts how often they were to be written down."""

    def __init__(self, plain: Sequence[Plain] = (), argv: Sequence[str] = ()) -> None:
        self.clock = FakeClock()
        self.store = Store()
        self.desk = Desk(self.store, self.clock, Watchlists({"Mine": ["EURUSD"]}))
        self.broker = FakeBroker()
        self.desk.attach(self.broker)
        self.saved = 0
        self.desk.alerts.equip(plain, self._saved, argv)
        self.desk.handle(ev.InstrumentsLoaded((an_instrument(), an_instrument(symbol="GOLD")), complete=True))
        self.desk.handle(ev.LinkChanged(LinkState.READY, 1, self.clock.monotonic()))
        self.hear()

    def _saved(self) -> None:
        self.saved += 1

    async def until_complained(self) -> None:
        async with asyncio.timeout(10):
            while len(self.store.link.troubles) < len(self.store.alerts.firings):
                await settle()

    def add(self, text: str) -> Alert:
        return self.desk.alerts.add(text, UTC)

    def hear(self) -> None:
        self.desk.handle(ev.FeedHeard(self.clock.now_ms(), self.clock.monotonic()))

    def tick(self, bid: str, ask: str = "1.08420", symbol: str = "EURUSD", after_s: float = 1) -> None:
        self.clock.advance(after_s)
        self.hear()
        quote = a_quote(bid, ask, symbol=symbol, at_ms=self.clock.now_ms())
        self.desk.handle(ev.QuoteChanged(quote, self.clock.monotonic()))

    def fired(self) -> list[str]:
        return [each.words for each in self.store.alerts.firings]

    def alert(self, number: int = 1) -> Alert:
        return self.store.alerts.alerts[number]


async def test_a_bid_that_reaches_the_line_fires_and_is_announced() -> None:
    scene = Scene()
    scene.add("EURUSD bid >= 1.084 note: look")
    scene.tick("1.08390")
    assert scene.fired() == []
    assert scene.alert().last_value == Decimal("1.08390")
    scene.tick("1.08401")
    assert scene.fired() == ["EURUSD bid >= 1.084: now 1.08401"]
    told = scene.store.orders.take_announcements()
    assert [(each.title, each.detail) for each in told] == [("Alert: EURUSD bid >= 1.084: now 1.08401", "look")]
    assert scene.alert().state is AlertState.FIRED
    assert scene.store.drain().keys(Topic.ALERTS)


async def test_a_spike_between_two_frames_is_not_missed() -> None:
    scene = Scene()
    scene.add("EURUSD ask >= 1.09")
    scene.tick("1.08", "1.08420", after_s=0.01)
    scene.tick("1.08", "1.09010", after_s=0.01)
    scene.tick("1.08", "1.08430", after_s=0.01)
    assert len(scene.fired()) == 1


async def test_an_alert_that_is_true_already_fires_when_it_is_added() -> None:
    scene = Scene()
    scene.tick("1.08500")
    scene.add("EURUSD bid >= 1.084")
    assert len(scene.fired()) == 1


async def test_a_stale_price_fires_nothing_until_the_feed_is_heard_again() -> None:
    scene = Scene()
    scene.tick("1.08500")
    scene.clock.advance(30)
    alert = scene.add("EURUSD bid >= 1.084")
    assert scene.fired() == []
    assert scene.desk.alerts.blind(alert) == "feed stale"
    scene.desk.alerts.keep()
    assert scene.fired() == []
    scene.hear()
    scene.desk.alerts.keep()
    assert scene.fired() == ["EURUSD bid >= 1.084: now 1.08500"]


async def test_a_value_that_is_true_already_after_a_restart_is_told_without_waiting_for_a_tick() -> None:
    scene = Scene()
    scene.add("EURUSD bid >= 1.084")
    after = Scene(scene.desk.alerts.as_plain())
    after.store.apply(ev.QuoteChanged(a_quote("1.08500", "1.08510", at_ms=AT_MS), after.clock.monotonic()))
    after.desk.alerts.keep()
    assert len(after.fired()) == 1


async def test_a_symbol_that_the_broker_took_away_is_said_to_be_gone_and_is_watched_again_when_it_comes_back() -> None:
    scene = Scene()
    alert = scene.add("GOLD bid >= 4000")
    assert scene.desk.alerts.blind(alert) == "no price"
    scene.desk.handle(ev.InstrumentsLoaded((an_instrument(),), complete=True))
    assert scene.desk.alerts.blind(alert) == "symbol gone"
    scene.desk.handle(ev.InstrumentsLoaded((an_instrument(), an_instrument(symbol="GOLD")), complete=True))
    scene.tick("4001", "4002", symbol="GOLD")
    assert len(scene.fired()) == 1


async def test_an_alert_is_changed_in_its_place_and_a_wrong_text_leaves_the_old_one() -> None:
    scene = Scene()
    scene.add("EURUSD bid >= 1.2")
    with pytest.raises(AlertError):
        scene.desk.alerts.change(1, "EURUSD bid >= much", UTC)
    assert scene.alert().condition.threshold == Decimal("1.2")
    scene.desk.alerts.change(1, "EURUSD ask >= 1.3 repeat", UTC)
    assert (scene.alert().condition.words, scene.alert().repeat) == ("EURUSD ask >= 1.3", True)


async def test_a_preview_keeps_nothing_and_says_what_is_seen_now() -> None:
    scene = Scene()
    scene.tick("1.08500")
    alert, value, blind = scene.desk.alerts.preview("EURUSD bid >= 1.084", UTC)
    assert (alert.condition.words, value, blind) == ("EURUSD bid >= 1.084", Decimal("1.08500"), "")
    assert scene.store.alerts.alerts == {}


async def test_five_hundred_alerts_at_one_tick_all_fire_and_are_written_down_together() -> None:
    scene = Scene()
    for _ in range(MOST_ALERTS):
        scene.add("EURUSD bid >= 1.09")
    with pytest.raises(UsageError):
        scene.add("EURUSD bid >= 1.09")
    saved = scene.saved
    scene.tick("1.10", "1.11")
    scene.desk.alerts.keep()
    assert len(scene.store.orders.take_announcements()) == MOST_ALERTS
    assert all(alert.fired_count == 1 for alert in scene.store.alerts.alerts.values())
    assert scene.saved == saved + 1


async def test_spread_and_day_change_are_watched_in_pips_and_percent() -> None:
    scene = Scene()
    scene.add("EURUSD spread > 2 pips")
    scene.add("EURUSD change <= -1%")
    scene.tick("1.08400", "1.08425")
    scene.desk.handle(ev.DayChangeKnown("EURUSD", Decimal("-0.5"), Decimal("1.08400"), AT_MS))
    assert scene.fired() == ["EURUSD spread > 2 pips: now 2.5 pips"]
    scene.tick("1.07000", "1.07010")
    assert scene.fired()[1:] == ["EURUSD change <= -1%: now -1.79 %"]


async def test_depth_and_late_ticks_fire_nothing() -> None:
    scene = Scene()
    scene.tick("1.08000")
    scene.add("EURUSD bid >= 1.09")
    now = scene.clock.now_ms()
    for quote in (a_quote("1.2", at_ms=now, level=2), a_quote("1.2", at_ms=now - 5000), a_quote(None, at_ms=now)):
        scene.desk.handle(ev.QuoteChanged(quote, scene.clock.monotonic()))
    assert scene.fired() == []


async def test_the_symbols_of_armed_alerts_are_streamed() -> None:
    scene = Scene()
    scene.add("GOLD bid >= 5000")
    assert "GOLD" in scene.broker.quote_wishes
    scene.desk.alerts.remove(1)
    assert "GOLD" not in scene.broker.quote_wishes


async def test_the_margin_level_is_watched_while_margin_is_in_use() -> None:
    scene = Scene()
    scene.add("margin level < 150%")
    for level, margin in (("1172", "879.90"), ("0", "0"), ("149", "100")):
        changed = figures(margin_level=Decimal(level), margin=Decimal(margin))
        scene.desk.handle(ev.FiguresChanged(changed, scene.clock.monotonic()))
    assert scene.fired() == ["margin level < 150%: now 149 %"]


async def test_the_profit_of_a_position_is_watched_until_it_is_gone() -> None:
    scene = Scene()
    scene.desk.handle(ev.PositionChanged(a_position(77, profit=Decimal(3)), 1.0))
    scene.add("profit #77 <= -50 repeat")
    scene.desk.handle(ev.ProfitChanged(77, Decimal(-50), 2.0))
    assert scene.fired() == ["profit #77 <= -50: now -50"]
    scene.desk.handle(ev.TradesLoaded((), (), scene.clock.monotonic() + 5))
    assert scene.alert().state is AlertState.GONE
    with pytest.raises(AlertError, match="That is no alert") as caught:
        scene.add("profit #78 <= -5")
    assert (caught.value.detail, caught.value.part) == ("position #78 is not open", "78")


async def test_an_alert_on_a_position_ends_as_soon_as_the_stream_tells_of_its_close() -> None:
    scene = Scene()
    scene.desk.handle(ev.TradesLoaded((a_position(77),), (), scene.clock.monotonic()))
    scene.add("profit #77 <= -50")
    scene.desk.handle(ev.TradeClosed(a_closed_trade(77), scene.clock.monotonic() + 1))
    assert scene.alert().state is AlertState.GONE


async def test_the_age_of_the_feed_counts_on_while_the_link_is_down() -> None:
    scene = Scene()
    scene.add("feed age > 10s")
    scene.desk.alerts.keep()
    scene.desk.handle(ev.FeedHeard(AT_MS, scene.clock.monotonic()))
    scene.desk.alerts.keep()
    scene.desk.handle(ev.LinkChanged(LinkState.WAITING, 1, scene.clock.monotonic()))
    for _ in range(11):
        scene.clock.advance(1)
        scene.desk.alerts.keep()
    assert scene.fired() == ["feed age > 10s: now 11 s"]


def a_release(minutes: int, title: str = "Payrolls", impact: str = "3") -> Release:
    return Release(AT_MS + minutes * MINUTE_MS, "US", title, impact, "", "1", "2", "")


async def test_each_release_is_told_once_before_it_comes() -> None:
    scene = Scene()
    rows = (a_release(10), a_release(20, "Claims", "2"), a_release(50), a_release(9, "Auction", "1"))
    scene.desk.handle(CalendarLoaded(rows, AT_MS))
    scene.add("release US medium in 5m repeat")
    told: list[tuple[int, str]] = []
    for minute in range(60):
        scene.desk.alerts.keep()
        told += [(minute, words) for words in scene.fired()[len(told) :]]
        scene.clock.advance(60)
    assert told == [(5, "US Payrolls in 5 m"), (15, "US Claims in 5 m"), (45, "US Payrolls in 5 m")]


async def test_an_alert_expires_at_its_time_and_can_be_armed_again() -> None:
    scene = Scene()
    scene.add("EURUSD bid >= 1.09 for 1h")
    scene.clock.advance(3600)
    scene.desk.alerts.keep()
    assert scene.alert().state is AlertState.EXPIRED
    scene.tick("1.10")
    assert scene.fired() == []
    scene.hear()
    scene.desk.alerts.rearm(1)
    assert len(scene.fired()) == 1


async def test_alerts_are_kept_over_a_restart_and_written_down_only_when_something_happened() -> None:
    scene = Scene()
    scene.add("EURUSD bid >= 1.09 repeat note: x")
    saved = scene.saved
    for _ in range(50):
        scene.tick("1.08000")
    assert scene.saved == saved
    after = Scene(scene.desk.alerts.as_plain())
    assert after.alert() == scene.alert()
    assert "EURUSD" in after.desk.alerts.symbols
    after.tick("1.09000")
    assert len(after.fired()) == 1
    assert after.add("GOLD bid > 1").number == 2


async def test_damaged_alerts_of_the_last_run_are_left_out() -> None:
    scene = Scene([{"number": 1, "subject": "moon"}])
    assert scene.store.alerts.alerts == {}


async def test_what_is_no_alert_is_refused_and_nothing_is_kept() -> None:
    scene = Scene()
    with pytest.raises(AlertError):
        scene.add("NOSUCH bid >= 1")
    assert scene.store.alerts.alerts == {}


async def test_events_of_other_symbols_reach_no_alert() -> None:
    scene = Scene()
    scene.add("EURUSD bid >= 1.09")
    scene.store.drain()
    scene.tick("4000", "4001", symbol="GOLD")
    assert not scene.store.drain().keys(Topic.ALERTS)


async def test_trouble_with_the_program_is_announced_once_and_the_alert_is_kept() -> None:
    scene = Scene(argv=("/nonexistent/notify", "{alert}"))
    for number in range(3):
        scene.add(f"EURUSD bid >= 1.08{number}")
    scene.tick("1.0830")
    await scene.until_complained()
    announced = scene.store.orders.take_announcements()
    told = [each for each in announced if "program" in each.title]
    assert len(told) == 1
    assert "/nonexistent/notify" in told[0].detail
    assert "alert_command" in told[0].detail
    assert len(scene.store.link.troubles) == 3
    assert len(scene.fired()) == 3


async def test_a_state_that_cannot_be_written_down_is_announced_once_and_the_alerts_go_on() -> None:
    scene = Scene()
    error = TradedeckError("The app cannot remember its state", "state.toml: Read-only", "Make the folder writable.")
    scene.desk.alerts.equip((), lambda: scene.desk.trouble(error, aloud=True))
    scene.add("EURUSD bid >= 1.084")
    scene.add("EURUSD bid >= 1.2")
    told = scene.store.orders.take_announcements()
    assert [(each.title, each.detail) for each in told] == [
        ("The app cannot remember its state", "state.toml: Read-only · Make the folder writable.")
    ]
    assert len(scene.store.link.troubles) == 2
    scene.tick("1.0850")
    assert len(scene.fired()) == 1


# --- the user's program


class Programs:
    """Takes the place of real programs."""

    def __init__(self, outcome: int | Exception | None = 0) -> None:
        self.outcome = outcome
        self.ran: list[tuple[str, ...]] = []
        self.complaints: list[TradedeckError] = []
        self.command = AlertCommand(
            ("notify", "-t", "{alert}!", "{note}", "{nothing}"), self.complaints.append, self.run
        )

    async def run(self, argv: Sequence[str]) -> int:
        self.ran.append(tuple(argv))
        if self.outcome is None:
            await asyncio.get_running_loop().create_future()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome or 0


async def test_the_program_gets_its_arguments_as_they_are_and_no_shell_reads_them() -> None:
    programs = Programs()
    programs.command.fire({"alert": "a; rm -rf / $(x) {note}", "note": "two words"})
    await settle()
    assert programs.ran == [("notify", "-t", "a; rm -rf / $(x) {note}!", "two words", "{nothing}")]
    assert programs.complaints == []


@pytest.mark.parametrize("outcome", [3, FileNotFoundError(2, "No such file"), TimeoutError()])
async def test_a_program_that_fails_is_told(outcome: int | Exception) -> None:
    programs = Programs(outcome)
    programs.command.fire({})
    await settle()
    assert len(programs.complaints) == 1
    assert "notify" in programs.complaints[0].detail


async def test_no_more_than_a_few_programs_run_at_once_and_closing_ends_them() -> None:
    programs = Programs(None)
    for _ in range(9):
        programs.command.fire({})
    await settle()
    assert (len(programs.ran), len(programs.complaints)) == (4, 5)
    await programs.command.close()


async def test_a_real_program_runs_without_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "out"
    code = "import sys; open(sys.argv[1], 'w').write(repr(sys.stdin.read()) + sys.argv[2])"
    assert await run_program((sys.executable, "-I", "-S", "-c", code, str(file), "a b")) == 0
    assert file.read_text() == "''a b"


def test_values_are_not_looked_into_again() -> None:
    assert filled("{a}{b}", {"a": "{b}", "b": "{a}\0"}) == "{b}{a}"
    assert filled("{ {a", {"a": "x"}) == "{ {a"
