"""Help and privacy inside dialogs: both are heard there, change nothing in them, and let nothing through."""

import asyncio
from dataclasses import dataclass, field

import pytest
from textual.events import Key
from textual.widgets import Input

from tests.scenes import MIDDLE, SMALL, make_stage
from tests.view.orders_fake import FakeOrders
from tests.view.shell.desk import shown
from tests.view.test_review import a_wish, is_open, later, look, reviewing
from tui.desk.orders.service import Review
from tui.view.keymap import Keymap
from tui.view.screens.alert_entry import AlertScreen
from tui.view.screens.alerts import RemoveAlertScreen, remove_alert
from tui.view.screens.calculator import CalculatorScreen
from tui.view.screens.finder import FinderScreen
from tui.view.screens.review import open_review
from tui.view.screens.review_sheet import plain_sheet

pytestmark = pytest.mark.anyio


async def test_the_help_of_a_review_says_what_it_is_for_and_lists_its_keys_and_nothing_typed_there_sends() -> None:
    async with reviewing() as (stage, pilot):
        await pilot.press("question_mark")
        await pilot.pause()
        words = shown(stage.app)
        assert isinstance(stage.app.screen, FinderScreen)
        for part in ("The last look at an order", "Send what is shown, once", "Ask again with the price of now", "Esc"):
            assert part in words
        stage.clock.advance(5)
        await pilot.press("Y", "enter", "Y", "tab", "enter")
        await look(stage, pilot)
        assert is_open(stage)
        assert stage.orders.confirmed == []


async def test_a_key_right_after_the_help_has_gone_does_not_send_and_a_later_one_does() -> None:
    async with reviewing() as (stage, pilot):
        await pilot.press("f1")
        await pilot.pause()
        stage.clock.advance(5)
        await pilot.press("escape")
        await pilot.pause()
        assert "▸ Cancel  Esc ◂" in shown(stage.app)
        stage.clock.advance(0.3)
        await pilot.press("Y")
        await pilot.pause()
        assert stage.orders.confirmed == []
        await later(stage, pilot)
        await pilot.press("Y")
        await pilot.pause()
        assert len(stage.orders.confirmed) == 1


async def test_keys_of_the_packet_that_opened_the_help_reach_nothing() -> None:
    async with reviewing() as (stage, pilot):
        for key, character in (("question_mark", "?"), ("tab", None), ("enter", None), ("Y", "Y")):
            stage.app.post_message(Key(key, character))
        await pilot.pause()
        await pilot.pause()
        await pilot.press("escape")
        await later(stage, pilot)
        assert is_open(stage)
        assert stage.orders.confirmed == []
        assert "▸ Cancel  Esc ◂" in shown(stage.app)


async def test_in_the_field_of_a_word_a_question_mark_is_text_and_f1_the_help() -> None:
    async with reviewing() as (stage, pilot):
        stage.orders.override, stage.orders.override_reason = "OPEN", "An order has an unknown fate"
        await pilot.press("r")
        await later(stage, pilot)
        await pilot.press("tab", "O", "question_mark")
        assert stage.app.screen.query_one(Input).value == "O?"
        await pilot.press("f1", "P", "escape")
        await pilot.pause()
        assert is_open(stage)
        assert stage.app.screen.query_one(Input).value == "O?"


@dataclass
class SlowOrders(FakeOrders):
    """Confirms only once it may."""

    may: asyncio.Event = field(default_factory=asyncio.Event)

    async def confirm(self, review: Review, *, override: str = "") -> tuple[str, ...]:
        await self.may.wait()
        return await super().confirm(review, override=override)


