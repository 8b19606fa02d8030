"""The Orders tab and the timeline of an order: every order of ours, where it stands, and its whole life."""

import json
import stat
from decimal import Decimal
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.examples import AT_MS, a_position
from tests.fakes import settle
from tests.order_examples import WRITTEN, a_tag, a_wish, an_order, confirmed, refused
from tests.order_scenes import LOST, put
from tests.scenes import LARGE, SMALL, Stage
from tests.view.managing import managing, press, shown
from tui.desk.orders.export import export_order, order_document
from tui.domain.position import Side
from tui.domain.steps import StepKind
from tui.errors import CommandRefusedError, TradedeckError
from tui.view.panels.orders_timeline import trade_number
from tui.view.screens.timeline import OrderScreen
from tui.xapi.replies import OpenTrades

pytestmark = pytest.mark.anyio

TO_ORDERS = ("shift+tab", "l", "l")


async def test_every_order_has_a_row_with_sign_and_word_the_newest_first() -> None:
    async with managing(*TO_ORDERS, orders=True) as (stage, _):
        rows = stage.app.trade.blotter.table.model
        assert rows.shown == [a_tag(3), a_tag(2), a_tag(1)]
        assert [rows.rows[tag][0].text for tag in rows.shown] == ["» pending", "✕ rejected", "✓ confirmed"]


async def test_only_the_broker_s_fill_is_shown_as_filled() -> None:
    async with managing(*TO_ORDERS, orders=True) as (stage, _):
        rows = stage.app.trade.blotter.table.model.rows
        assert rows[a_tag(1)][7].text == "1.08421"
        assert rows[a_tag(3)][7].text == "–"


async def test_orders_of_earlier_runs_are_shown_with_those_of_this_one() -> None:
    async with managing(orders=True) as (stage, pilot):
        stage.orders.past_orders = [confirmed(90, at_ms=AT_MS - 90_000_000), refused(91, at_ms=AT_MS - 95_000_000)]
        await press(stage, pilot, *TO_ORDERS)
        await pilot.pause()
        await stage.frame(pilot)
        assert stage.app.trade.blotter.table.model.shown[-2:] == [a_tag(90), a_tag(91)]
        assert "Orders 5" in shown(stage)


async def test_an_order_of_unknown_fate_stays_on_top_whatever_is_filtered_or_sorted() -> None:
    async with managing(*TO_ORDERS, lost=True) as (stage, pilot):
        table = stage.app.trade.blotter.table
        assert table.model.shown[0] == LOST
        table.set_filter("GOLD")
        assert table.model.shown == [LOST, a_tag(2)]
        table.set_filter("")
        table.sort_by("time")
        await stage.frame(pilot)
        assert table.model.shown[0] == LOST
        assert all(cell.style == "error" for cell in table.model.rows[LOST])


async def test_enter_opens_the_timeline_with_every_step_and_the_time_between() -> None:
    async with managing(*TO_ORDERS, "G", "enter", orders=True) as (stage, _):
        words = shown(stage)
        assert "You confirmed; written to the journal" in words
        assert "+40 ms" in words
        assert "The broker took it in as request 7001" in words
        assert "A later snapshot shows what it was meant to do" in words


async def look(stage: Stage, pilot: Pilot[None], key: str) -> None:
    """Press a key, let the broker answer, and let the dialog look as it does twice a second."""
    await press(stage, pilot, key)
    await settle()
    screen = stage.app.screen
    assert isinstance(screen, OrderScreen)
    screen.show_now()
    await stage.frame(pilot)


async def test_the_detail_reads_what_the_broker_has_under_the_number_and_r_reads_it_anew() -> None:
    async with managing(*TO_ORDERS, "G", orders=True) as (stage, pilot):
        table = stage.app.trade.blotter.table
        order = stage.app.trade.blotter.order_at(str(table.cursor_key))
        assert order is not None
        number = trade_number(order)
        assert number is not None
        await look(stage, pilot, "enter")
        assert stage.broker.asked[-1] == ("trade_records", (number,))
        assert "nothing open under this number (read 0 s ago)" in shown(stage)
        stage.broker.trades = OpenTrades((a_position(number, volume=Decimal("0.10")),), (), ())
        await look(stage, pilot, "r")
        assert "position, 0.10 lots at 1.08310" in shown(stage)
        assert "TP 1.08800" in shown(stage)
        stage.broker.refusals["trade_records"] = CommandRefusedError("getTradeRecords", "EX001", "not today")
        await look(stage, pilot, "r")
        assert "not read: getTradeRecords was refused: EX001 – not today" in shown(stage)


