"""Alerts under the user's hands: typed in a dialog or on the `:` line, listed, fired, changed, removed."""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.examples import AT_MS, a_closed_trade, a_profile, an_instrument
from tests.scenes import MIDDLE, SMALL, Stage, make_stage, price_of
from tests.view.managing import managing, press, shown
from tui.desk.alerts import MOST_ALERTS
from tui.domain import events as ev
from tui.domain.alert_text import parse_alert
from tui.domain.alerts import AlertState
from tui.domain.events import LinkState
from tui.domain.news_events import CalendarLoaded
from tui.domain.releases import Release
from tui.view.panels.alert_rows import ALERT_COLUMNS
from tui.view.panels.alert_words import distance_words, value_words
from tui.view.panels.blotter_words import BlotterTab
from tui.view.screens.alert_entry import AlertScreen
from tui.view.screens.alerts import RemoveAlertScreen

pytestmark = pytest.mark.anyio

BID = price_of("EURUSD")


def alerting(
    *keys: str, size: tuple[int, int] = SMALL, **options: Any
) -> AbstractAsyncContextManager[tuple[Stage, Pilot[None]]]:
    return managing(*keys, size=size, **options)


async def write(stage: Stage, pilot: Pilot[None], text: str) -> None:
    """Put a text behind what stands in the field that has the focus, as pasting does; `:` opens the line first."""
    if text.startswith(":"):
        await pilot.press("colon")
        text = text[1:]
    field = stage.app.screen.focused
    assert isinstance(field, Input)
    field.value += text
    await stage.frame(pilot)


def texts(stage: Stage) -> list[str]:
    return [alert.condition.words for alert in stage.store.alerts.listed]


def add(stage: Stage, *lines: str) -> None:
    for line in lines:
        stage.desk.alerts.add(line, stage.context.zone)


def typed(stage: Stage) -> str:
    assert isinstance(stage.app.screen, AlertScreen)
    return stage.app.screen.text


def tick(stage: Stage, symbol: str, bid: Decimal) -> None:
    quote = next(each.quote for each in stage.broker.snapshots if each.instrument.symbol == symbol)
    assert quote is not None
    now = replace(quote, bid=bid, ask=bid + Decimal("0.0001"), at_ms=stage.clock.now_ms())
    stage.desk.handle(ev.QuoteChanged(now, stage.clock.monotonic()))


def said(stage: Stage) -> str:
    """Return what the dialog says below its field, in one line."""
    assert isinstance(stage.app.screen, AlertScreen)
    return " ".join(stage.app.screen.body.text().split("\n")[1:])


async def alerts_tab(stage: Stage, pilot: Pilot[None]) -> None:
    stage.app.trade.blotter.command_alerts()
    await stage.frame(pilot)


# --- setting one


async def test_a_begins_an_alert_on_the_symbol_under_the_cursor_and_enter_arms_it() -> None:
    async with alerting("j", "a") as (stage, pilot):
        assert typed(stage) == "GBPUSD bid >= "
        assert "The number is missing" in shown(stage)
        await write(stage, pilot, "1.5 repeat")
        assert "Calls each time the bid of GBPUSD comes to or above 1.5, at most once a minute." in said(stage)
        assert f"Now {price_of('GBPUSD')}, " in shown(stage)
        assert "pips to go" in shown(stage)
        assert "they need tradedeck to be running" in shown(stage)
        await press(stage, pilot, "escape")
        assert texts(stage) == []
        await press(stage, pilot, "a", "1", "full_stop", "5", "enter")
        assert texts(stage) == ["GBPUSD bid >= 1.5"]
        assert "Armed: GBPUSD bid ≥ 1.5" in shown(stage)
        assert "GBPUSD" in stage.broker.quote_wishes


