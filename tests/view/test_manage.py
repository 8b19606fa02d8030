"""Changing, closing, deleting and reversing what is open: forms and keys lead to a review, and never past it."""

from decimal import Decimal

import pytest
from textual.events import Key

from tests.examples import AT_MS, a_position
from tests.order_examples import a_tag, a_wish, refused
from tests.order_scenes import EURUSD, PENDING, put
from tests.scenes import MIDDLE, SMALL, Stage, price_of, typed
from tests.view.managing import managing, press, send_review, shown, write
from tui.desk.orders.service import TradingState
from tui.domain import events as ev
from tui.domain.entry import Field
from tui.domain.intent import Action
from tui.domain.position import Side
from tui.view.screens.review import ReviewScreen
from tui.view.screens.timeline import OrderScreen
from tui.view.widgets.lines import LineView

pytestmark = pytest.mark.anyio

PIP = Decimal("0.0001")
TO_POSITIONS, TO_PENDING = ("shift+tab",), ("shift+tab", "l")


def form(stage: Stage, field: Field) -> str:
    draft = stage.app.trade.manager.adjust.draft
    assert draft is not None
    return draft.text(field)


async def test_m_opens_the_form_with_the_levels_as_they_are_and_a_review_of_nothing_is_not_opened() -> None:
    async with managing(*TO_POSITIONS, "m") as (stage, pilot):
        stop = price_of("EURUSD") - 30 * PIP
        assert form(stage, Field.STOP_LOSS) == f"{stop:.5f}"
        assert "Nothing is changed yet" in shown(stage)
        await press(stage, pilot, "enter")
        assert stage.app.screen is stage.app.trade


@pytest.mark.parametrize(
    ("complete", "words"), [(False, "EURUSD is still being read"), (True, "The broker does not offer EURUSD any more")]
)
async def test_a_trade_whose_symbol_is_unknown_is_not_changed_and_says_why(complete: bool, words: str) -> None:
    async with managing(*TO_POSITIONS) as (stage, pilot):
        market = stage.desk.store.market
        del market.instruments["EURUSD"]
        market.instruments_complete = complete
        await press(stage, pilot, "m")
        assert stage.app.trade.manager.adjust.draft is None
        assert words in shown(stage)


async def test_plus_and_minus_move_the_level_and_its_line_on_the_chart() -> None:
    async with managing(*TO_POSITIONS, "m", "plus", "plus", "minus") as (stage, _):
        stop = price_of("EURUSD") - 29 * PIP
        assert form(stage, Field.STOP_LOSS) == f"{stop:.5f}"
        (line,) = stage.context.selection.drafts["adjust"].lines
        assert line.price == stop
        assert line.label == f"new SL {stop:.5f}"


@pytest.mark.parametrize("size", [SMALL, MIDDLE])
async def test_keys_typed_ahead_of_the_form_meet_it(size: tuple[int, int]) -> None:
    async with managing(*TO_POSITIONS, size=size) as (stage, pilot):
        for key, character in [("m", "m"), ("plus", "+"), ("plus", "+"), ("minus", "-")]:
            stage.app.post_message(Key(key, character))
        await pilot.pause()
        assert form(stage, Field.STOP_LOSS) == f"{price_of('EURUSD') - 29 * PIP:.5f}"


async def test_equals_takes_the_last_price_and_the_reason_stands_beside_the_field() -> None:
    async with managing(*TO_POSITIONS, "m", "equals_sign") as (stage, pilot):
        assert form(stage, Field.STOP_LOSS) == f"{price_of('EURUSD'):.5f}"
        assert "must lie below the bid" in shown(stage)
        await press(stage, pilot, "enter")
        assert not isinstance(stage.app.screen, ReviewScreen)


async def test_a_modification_sends_the_full_set_and_only_from_the_review() -> None:
    async with managing(*TO_POSITIONS, "m", "plus", "enter") as (stage, pilot):
        assert stage.orders.confirmed == []
        await send_review(stage, pilot)
        ((review, _),) = stage.orders.confirmed
        (wish,) = review.wishes
        assert wish.action is Action.MODIFY
        assert wish.position == EURUSD
        assert wish.stop_loss == price_of("EURUSD") - 29 * PIP
        assert wish.take_profit == price_of("EURUSD") + 40 * PIP
        assert stage.app.trade.manager.adjust.draft is None
        assert "adjust" not in stage.context.selection.drafts