async def test_a_rejection_says_the_broker_s_words_and_what_the_code_means_and_proves() -> None:
    async with managing(*TO_ORDERS, "j", "enter", orders=True) as (stage, _):
        words = shown(stage)
        assert "The broker refused it: BE009 Not enough money" in words
        assert "Not enough money on the account" in words
        assert "nothing was done" in words


async def test_the_timeline_stands_beside_the_table_where_there_is_room() -> None:
    async with managing(*TO_ORDERS, size=LARGE, orders=True) as (stage, pilot):
        assert "You confirmed" in shown(stage)
        await press(stage, pilot, "j")
        assert "The broker refused it" in stage.app.trade.blotter.timeline.text()


async def test_y_copies_the_timeline() -> None:
    async with managing(*TO_ORDERS, "j", "enter", orders=True) as (stage, pilot):
        copied: list[str] = []
        stage.app.copy_to_clipboard = copied.append  # type: ignore[method-assign]
        await press(stage, pilot, "y")
        assert "BE009" in copied[0]
        assert a_tag(2) in copied[0]


async def test_e_writes_the_order_to_a_file_that_only_its_owner_can_read(tmp_path: Path) -> None:
    async with managing(*TO_ORDERS, "j", "enter", orders=True) as (stage, pilot):
        stage.context.exports = tmp_path / "exports"
        await press(stage, pilot, "e")
        (path,) = (tmp_path / "exports").iterdir()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        document = json.loads(path.read_text(encoding="utf-8"))
        assert document["tag"] == a_tag(2)
        assert document["code_means"]["code"] == "BE009"
        assert [step["kind"] for step in document["steps"]][-1] == "REFUSED"


def test_an_export_never_leaves_its_folder_and_never_overwrites(tmp_path: Path) -> None:
    order = an_order(5)
    first, second = export_order(order, tmp_path), export_order(order, tmp_path)
    assert first != second
    assert {first.parent, second.parent} == {tmp_path}
    assert "/" not in first.name
    assert "\\" not in first.name


def test_an_export_into_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(TradedeckError, match="cannot be exported"):
        export_order(an_order(5), tmp_path / "file")


def test_the_document_tells_the_milliseconds_between_steps_of_one_run_only() -> None:
    other_run = (StepKind.QUEUED, {"mono": 3.0})
    document = order_document(an_order(5, other_run))
    assert document["steps"][1]["after_ms"] is None
    assert order_document(an_order(5, StepKind.QUEUED))["steps"][1]["after_ms"] == 40.0
    assert document["intent"]["wish"]["price"] == "1.08420"


async def test_trying_again_opens_a_ticket_with_the_same_wish_and_sends_nothing() -> None:
    async with managing(orders=True) as (stage, pilot):
        put(stage, refused(6, wish=a_wish(symbol="GBPUSD", side=Side.SELL, stop_loss=None, take_profit=None)))
        await press(stage, pilot, *TO_ORDERS)
        stage.app.trade.blotter.table.move_cursor_to(a_tag(6))
        await press(stage, pilot, "R")
        draft = stage.app.trade.ticket.draft
        assert draft is not None
        assert (draft.symbol, draft.side) == ("GBPUSD", Side.SELL)
        assert stage.orders.confirmed == []


async def test_what_has_not_ended_cannot_be_tried_again() -> None:
    async with managing(*TO_ORDERS, "R", lost=True) as (stage, pilot):
        assert "could do it twice" in shown(stage)
        await press(stage, pilot, "enter", "R")
        assert "try again" not in shown(stage)
        assert stage.app.trade.ticket.draft is None


async def test_letters_of_the_broker_cannot_paint_the_screen() -> None:
    evil = an_order(7, *WRITTEN, (StepKind.REFUSED, {"message": "\x1b[2J[b]x"}))
    async with managing(orders=True) as (stage, pilot):
        put(stage, evil)
        await press(stage, pilot, *TO_ORDERS)
        table = stage.app.trade.blotter.table
        table.move_cursor_to(a_tag(7))
        await press(stage, pilot, "enter")
        assert "[b]x" in shown(stage)
        assert "\x1b" not in shown(stage)


async def test_the_orders_tab_is_whole_on_a_small_terminal() -> None:
    async with managing(*TO_ORDERS, size=SMALL, orders=True) as (stage, _):
        header = next(line for line in shown(stage).splitlines() if "State" in line)
        assert "Symbol" in header
        assert "Filled" in header