async def test_what_is_true_already_is_said_before_and_fires_at_once() -> None:
    async with alerting("a", size=MIDDLE) as (stage, pilot):
        await write(stage, pilot, "1")
        assert f"True already: now {BID}. It calls at once · write <= for a fall" in shown(stage)
        await press(stage, pilot, "enter")
        assert f"◆ Alert: EURUSD bid >= 1: now {BID}" in shown(stage)
        assert stage.store.alerts.alerts[1].state is AlertState.FIRED


async def test_an_error_says_where_it_is_and_what_to_do_and_enter_keeps_what_was_typed() -> None:
    async with alerting("a") as (stage, pilot):
        assert said(stage) == "The number is missing"
        await press(stage, pilot, "enter")
        assert said(stage) == "✕ The number is missing"
        await press(stage, pilot, "ctrl+u")
        await write(stage, pilot, "EURUSX bid >= 1")
        lines = shown(stage).splitlines()
        at = next(nth for nth, line in enumerate(lines) if "EURUSX bid" in line)
        assert lines[at + 1].index("^^^^^^") == lines[at].index("EURUSX")
        assert "✕ There is no symbol EURUSX; did you mean EURUSD?" in lines[at + 2]
        await press(stage, pilot, "enter")
        assert typed(stage) == "EURUSX bid >= 1"
        assert texts(stage) == []


async def test_tab_completes_symbol_subject_sign_and_the_present_value() -> None:
    async with alerting("a", "ctrl+u", "G", "O", "tab") as (stage, pilot):
        assert typed(stage) == "GOLD"
        await press(stage, pilot, "space", "s", "tab", "space", "tab", "space", "tab")
        assert typed(stage).startswith("GOLD spread >= ")
        assert stage.desk.alerts.preview(typed(stage), stage.context.zone)[1] is not None
        await press(stage, pilot, "ctrl+u", "m", "a", "r", "tab", "space", "tab", "tab", "space", "tab")
        assert typed(stage) == "margin level <= 1172%"
        await press(stage, pilot, "space", "tab", "tab")
        assert typed(stage) == "margin level <= 1172% until 18:00"


async def test_the_arrows_take_examples_of_what_is_looked_at() -> None:
    async with alerting("a", "down") as (stage, pilot):
        assert typed(stage) == f"EURUSD bid >= {(BID + Decimal('0.002')).quantize(Decimal('0.0001'))}"
        await press(stage, pilot, *["down"] * 4)
        assert typed(stage) == "profit #312408331 <= -50"
        await press(stage, pilot, "enter")
        assert texts(stage) == ["profit #312408331 <= -50"]


async def test_a_on_a_position_is_its_profit_and_its_close_ends_the_alert() -> None:
    async with alerting("shift+tab", "a") as (stage, pilot):
        assert typed(stage) == "profit #312408331 <= "
        await write(stage, pilot, "-50")
        assert "the profit of position 312408331 (EURUSD) is at or below -50" in said(stage)
        assert "Now +9.41 EUR, 59.41 EUR to go" in shown(stage)
        await press(stage, pilot, "enter")
        closed = a_closed_trade(312408331, closed_at=AT_MS + 1)
        stage.desk.handle(ev.TradeClosed(closed, stage.clock.monotonic()))
        await alerts_tab(stage, pilot)
        assert "position closed" in shown(stage)
        await press(stage, pilot, "A")
        assert "Position 312408331 is closed." in shown(stage)


async def test_a_on_a_pending_order_and_on_the_chart_is_the_price_of_its_symbol() -> None:
    async with alerting("shift+tab", "l", "a", size=MIDDLE) as (stage, pilot):
        assert typed(stage) == "EURUSD bid >= "
        await press(stage, pilot, "escape")
        await write(stage, pilot, ":chart GOLD")
        await press(stage, pilot, "enter", "tab", "tab", "a")
        assert typed(stage) == "GOLD bid >= "