async def test_a_level_typed_into_the_form_takes_the_place_of_the_one_that_stands_there() -> None:
    async with managing(*TO_POSITIONS, "m", *typed("1.05"), "tab", "left", "backspace") as (stage, pilot):
        assert form(stage, Field.STOP_LOSS) == "1.05"
        target = f"{price_of('EURUSD') + 40 * PIP:.5f}"
        assert form(stage, Field.TAKE_PROFIT) == target[:-2] + target[-1]
        await press(stage, pilot, "shift+tab", "backspace")
        assert form(stage, Field.STOP_LOSS) == ""


async def test_an_emptied_field_removes_the_level() -> None:
    async with managing(*TO_POSITIONS, "m", "ctrl+u", "enter") as (stage, _):
        assert stage.orders.wishes[0].stop_loss is None
        assert stage.orders.wishes[0].take_profit is not None


async def test_on_a_small_terminal_the_chart_comes_into_view_above_the_form() -> None:
    async with managing(*TO_POSITIONS, "m", size=SMALL) as (stage, pilot):
        assert stage.app.trade.chart.is_on_screen
        assert stage.app.trade.manager.adjust.is_on_screen
        await press(stage, pilot, "escape")
        assert stage.app.trade.blotter.is_on_screen
        assert not stage.app.trade.manager.adjust.is_on_screen


async def test_a_trade_of_another_symbol_brings_its_own_chart() -> None:
    async with managing(*TO_POSITIONS, "j", "m") as (stage, _):
        assert stage.app.trade.chart.symbol == "GOLD"


async def test_a_pending_order_is_modified_with_its_price_and_expiration() -> None:
    async with managing(*TO_PENDING, "m", "plus", "enter") as (stage, _):
        (wish,) = stage.orders.wishes
        assert wish.on_pending
        assert wish.price == price_of("EURUSD") - 19 * PIP
        assert wish.expires_at == AT_MS + 86_400_000


async def test_a_pending_order_is_measured_from_the_price_that_it_waits_for_and_its_levels_from_its_own() -> None:
    async with managing(*TO_PENDING, "m", "plus", "tab") as (stage, pilot):
        _, ask = stage.orders.prices["EURUSD"]
        assert ask is not None
        price = price_of("EURUSD") - 19 * PIP
        lines = shown(stage)
        assert f"now {ask:.5f}" in lines
        assert f"{(ask - price) / PIP:.1f} pips from now" in lines
        await write(stage, pilot, f"{price - 20 * PIP:.5f}")
        assert "20.0 pips from its price" in shown(stage)


async def test_half_a_position_is_closed_by_50_percent() -> None:
    async with managing(*TO_POSITIONS, "x") as (stage, pilot):
        await write(stage, pilot, "50%")
        assert "0.05 of 0.10 lots" in shown(stage)
        await press(stage, pilot, "enter")
        await send_review(stage, pilot)
        ((review, _),) = stage.orders.confirmed
        assert (review.wishes[0].action, review.wishes[0].volume) == (Action.CLOSE, Decimal("0.05"))
        assert review.wishes[0].volume_before == Decimal("0.10")


async def test_an_empty_volume_closes_all_of_it() -> None:
    async with managing(*TO_POSITIONS, "x", "enter") as (stage, _):
        assert stage.orders.wishes[0].closes_all


async def test_more_than_there_is_cannot_be_closed() -> None:
    async with managing(*TO_POSITIONS, "x") as (stage, pilot):
        await write(stage, pilot, "0.2")
        await press(stage, pilot, "enter")
        assert stage.orders.reviews == []
        assert "the position has 0.1" in shown(stage)


async def test_the_line_closes_a_named_position_in_part_through_the_same_form_and_review() -> None:
    async with managing("colon") as (stage, pilot):
        await write(stage, pilot, f"close {EURUSD} 50%")
        await press(stage, pilot, "enter")
        assert form(stage, Field.VOLUME) == "50%"
        assert stage.orders.confirmed == []


async def test_a_position_that_does_not_exist_is_said() -> None:
    async with managing("colon") as (stage, pilot):
        await write(stage, pilot, "close 99999999")
        await press(stage, pilot, "enter")
        assert "There is no position 99999999" in shown(stage)
        assert stage.app.trade.manager.adjust.draft is None


async def test_d_puts_the_removal_of_a_pending_order_into_a_review() -> None:
    async with managing(*TO_PENDING, "d") as (stage, pilot):
        await send_review(stage, pilot)
        ((review, _),) = stage.orders.confirmed
        assert (review.wishes[0].action, review.wishes[0].position) == (Action.DELETE, PENDING)


