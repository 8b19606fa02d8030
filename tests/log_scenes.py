"""Named scenes of the Log screen, for the snapshot tests and for pictures."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.scenes import LARGE, MIDDLE, SMALL, Play, Scene, Stage
from tui.domain import events as ev
from tui.domain.events import LinkState
from tui.domain.traffic import Exchanged, Outcome, StreamCounted
from tui.view.command import Scope


def some_traffic(now: float) -> list[ev.Event]:
    """Return a few minutes on the line, with what goes wrong in them."""

    def asked(name: str, ago: float, *symbols: str, took: float = 0.04, **changes: object) -> Exchanged:
        fact = Exchanged(name, symbols, "", Outcome.ANSWERED, now - ago, now - ago + took)
        return fact._replace(**changes)  # type: ignore[arg-type]

    return [
        asked("login", 290),
        asked("getKeepAlive", 289, stream=True, outcome=Outcome.WRITTEN),
        asked("getTickPrices", 288, "EURUSD", stream=True, outcome=Outcome.WRITTEN),
        asked("getAllSymbols", 287, took=1.2, rows=40),
        asked("getChartLastRequest", 286, "EURUSD", about="period 5 start 1772581400000", took=0.2),
        asked("getTradingHours", 200, "EURUSD", "GOLD", "DE40", rows=3),
        asked("ping", 180),
        ev.TroubleNoticed("The broker sent something unreadable", "2 records were left out", "", now - 170),
        asked("tradeTransaction", 120, "EURUSD", about="type 0 price 1.0842 volume 0.10", detail="request 7001"),
        ev.RequestStatusChanged(7001, 3, "", "", None, now - 119),
        asked("getSymbol", 60, "XYZ", outcome=Outcome.REFUSED, code="BE115", detail="instrument not found"),
        asked("getNews", 30, took=10.0, outcome=Outcome.UNANSWERED, detail="no reply came in time"),
        asked("getTicks", 5, outcome=Outcome.NOT_SENT, asked=None, detail="it waited too long for its turn"),
        StreamCounted({"tickPrices": 4812, "keepAlive": 97, "trade": 3, "candle": 12}, now),
    ]


async def show_log(stage: Stage, pilot: Pilot[None], *keys: str) -> None:
    """Log in with the Log tab open, let things happen, and press keys."""
    began = stage.clock.monotonic()
    stage.desk.handle(ev.LinkChanged(LinkState.CONNECTING, 0, began - 2, "ws.xapi.pro"))
    stage.desk.handle(ev.LinkChanged(LinkState.LOGGING_IN, 1, began - 1, "ws.xapi.pro"))
    await stage.log_in(pilot)
    stage.clock.advance(300)
    stage.hear_feed()
    now = stage.clock.monotonic()
    stage.desk.handle(ev.ServerTimeRead(stage.clock.now_ms() + 120, 120))
    stage.desk.handle(ev.RoundTripMeasured(38.4, now))
    for event in some_traffic(now):
        stage.desk.handle(event)
    await stage.press(pilot)
    await stage.walk(pilot, *keys)


def _playing(*keys: str) -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        await show_log(stage, pilot, *keys)

    return play


async def _starting(stage: Stage, pilot: Pilot[None]) -> None:
    await stage.press(pilot)


HERE = ("start", Scope.LOG)

LOG_SCENES: tuple[Scene, ...] = (
    Scene("log-120x36", MIDDLE, _playing("j", "j"), (HERE,)),
    Scene("log-200x50", LARGE, _playing("j"), (HERE,)),
    Scene("log-line-80x24", SMALL, _playing("j", "j", "enter"), (HERE,)),
    Scene("log-nothing-120x36", MIDDLE, _playing("f", "f", "f", "f"), (HERE,)),
    Scene("log-starting-120x36", MIDDLE, _starting, (HERE,)),
)