async def test_the_line_arms_one_and_what_is_no_alert_can_be_mended() -> None:
    async with alerting() as (stage, pilot):
        await write(stage, pilot, ':alert EURUSD ask >= 2 repeat note "take half"')
        await press(stage, pilot, "enter")
        alert = stage.store.alerts.alerts[1]
        assert (alert.condition.words, alert.repeat, alert.note) == ("EURUSD ask >= 2", True, "take half")
        await write(stage, pilot, ":alert EURUSD ask >= two")
        await press(stage, pilot, "enter")
        assert typed(stage) == "EURUSD ask >= two"
        assert "✕ Two is no number" in shown(stage)


async def test_markets_and_the_calendar_begin_with_what_is_under_the_cursor() -> None:
    async with alerting("2", "tab", "j", "a") as (stage, pilot):
        symbol = stage.app.tabs.current.looked_symbol
        assert typed(stage) == f"{symbol} bid >= "
        release = Release(AT_MS + 7_200_000, "US", "Nonfarm Payrolls", "3", "Feb", "150", "180", "")
        stage.desk.handle(CalendarLoaded((release,), AT_MS))
        await press(stage, pilot, "escape", "3")
        await press(stage, pilot, "N")
        await press(stage, pilot, "a")
        assert typed(stage) == "release US Nonfarm Payrolls Feb in 15m"
        assert "Calls 15 m before the next release with “US Nonfarm Payrolls Feb” in it." in shown(stage)
        assert "Now in 2 h 00 m, 1 h 45 m to go" in shown(stage)
        await press(stage, pilot, "enter")
        stage.clock.advance(106 * 60)
        stage.hear_feed()
        await stage.frame(pilot)
        assert [each.words for each in stage.store.alerts.firings] == ["US Nonfarm Payrolls Feb in 14 m"]


async def test_read_only_keeps_alerts_for_they_send_nothing() -> None:
    async with alerting("a", read_only=True) as (stage, pilot):
        await write(stage, pilot, "2")
        await press(stage, pilot, "enter")
        assert texts(stage) == ["EURUSD bid >= 2"]


# --- the list


async def test_the_list_says_what_each_saw_how_far_it_is_and_that_they_live_here() -> None:
    async with alerting(size=SMALL) as (stage, pilot):
        add(stage, "EURUSD bid >= 1.2", "GOLD spread > 30 pips", "margin level < 150%", "feed age > 10s")
        await alerts_tab(stage, pilot)
        rows = {line.split("  ")[0].strip("│▸ "): line for line in shown(stage).splitlines() if "armed" in line}
        far = (Decimal("1.2") - BID) * 10_000
        assert f"{BID}" in rows["EURUSD bid ≥ 1.2"]
        assert f"{far:,.1f} pips".replace(",", "\u2009") in rows["EURUSD bid ≥ 1.2"]
        assert "pips" in rows["GOLD spread > 30 pips"]
        assert "1\u2009172 %" in rows["margin level < 150%"]
        assert "Alerts live here, not at the broker" in shown(stage)
        await press(stage, pilot, "l")
        assert "Alerts live here" not in shown(stage)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("GOLD bid >= 9000", "2640.51"),
        ("GOLD bid >= 99999999", "2640.51"),
        ("BITCOIN ask <= 1", "123456.78"),
        ("GOLD spread > 3 pips", "123456.7"),
        ("EURUSD change <= -99999%", "-12345.67"),
        ("margin level < 1%", "1234567.89"),
        ("profit #1 <= -99999999", "-1234567.89"),
        ("profit #1 <= -5", "+98765.43"),
        ("feed age > 9999999s", "123456"),
        ("release US in 99999m", "99998"),
    ],
)
def test_no_figure_of_the_list_is_too_wide_for_its_column(text: str, value: str) -> None:
    context = make_stage().context
    instruments = tuple(
        an_instrument(symbol=symbol, digits=2, pip_digits=2) for symbol in ("GOLD", "BITCOIN", "EURUSD")
    )
    context.desk.handle(ev.InstrumentsLoaded(instruments, complete=True))
    context.desk.handle(ev.ProfileLoaded(a_profile()))
    condition = parse_alert(text, 1, AT_MS, context.zone).condition
    widths = {column.key: column.width for column in ALERT_COLUMNS}
    assert len(value_words(context, condition, Decimal(value))) <= widths["last"]
    assert len(distance_words(context, condition, Decimal(value))) <= widths["distance"]