async def test_while_an_order_is_being_written_down_no_help_covers_what_becomes_of_it() -> None:
    stage = make_stage()
    orders = SlowOrders(prices=stage.orders.prices)
    stage.context.orders = orders
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.log_in(pilot)
        wish = a_wish()
        open_review(stage.app, stage.context, lambda: (orders.review([wish]), plain_sheet(stage.context, [wish])))
        await look(stage, pilot)
        await later(stage, pilot)
        await pilot.press("Y")
        await later(stage, pilot)
        await pilot.press("question_mark")
        assert is_open(stage)
        orders.may.set()
        await pilot.pause()
        await pilot.pause()
        assert not stage.app.screen.is_modal


async def test_the_privacy_key_masks_an_open_review_and_the_key_right_after_it_does_not_send() -> None:
    async with reviewing() as (stage, pilot):
        assert "4.20" in shown(stage.app)
        await pilot.press("asterisk")
        await pilot.pause()
        words = shown(stage.app)
        assert "4.20" not in words
        assert "sim:••••" in words
        assert "1.09745" in words
        stage.clock.advance(0.3)
        await pilot.press("Y")
        assert stage.orders.confirmed == []
        await later(stage, pilot)
        await pilot.press("asterisk")
        await pilot.pause()
        assert "4.20" in shown(stage.app)
        assert "sim:1000" in shown(stage.app)


async def test_a_dialog_with_a_line_has_its_help_on_f1_and_is_found_as_it_was_left() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        await pilot.press("a", "1", "question_mark", "asterisk")
        assert isinstance(stage.app.screen, AlertScreen)
        before = stage.app.screen.text
        assert before.endswith("1?*")
        assert not stage.context.numbers.private
        await pilot.press("f1")
        assert isinstance(stage.app.screen, FinderScreen)
        await pilot.press("tab", "enter")
        await stage.frame(pilot)
        assert isinstance(stage.app.screen, AlertScreen)
        assert stage.app.screen.text == before
        assert isinstance(stage.app.screen.focused, Input)
        assert stage.store.alerts.listed == []
        await pilot.press("escape", "colon", *"calc", "enter", "f1", "f1")
        assert isinstance(stage.app.screen, CalculatorScreen)
        await pilot.press("escape")
        assert not stage.app.screen.is_modal


async def test_a_dialog_s_own_key_comes_before_the_user_s_key_for_help() -> None:
    async with reviewing() as (stage, pilot):
        stage.app.keys = Keymap({"app.help": "r", "app.refresh": "f5"})
        await pilot.press("r")
        assert is_open(stage)
        assert len(stage.orders.reviews) == 2
        assert "Cancel  Esc" in shown(stage.app)
        assert "r help" not in shown(stage.app)


async def test_the_privacy_key_masks_at_once_what_does_not_look_again_by_itself() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        alert = stage.desk.alerts.add("profit #312408331 <= -4567", stage.context.zone)
        remove_alert(stage.app, stage.context, alert.number)
        await pilot.pause()
        assert "4567" in shown(stage.app)
        await pilot.press("asterisk")
        await pilot.pause()
        assert isinstance(stage.app.screen, RemoveAlertScreen)
        assert "4567" not in shown(stage.app)


TYPING = (
    ("slash", "e"),
    ("o",),
    ("colon", "c"),
    ("b", "1"),
    ("shift+tab", "m"),
    ("6", "f", "a"),
    ("a",),
    ("colon", *"calc", "enter"),
    ("tab", "i"),
    ("ctrl+p", "q"),
    ("shift+tab", "X"),
    ("H", "d", "slash", "t"),
)


async def test_f1_shows_help_wherever_one_types_or_is_asked() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=MIDDLE) as pilot:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        for keys in TYPING:
            stage.app.screen.set_focus(stage.app.trade.watchlist.focus_target)
            await pilot.press(*keys)
            await pilot.pause()
            before = stage.app.screen
            await pilot.press("f1")
            assert "╭─ Help ─" in shown(stage.app), keys
            await pilot.press("escape")
            assert stage.app.screen is before, keys
            await pilot.press("escape", "escape", "escape", "1")
            assert stage.app.screen is stage.app.trade, keys
