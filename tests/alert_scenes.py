"""Named scenes of alerts, for the snapshot tests and for pictures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from textual.pilot import Pilot
from textual.widgets import Input

from tests.examples import AT_MS, a_closed_trade
from tests.news_scenes import some_releases
from tests.scenes import MIDDLE, SMALL, Play, Scene, Stage, price_of
from tui.domain import events as ev
from tui.domain.news_events import CalendarLoaded

ALERTS = (
    "EURUSD bid <= 1.0965 note: add to the position",
    "feed age > 10s repeat",
    "margin level < 150% repeat note: no more lots",
    "profit #312408377 <= -20",
    "release US high in 10m repeat",
    "GOLD spread > 30 pips repeat for 12h",
    "EURUSD bid >= 1.2 until 2026-03-06",
)


def fill(stage: Stage) -> None:
    """Arm alerts of every kind; one fires, one comes to the end of its position, one is of a symbol that goes."""
    stage.desk.handle(CalendarLoaded(tuple(some_releases()), AT_MS))
    gold = stage.store.account.positions[312408377]
    stage.desk.handle(ev.PositionChanged(replace(gold, position=312408399), stage.clock.monotonic()))
    for text in (*ALERTS, "profit #312408399 <= -500", "USDJPY ask <= 151"):
        stage.desk.alerts.add(text, stage.context.zone)
    stage.desk.handle(ev.TradeClosed(a_closed_trade(312408399), stage.clock.monotonic()))
    stage.tick_all()
    _tick(stage, Decimal("1.0964"))
    stage.clock.advance(4)
    stage.hear_feed()
    _tick(stage, price_of("EURUSD"))
    without = tuple(each.instrument for each in stage.broker.snapshots if each.instrument.symbol != "USDJPY")
    stage.desk.handle(ev.InstrumentsLoaded(without, complete=True))


def _tick(stage: Stage, bid: Decimal) -> None:
    quote = next(each.quote for each in stage.broker.snapshots if each.instrument.symbol == "EURUSD")
    assert quote is not None
    now = replace(quote, bid=bid, ask=bid + Decimal("0.00008"), at_ms=stage.clock.now_ms())
    stage.desk.handle(ev.QuoteChanged(now, stage.clock.monotonic()))


def _listed(*, later_s: float = 0) -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        fill(stage)
        stage.clock.advance(later_s)
        await stage.frame(pilot)
        stage.app.trade.blotter.command_alerts()
        await stage.frame(pilot)
        if not stage.app.trade.panes.single:
            await pilot.press("z")
        await stage.frame(pilot)

    return play


async def _typed(stage: Stage, pilot: Pilot[None]) -> None:
    await stage.log_in(pilot)
    await stage.frame(pilot)
    await pilot.press("a")
    field = stage.app.screen.focused
    assert isinstance(field, Input)
    field.value += "1.1010 repeat until 18:00"
    await stage.frame(pilot)


ALERT_SCENES: tuple[Scene, ...] = (
    Scene("alert-80x24", SMALL, _typed),
    Scene("alerts-120x36", MIDDLE, _listed()),
    Scene("alerts-stale-80x24", SMALL, _listed(later_s=30)),
)