async def test_a_firing_is_called_out_until_the_list_is_looked_at() -> None:
    async with alerting(size=MIDDLE) as (stage, pilot):
        add(stage, "EURUSD bid >= 1.2 repeat")
        tick(stage, "EURUSD", Decimal("1.20010"))
        await stage.frame(pilot)
        assert "◆ Alert: EURUSD bid >= 1.2: now 1.20010" in shown(stage)
        assert "Alerts 1 ◆ 1 FIRED" in shown(stage)
        await alerts_tab(stage, pilot)
        assert "FIRED" not in shown(stage)
        assert "armed, fired" in shown(stage)
        assert "true now" in shown(stage)


@pytest.mark.parametrize("size", [(60, 20), (50, 60)])
async def test_where_alerts_live_is_said_whole_on_a_narrow_terminal(size: tuple[int, int]) -> None:
    async with alerting(size=size) as (stage, pilot):
        add(stage, "EURUSD bid >= 1.2")
        await alerts_tab(stage, pilot)
        assert "Alerts live here: only while tradedeck runs." in shown(stage)


async def test_privacy_hides_the_amounts_of_an_alert_on_a_profit_wherever_they_stand() -> None:
    async with alerting(size=MIDDLE) as (stage, pilot):
        add(stage, "profit #312408331 <= 123", "profit #312408377 <= -4567", "EURUSD bid >= 1.2")
        await press(stage, pilot, "asterisk")
        await alerts_tab(stage, pilot)
        await press(stage, pilot, "j", "delete")
        seen = shown(stage)
        assert "EURUSD bid ≥ 1.2" in seen
        assert "profit #312408377 ≤" in seen
        for amount in ("123", "9.41", "4567", "4\u2009547", "19.86"):
            assert amount not in seen.replace("312408331", "").replace("312408377", "")


async def test_enter_changes_an_alert_in_its_place() -> None:
    async with alerting() as (stage, pilot):
        add(stage, "EURUSD bid >= 1.2 repeat note: half")
        await alerts_tab(stage, pilot)
        await press(stage, pilot, "enter")
        assert typed(stage) == "EURUSD bid >= 1.2 repeat note: half"
        assert "Change alert" in shown(stage)
        await press(stage, pilot, "ctrl+u")
        await write(stage, pilot, "EURUSD ask >= 1.3")
        await press(stage, pilot, "enter")
        assert texts(stage) == ["EURUSD ask >= 1.3"]
        assert list(stage.store.alerts.alerts) == [1]


async def test_removing_an_armed_one_asks_once_and_keeping_is_the_safe_choice() -> None:
    async with alerting() as (stage, pilot):
        add(stage, "EURUSD bid >= 1.2")
        await alerts_tab(stage, pilot)
        await press(stage, pilot, "delete", "enter")
        assert texts(stage) == ["EURUSD bid >= 1.2"]
        await press(stage, pilot, "delete")
        assert isinstance(stage.app.screen, RemoveAlertScreen)
        await press(stage, pilot, "right", "enter")
        assert texts(stage) == []
        assert "No alerts yet" in shown(stage)


