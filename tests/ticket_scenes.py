"""Named scenes of ticket and review, for the snapshot tests and for pictures."""

from collections.abc import Callable

from textual.pilot import Pilot

from tests.scenes import Play, Scene, Stage, typed
from tui.desk.orders.service import Change, ReviewState, TradingState
from tui.view.screens.review import ReviewScreen

SMALL, MIDDLE, LARGE = (80, 24), (120, 36), (200, 50)
OFF = TradingState(
    on=False,
    reason="This real account is not armed for this run",
    hint="Type :arm and the account's number.",
)
MOVED = ReviewState(Change.MOVED, "The ask moved from 1.09745 to 1.09790, further than your 2.0 pips")
REASON = "An order on EURUSD has an unknown fate: another one may double it"


def _keys(*parts: str) -> list[str]:
    """Return keys; a part in quotes is typed letter by letter."""
    found: list[str] = []
    for part in parts:
        if part.startswith("'"):
            found += typed(part.strip("'"))
        else:
            found.append(part)
    return found


FILLED = _keys("b", "'1%'", "tab", "'20p'", "tab", "'2R'")


def _playing(*keys: str, before: Callable[[Stage], None] = lambda _: None) -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        stage.orders.prices = {each.quote.symbol: (each.quote.bid, each.quote.ask) for each in stage.broker.snapshots}
        before(stage)
        await pilot.press(*keys)
        stage.clock.advance(1)
        stage.hear_feed()
        for _ in range(3):
            await stage.frame(pilot)

    return play


def _reviewing(before: Callable[[Stage], None] = lambda _: None, change: ReviewState | None = None) -> Play:
    filled = _playing(*FILLED, before=before)

    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        await filled(stage, pilot)
        await pilot.press("enter")
        await pilot.pause()
        stage.clock.advance(2)
        if change is not None:
            stage.orders.change = change
        assert isinstance(stage.app.screen, ReviewScreen)
        stage.app.screen.show_now()
        await pilot.pause()

    return play


async def _stale(stage: Stage, pilot: Pilot[None]) -> None:
    await _playing(*FILLED)(stage, pilot)
    stage.clock.advance(9)
    await stage.frame(pilot)


def _off(stage: Stage) -> None:
    stage.orders.state = OFF


def _one_click(stage: Stage) -> None:
    stage.orders.one_click_wanted = True


def _doubtful(stage: Stage) -> None:
    stage.orders.override, stage.orders.override_reason = "OPEN", REASON


LIMIT = _keys("s", "ctrl+t", "'2%'", "tab", "'+20p'", "tab", "'20p'", "tab", "'3R'")
PROBLEM = _keys("s", "ctrl+t", "'0.001'", "tab", "'1.09'", "tab", "'1.05'", "enter")
REAL = (("badge", "REAL"),)

TICKET_SCENES: tuple[Scene, ...] = (
    Scene("ticket-empty-80x24", SMALL, _playing("b")),
    Scene("ticket-empty-120x36", MIDDLE, _playing("b")),
    Scene("ticket-filled-80x24", SMALL, _playing(*FILLED)),
    Scene("ticket-filled-120x36", MIDDLE, _playing(*FILLED)),
    Scene("ticket-limit-200x50", LARGE, _playing(*LIMIT)),
    Scene("ticket-problem-80x24", SMALL, _playing(*PROBLEM)),
    Scene("ticket-problem-120x36", MIDDLE, _playing(*PROBLEM)),
    Scene("ticket-off-120x36", MIDDLE, _playing(*FILLED, before=_off), REAL),
    Scene("ticket-stale-80x24", SMALL, _stale),
    Scene("ticket-ascii-80x24", SMALL, _playing(*FILLED), (("ascii_only", True),)),
    Scene("ticket-stays-120x36", MIDDLE, _playing("colon", *_keys("'buy gbpusd 0.1 sl 20p'"), "enter")),
    Scene("one-click-120x36", MIDDLE, _playing(*FILLED, before=_one_click)),
    Scene("review-80x24", SMALL, _reviewing()),
    Scene("review-moved-80x24", SMALL, _reviewing(change=MOVED)),
    Scene("review-override-80x24", SMALL, _reviewing(before=_doubtful)),
    Scene("review-real-120x36", MIDDLE, _reviewing(), REAL),
    Scene("review-ansi-16-80x24", SMALL, _reviewing(), (("theme", "ansi-16"),)),
)
