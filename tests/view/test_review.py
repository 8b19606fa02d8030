"""The review dialog under the user's hands: only a deliberate key sends, once, on a price that still holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from tests.scenes import Stage, make_stage
from tests.view.shell.desk import shown as picture
from tui.desk.orders.service import Change, Review, ReviewState
from tui.domain.facts import Figure, Origin
from tui.domain.intent import Action, OrderWish
from tui.domain.position import Side
from tui.errors import GuardError
from tui.view.screens.review import ReviewScreen, open_review
from tui.view.screens.review_guard import KeyGuard
from tui.view.screens.review_lines import review_lines
from tui.view.screens.review_sheet import ReviewSheet, SheetRow, plain_sheet

pytestmark = pytest.mark.anyio

MOVED = ReviewState(Change.MOVED, "The ask moved from 1.09745 to 1.09790, further than your 5.0 pips")
STALE = ReviewState(Change.STALE, "Nothing was heard of the price for 9 s")


def a_wish(symbol: str = "EURUSD", side: Side = Side.BUY) -> OrderWish:
    return OrderWish(
        action=Action.OPEN, symbol=symbol, side=side, volume=Decimal("0.12"), price=Decimal("1.09745"), note="breakout"
    )


@asynccontextmanager
async def reviewing(
    *wishes: OrderWish, settled: bool = True, size: tuple[int, int] = (80, 24), **options: Any
) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    """Yield a stage on which the review of these wishes is open and, unless told otherwise, has stood for a second."""
    stage = make_stage(**options)
    stage.orders.badge = options.get("badge", "SIM")

    def prepare() -> tuple[Review, ReviewSheet]:
        asked = wishes or (a_wish(),)
        loss = Figure(Decimal("-4.20"), Origin.ESTIMATE)
        return stage.orders.review(asked), plain_sheet(stage.context, asked, [loss] * len(asked), total=loss)

    async with stage.app.run_test(size=size, notifications=True) as pilot:
        await stage.log_in(pilot)
        stage.orders.prices = {each.quote.symbol: (each.quote.bid, each.quote.ask) for each in stage.broker.snapshots}
        open_review(stage.app, stage.context, prepare)
        await look(stage, pilot)
        if settled:
            await later(stage, pilot)
        yield stage, pilot


async def look(stage: Stage, pilot: Pilot[None]) -> None:
    await pilot.pause()
    if isinstance(stage.app.screen, ReviewScreen):
        stage.app.screen.show_now()
    await pilot.pause()


async def later(stage: Stage, pilot: Pilot[None], seconds: float = 1.0) -> None:
    stage.clock.advance(seconds)
    stage.hear_feed()
    await look(stage, pilot)


def is_open(stage: Stage) -> bool:
    return isinstance(stage.app.screen, ReviewScreen)


async def test_it_names_account_side_symbol_volume_price_and_note_with_cancel_in_focus() -> None:
    async with reviewing() as (stage, _):
        words = picture(stage.app)
        for part in ("SIM", "sim:1000", "▲ BUY 0.12 EURUSD at market", "1.09745  ask", "1 s old", "breakout"):
            assert part in words
        assert "▸ Cancel  Esc ◂" in words


async def test_shift_y_sends_once_and_closes_at_once() -> None:
    async with reviewing() as (stage, pilot):
        await pilot.press("Y", "Y", "Y")
        await pilot.pause()
        assert not is_open(stage)
        assert len(stage.orders.confirmed) == 1


async def test_moving_to_send_and_enter_there_sends() -> None:
    async with reviewing() as (stage, pilot):
        await pilot.press("tab")
        await later(stage, pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert len(stage.orders.confirmed) == 1


@pytest.mark.parametrize("keys", [("enter", "enter"), ("Y",), ("tab", "enter"), ("right", "enter", "enter")])
async def test_keys_that_come_as_the_dialog_opens_do_nothing(keys: tuple[str, ...]) -> None:
    async with reviewing(settled=False) as (stage, pilot):
        await pilot.press(*keys)
        await pilot.pause()
        assert is_open(stage)
        assert stage.orders.confirmed == []


async def test_a_held_enter_never_counts_however_long_it_is_held() -> None:
    async with reviewing(settled=False) as (stage, pilot):
        for _ in range(30):
            stage.clock.advance(0.033)
            await pilot.press("enter")
        assert is_open(stage)
        assert stage.orders.confirmed == []


async def test_enter_on_cancel_closes_without_sending() -> None:
    async with reviewing() as (stage, pilot):
        await pilot.press("enter", "enter", "Y")
        await pilot.pause()
        assert not is_open(stage)
        assert stage.orders.confirmed == []


async def test_a_burst_of_keys_does_not_send_and_the_dialog_says_so() -> None:
    async with reviewing() as (stage, pilot):
        await pilot.press("tab", "enter")
        await look(stage, pilot)
        assert stage.orders.confirmed == []
        assert "came too fast" in picture(stage.app)


async def test_pasted_text_does_nothing_nor_does_the_key_right_after_it() -> None:
    async with reviewing() as (stage, pilot):
        stage.app.post_message(events.Paste("Y\rY"))
        await pilot.pause()
        await pilot.press("Y")
        await look(stage, pilot)
        assert stage.orders.confirmed == []
        assert is_open(stage)


async def test_clicks_on_send_only_move_there() -> None:
    async with reviewing() as (stage, pilot):
        await pilot.click("#send", times=2)
        await pilot.pause()
        assert stage.orders.confirmed == []
        assert stage.app.screen.focused is stage.app.screen.query_one("#send")


@pytest.mark.parametrize("change", [MOVED, STALE])
async def test_when_the_price_moved_or_grew_stale_it_cannot_be_sent_until_asked_again(change: ReviewState) -> None:
    async with reviewing() as (stage, pilot):
        stage.orders.change = change
        await look(stage, pilot)
        assert change.detail[:30] in picture(stage.app)
        assert "Send – off" in picture(stage.app)
        await pilot.press("Y")
        await pilot.pause()
        assert stage.orders.confirmed == []
        stage.orders.change = ReviewState(Change.NONE)
        await later(stage, pilot)
        await pilot.press("r")
        assert len(stage.orders.reviews) == 2
        await later(stage, pilot)
        await pilot.press("Y")
        await pilot.pause()
        assert [review.serial for review, _ in stage.orders.confirmed] == [2]


async def test_the_key_after_asking_again_must_have_seen_the_new_price() -> None:
    async with reviewing() as (stage, pilot):
        await pilot.press("r", "Y")
        await pilot.pause()
        assert stage.orders.confirmed == []
        assert is_open(stage)


async def test_a_refusal_leaves_the_dialog_open_with_its_words() -> None:
    async with reviewing() as (stage, pilot):
        stage.orders.refusal = GuardError("Over your limit", "0.12 lot, at most 0.10", "Make it smaller.")
        await pilot.press("Y")
        await look(stage, pilot)
        assert is_open(stage)
        assert "Over your limit" in picture(stage.app)
        assert "smaller" in picture(stage.app)


async def test_an_override_is_sent_only_with_its_word_typed() -> None:
    async with reviewing() as (stage, pilot):
        stage.orders.override, stage.orders.override_reason = "OPEN", "An order on EURUSD has an unknown fate"
        await pilot.press("r")
        await later(stage, pilot)
        assert "unknown fate" in picture(stage.app)
        await pilot.press("Y")
        await look(stage, pilot)
        assert stage.orders.confirmed == []
        await pilot.press("tab", "O", "P", "E", "N")
        await later(stage, pilot)
        await pilot.press("tab")
        await later(stage, pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert [word for _, word in stage.orders.confirmed] == ["OPEN"]


async def test_a_real_account_is_named_on_frame_badge_and_button() -> None:
    async with reviewing(badge="REAL") as (stage, _):
        words = picture(stage.app)
        assert "Review – REAL MONEY" in words
        assert "Send REAL" in words
        assert "┏" in words


async def test_a_long_plan_lists_every_order_with_its_result_and_scrolls() -> None:
    wishes = [a_wish(side=Side.SELL if n % 2 else Side.BUY) for n in range(30)]
    async with reviewing(*wishes) as (stage, pilot):
        words = picture(stage.app)
        assert "30 orders, one after the other" in words
        assert "≈ -4.20" in words
        assert "more below" in words
        assert "Send 30 orders" in words
        await pilot.press(*["pagedown"] * 6)
        await look(stage, pilot)
        assert "Together" in picture(stage.app)


async def test_hostile_notes_are_words_and_nothing_else() -> None:
    async with reviewing(a_wish("[/red] [@click=app.quit]x")) as (stage, _):
        assert "[/red] [@click=app.quit]x" in picture(stage.app)


def test_where_it_is_narrow_blanks_go_before_any_figure_or_its_unit() -> None:
    stage = make_stage()
    row = SheetRow("Stop loss", f"{'1.09545':>12}  20.0 pips", "-103.04     1.00 %")
    review = stage.orders.review([a_wish()])
    sheet = ReviewSheet(heading="Buy", rows=lambda: (row,))

    def drawn(width: int) -> str:
        return "".join(span.text for span in review_lines(stage.context, review, sheet, width)[-1])

    assert drawn(60).endswith("20.0 pips    -103.04     1.00 %")
    assert drawn(53) == "Stop loss           1.09545  20.0 pips -103.04 1.00 %"


def test_a_sending_key_right_after_another_key_is_a_burst() -> None:
    guard = KeyGuard(0.0)
    assert guard.takes(1.0)
    assert not guard.takes(1.05, sends=True)
    assert guard.takes(1.2, sends=True)


def test_each_refused_key_puts_the_opening_off() -> None:
    guard = KeyGuard(0.0)
    assert [guard.takes(at) for at in (0.2, 0.5, 0.8, 1.1)] == [False] * 4
    assert guard.takes(1.5)