async def test_one_that_has_fired_goes_at_once_or_is_armed_again() -> None:
    async with alerting() as (stage, pilot):
        add(stage, "EURUSD bid <= 2", "EURUSD bid >= 1.2")
        tick(stage, "EURUSD", Decimal("1.3"))
        await alerts_tab(stage, pilot)
        tick(stage, "EURUSD", Decimal("1.1"))
        await press(stage, pilot, "A")
        assert stage.store.alerts.alerts[2].armed
        await press(stage, pilot, "A")
        assert "It is armed already" in shown(stage)
        await press(stage, pilot, "G", "d")
        assert texts(stage) == ["EURUSD bid >= 1.2"]


async def test_keys_of_alerts_do_nothing_on_the_other_tabs() -> None:
    async with alerting("shift+tab", "delete", size=MIDDLE) as (stage, pilot):
        assert "Put the cursor on it in the Alerts tab." in shown(stage)
        await press(stage, pilot, "A")
        assert stage.app.trade.blotter.tab is BlotterTab.POSITIONS
        assert "Remove" not in shown(stage).splitlines()[-1]


# --- trouble


async def test_while_the_feed_is_stale_an_alert_waits_and_says_so() -> None:
    async with alerting() as (stage, pilot):
        add(stage, "EURUSD bid >= 1.2")
        await alerts_tab(stage, pilot)
        stage.clock.advance(9)
        await stage.frame(pilot)
        assert "waits: feed stale" in shown(stage)
        await press(stage, pilot, "a")
        await write(stage, pilot, "1")
        assert "Feed stale: an old value calls nobody." in shown(stage)
        await press(stage, pilot, "enter")
        assert not stage.store.alerts.firings
        stage.hear_feed()
        stage.clock.advance(1)
        await stage.frame(pilot)
        assert len(stage.store.alerts.firings) == 1


async def test_a_link_that_is_down_and_a_symbol_that_is_gone_are_told_apart() -> None:
    async with alerting() as (stage, pilot):
        add(stage, "EURUSD bid >= 1.2", "GOLD bid >= 9000")
        await alerts_tab(stage, pilot)
        left = tuple(each.instrument for each in stage.broker.snapshots if each.instrument.symbol != "GOLD")
        stage.desk.handle(ev.InstrumentsLoaded(left, complete=True))
        await stage.frame(pilot)
        assert "symbol gone" in shown(stage)
        stage.desk.handle(ev.LinkChanged(LinkState.WAITING, 1, stage.clock.monotonic()))
        await stage.frame(pilot)
        assert "waits: link down" in shown(stage)
        assert "symbol gone" in shown(stage)


async def test_values_that_are_not_known_are_said_to_be_so() -> None:
    async with alerting("a", "ctrl+u") as (stage, pilot):
        await write(stage, pilot, "release JP high in 15m")
        assert "The calendar has no such release ahead. It waits for one." in shown(stage)
        await press(stage, pilot, "enter")
        quote = next(each.quote for each in stage.broker.snapshots if each.instrument.symbol == "GOLD")
        assert quote is not None
        stage.clock.advance(1)
        nothing = replace(quote, bid=None, ask=None, at_ms=stage.clock.now_ms())
        stage.desk.handle(ev.QuoteChanged(nothing, stage.clock.monotonic()))
        add(stage, "GOLD bid >= 9000")
        await alerts_tab(stage, pilot)
        assert "release JP high in 15m" in shown(stage)
        assert len(texts(stage)) == 2


async def test_five_hundred_alerts_are_listed_and_one_more_is_refused_with_a_remedy() -> None:
    async with alerting() as (stage, pilot):
        for number in range(MOST_ALERTS):
            stage.desk.alerts.add(f"EURUSD bid >= {2 + number}", stage.context.zone)
        await alerts_tab(stage, pilot)
        assert "Alerts 500" in shown(stage)
        await press(stage, pilot, "G", "a")
        await write(stage, pilot, "2")
        await press(stage, pilot, "enter")
        assert "500 are kept" in shown(stage)
        assert "Remove some that have fired." in shown(stage)
        assert typed(stage) == "EURUSD bid >= 2"
        assert len(texts(stage)) == MOST_ALERTS
