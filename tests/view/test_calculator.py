"""The calculator: an order in words becomes figures, without a ticket and without sending anything."""

from decimal import Decimal

import pytest
from textual.pilot import Pilot

from tests.fakes import settle
from tests.scenes import MIDDLE, SMALL, Stage, typed
from tests.view.managing import on_stage
from tests.view.shell.desk import shown
from tui.domain.position import OrderKind, Side
from tui.errors import CommandRefusedError, UsageError
from tui.view.screens.calculator import CalculatorScreen, read_question

pytestmark = pytest.mark.anyio


async def calculate(stage: Stage, pilot: Pilot[None], text: str) -> str:
    await pilot.press("colon", *typed(f"calc {text}".strip()), "enter")
    await pilot.pause()
    await settle()
    stage.clock.advance(0.3)
    await settle()
    screen = stage.app.screen
    assert isinstance(screen, CalculatorScreen)
    screen.show_now()
    await pilot.pause()
    return shown(stage.app).replace("\u2009", " ")


async def test_a_line_becomes_margin_costs_and_pip_value_in_the_brokers_words() -> None:
    async with on_stage(MIDDLE) as (stage, pilot):
        picture = await calculate(stage, pilot, "eurusd 0.5")
        assert "BUY 0.50 lot EURUSD" in picture
        assert "1 665.00" in picture
        assert "Pip value" in picture
        assert ("margin_trade", "EURUSD", Decimal("0.5")) in stage.broker.asked
        assert "send_order" not in stage.broker.questions()
        assert stage.app.trade.ticket.draft is None


async def test_a_share_at_risk_solves_the_volume() -> None:
    async with on_stage(SMALL) as (stage, pilot):
        picture = await calculate(stage, pilot, "sell EURUSD 1% sl 20p tp 2R")
        assert "SELL" in picture
        assert "SL 1." in picture
        assert "1.00 %" in picture
        assert "2.0 R" in picture


async def test_what_stands_against_it_is_said_in_full() -> None:
    async with on_stage(SMALL) as (stage, pilot):
        picture = " ".join(line.strip(" │") for line in (await calculate(stage, pilot, "gold 1% sl 50p")).splitlines())
        assert "0.01 lots would risk 4 600.00, more than 103.12" in picture
        assert "risk more, or bring the stop loss nearer" in picture


async def test_on_a_narrow_terminal_no_figure_and_no_remark_is_cut() -> None:
    async with on_stage((50, 60)) as (stage, pilot):
        picture = await calculate(stage, pilot, "gold 1% sl 50p tp 2R")
        lines = [line.strip(" │") for line in picture.splitlines()]
        assert next(line for line in lines if line.startswith("Gain at TP")).endswith("2.0 R")
        assert "0.01 lots would risk 4 600.00, more than 103.12" in " ".join(lines)


async def test_in_privacy_mode_a_remark_tells_no_money_either() -> None:
    async with on_stage(SMALL) as (stage, pilot):
        await pilot.press("asterisk")
        picture = " ".join((await calculate(stage, pilot, "gold 1% sl 50p")).split())
        assert "0.01 lots would risk •••, more than •••" in picture
        assert "103.12" not in picture


async def test_any_symbol_is_streamed_while_it_is_open_and_typing_changes_it() -> None:
    async with on_stage(MIDDLE) as (stage, pilot):
        await calculate(stage, pilot, "USDSEK 1")
        assert "USDSEK" in stage.broker.quote_wishes
        await pilot.press("ctrl+u", *"nope", "space", "2")
        assert "There is no symbol nope" in shown(stage.app)
        await pilot.press("ctrl+u", *"usdnok", "space", "2")
        assert "USDSEK" not in stage.broker.quote_wishes
        assert "USDNOK" in stage.broker.quote_wishes
        await pilot.press("escape")
        await pilot.pause()
        assert "USDNOK" not in stage.broker.quote_wishes


async def test_what_the_broker_does_not_reckon_is_estimated_and_marked() -> None:
    async with on_stage(MIDDLE) as (stage, pilot):
        stage.broker.refusals["margin_trade"] = CommandRefusedError("getMarginTrade", "BE115", "not now")
        picture = await calculate(stage, pilot, "EURUSD 0.5")
        margin = next(line for line in picture.splitlines() if "Margin " in line and "≈" in line)
        assert "≈" in margin


async def test_without_words_it_takes_the_symbol_that_is_looked_at() -> None:
    async with on_stage(MIDDLE, read_only=True) as (stage, pilot):
        picture = await calculate(stage, pilot, "")
        assert "BUY 1.00 lot EURUSD" in picture
        assert "sends no orders" not in picture


async def test_a_question_may_name_side_symbol_and_pending_price() -> None:
    async with on_stage(MIDDLE) as (stage, _):
        context = stage.context
        draft = read_question("SELL gold 0.2 limit 2800 sl 10p", context, "EURUSD")
        assert (draft.symbol, draft.side, draft.kind) == ("GOLD", Side.SELL, OrderKind.LIMIT)
        assert read_question("0.3", context, "EURUSD").symbol == "EURUSD"
        with pytest.raises(UsageError):
            read_question("nope 1", context, "EURUSD")