async def test_e_moves_the_stop_loss_to_where_the_position_costs_nothing() -> None:
    async with managing(*TO_POSITIONS, "e") as (stage, _):
        (wish,) = stage.orders.wishes
        assert wish.stop_loss is not None
        assert wish.stop_loss >= price_of("EURUSD") - 10 * PIP
        assert wish.take_profit == price_of("EURUSD") + 40 * PIP


async def test_v_closes_and_opens_the_other_way_round_as_one_plan() -> None:
    async with managing(*TO_POSITIONS, "v") as (stage, _):
        close, opening = stage.orders.wishes
        assert (close.action, close.side) == (Action.CLOSE, Side.BUY)
        assert (opening.action, opening.side, opening.volume) == (Action.OPEN, Side.SELL, Decimal("0.10"))
        assert close.plan == opening.plan
        assert close.plan.startswith("reverse")
        bid, ask = stage.orders.prices["EURUSD"]
        assert f"{bid:.5f} / {ask:.5f}" in shown(stage)
        spans = [span for view in stage.app.screen.query(LineView) for line in view.lines for span in line]
        (gain,) = [span for span in spans if span.text == "+9.41"]
        assert gain.style == stage.context.paint["up"]
        assert "only once the broker has proven" in shown(stage)


async def test_the_form_closes_when_its_position_is_gone() -> None:
    async with managing(*TO_POSITIONS, "m") as (stage, pilot):
        stage.desk.handle(ev.TradesLoaded((), (), stage.clock.monotonic()))
        await stage.frame(pilot)
        assert stage.app.trade.manager.adjust.draft is None


async def test_while_trading_is_off_the_keys_say_why() -> None:
    async with managing(*TO_POSITIONS) as (stage, pilot):
        stage.orders.closing_state = TradingState(on=False, reason="Not reconciled yet", hint="Wait a moment")
        await press(stage, pilot, "x")
        assert "Not reconciled yet" in shown(stage)
        assert stage.app.trade.manager.adjust.draft is None


async def test_read_only_mode_has_no_keys_no_words_and_no_help_for_any_of_it() -> None:
    async with managing(*TO_POSITIONS, read_only=True) as (stage, pilot):
        for key in ("m", "x", "d", "e", "v", "X"):
            await press(stage, pilot, key)
            assert stage.app.screen is stage.app.trade
            assert stage.app.trade.manager.adjust.draft is None
        await press(stage, pilot, "colon")
        await write(stage, pilot, "clo")
        assert "closeall" not in shown(stage)
        await press(stage, pilot, "escape", "question_mark")
        assert "Break even" not in shown(stage)


async def test_a_position_of_ours_one_under_way_and_an_external_one_are_told_apart_without_colour() -> None:
    async with managing(*TO_POSITIONS, orders=True) as (stage, pilot):
        ours = a_position(312408555, custom_comment=a_tag(9), trailing_offset=150)
        stage.desk.handle(ev.PositionChanged(ours, stage.clock.monotonic()))
        await stage.frame(pilot)
        rows = stage.app.trade.blotter.table.model.rows
        assert [rows[key][3].text for key in rows] == ["»", "◇", ""]
        assert [rows[key][4].text for key in rows] == ["closing", "external", ""]
        assert rows["312408555"][10].text == "150"


async def test_the_sign_of_an_external_trade_stays_on_a_small_terminal() -> None:
    async with managing(*TO_POSITIONS, size=SMALL, orders=True) as (stage, _):
        assert "◇" in next(line for line in shown(stage).splitlines() if "GOLD" in line)


async def test_trying_a_close_again_fills_the_form_and_sends_nothing() -> None:
    closing = a_wish(action=Action.CLOSE, position=EURUSD, volume=Decimal("0.04"), volume_before=Decimal("0.10"))
    async with managing() as (stage, pilot):
        put(stage, refused(8, wish=closing))
        await press(stage, pilot, "shift+tab", "l", "l", "enter")
        assert isinstance(stage.app.screen, OrderScreen)
        await press(stage, pilot, "R")
        assert form(stage, Field.VOLUME) == "0.04"
        assert stage.orders.confirmed == []


async def test_prices_behind_the_review_go_on() -> None:
    async with managing(*TO_POSITIONS, "x", "enter", size=MIDDLE) as (stage, pilot):
        assert isinstance(stage.app.screen, ReviewScreen)
        gone = stage.desk.store.account.positions
        stage.desk.handle(ev.TradesLoaded((gone[EURUSD],), (), stage.clock.monotonic()))
        await stage.frame(pilot)
        assert stage.app.trade.blotter.table.model.shown == [str(EURUSD)]
