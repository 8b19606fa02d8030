"""The ticket under the user's hands: what is typed is solved and judged at once, and a wish is all that comes of it."""

from decimal import Decimal

import pytest

from tests.scenes import SMALL, Stage, typed
from tests.view.managing import managing, press, send_review, shown
from tui.desk.orders.service import TradingState
from tui.domain.intent import Action
from tui.domain.position import OrderKind, Side
from tui.errors import UsageError
from tui.view.panels.ticket_draft import Slot, parse_order_line
from tui.view.screens.review import ReviewScreen

pytestmark = pytest.mark.anyio

OFF = TradingState(on=False, reason="This real account is not armed for this run", hint="Type :arm and its number")


def foot(stage: Stage) -> str:
    return shown(stage).rstrip().splitlines()[-1]


def pane(stage: Stage) -> str:
    return stage.app.trade.ticket.view.text()


async def test_b_opens_a_market_ticket_on_the_symbol_under_the_cursor_and_sends_nothing() -> None:
    async with managing("j", "b") as (stage, _):
        assert "Ticket GBPUSD · buy market" in shown(stage)
        assert "write lots, 1% or 50 eur" in " ".join(pane(stage).split())
        assert stage.orders.reviews == []


async def test_one_percent_and_2r_become_lots_and_prices_while_they_are_typed() -> None:
    async with managing("b", *typed("1%"), "tab", *typed("20p"), "tab", *typed("2R")) as (stage, _):
        words = pane(stage)
        assert "→ 0.56 lot" in words
        assert "→ 1.09545" in words
        assert "→ 1.10145" in words
        assert "2.0 R" in words


async def test_enter_leads_through_the_review_to_one_wish() -> None:
    async with managing("s", *typed("0.2"), "tab", *typed("30p"), "enter") as (stage, pilot):
        assert isinstance(stage.app.screen, ReviewScreen)
        await send_review(stage, pilot)
        ((review, _),) = stage.orders.confirmed
        (wish,) = review.wishes
        assert (wish.action, wish.side, wish.symbol) == (Action.OPEN, Side.SELL, "EURUSD")
        assert wish.volume == Decimal("0.2")
        assert wish.stop_loss is not None
        assert stage.app.trade.ticket.draft is None


async def test_held_enter_opens_one_review_and_sends_nothing() -> None:
    async with managing("b", *typed("0.1"), *["enter"] * 12) as (stage, _):
        assert isinstance(stage.app.screen, ReviewScreen)
        assert len(stage.orders.reviews) == 1
        assert stage.orders.confirmed == []


async def test_a_limit_order_has_a_price_and_an_end() -> None:
    keys = ("b", "ctrl+t", *typed("0.1"), "tab", *typed("-20p"), *["tab"] * 4, *typed("2h"), "enter")
    async with managing(*keys) as (stage, _):
        (wish,) = stage.orders.wishes
        assert (wish.action, wish.kind) == (Action.PLACE, OrderKind.LIMIT)
        assert wish.price < stage.orders.prices["EURUSD"][0]  # type: ignore[operator]
        assert wish.expires_at == stage.context.server_now_ms + 2 * 3_600_000


async def test_a_problem_stands_beside_its_field_with_its_remedy_and_fits_80_by_24() -> None:
    keys = ("s", "ctrl+t", *typed("0.001"), "tab", *typed("1.09"))
    async with managing(*keys, size=SMALL) as (stage, _):
        lines = pane(stage).splitlines()
        volume = next(place for place, line in enumerate(lines) if "Volume" in line)
        assert "below the smallest volume 0.01, write 0.01 or more" in " ".join(lines[volume : volume + 2])
        assert "a sell limit lies above" in pane(stage)
        assert all(len(line) <= 78 for line in lines)


async def test_as_many_things_are_to_be_put_right_as_can_be_seen() -> None:
    keys = ("s", "ctrl+t", *typed("0.001"), "tab", *typed("1.09"), "tab", *typed("1.05"))
    async with managing(*keys, size=SMALL) as (stage, _):
        assert pane(stage).count("✕") == 3
        assert "3 things to put right" in pane(stage)


async def test_enter_on_a_ticket_with_a_problem_goes_to_its_field_and_opens_nothing() -> None:
    async with managing("b", "tab", *typed("20p"), "enter") as (stage, _):
        assert stage.orders.reviews == []
        assert stage.app.trade.ticket.draft is not None
        assert stage.app.trade.ticket.draft.slot is Slot.VOLUME
        assert "✕" in pane(stage)


async def test_every_printable_key_types_in_a_field_and_tab_stays_within() -> None:
    async with managing("b", *["tab"] * 4, *typed("q: b1s=?")) as (stage, pilot):
        draft = stage.app.trade.ticket.draft
        assert draft is not None
        assert draft.text(Slot.NOTE) == "q: b1s=?"
        await press(stage, pilot, *["tab"] * 20)
        assert stage.app.trade.ticket.view.has_focus


async def test_equals_puts_the_market_price_in_and_arrows_step_it() -> None:
    async with managing("b", "tab", "equals_sign") as (stage, pilot):
        draft = stage.app.trade.ticket.draft
        assert draft is not None
        assert draft.text(Slot.STOP_LOSS) == "1.09737"
        await press(stage, pilot, "down", "down")
        assert draft.text(Slot.STOP_LOSS) == "1.09717"
        await press(stage, pilot, "shift+down")
        assert draft.text(Slot.STOP_LOSS) == "1.09617"


async def test_an_empty_ticket_follows_the_cursor_and_a_filled_one_stays_and_says_so() -> None:
    async with managing("b") as (stage, pilot):
        stage.app.trade.watchlist.table.move_cursor_to("USDJPY")
        await stage.frame(pilot)
        assert "Ticket USDJPY" in shown(stage)
        await press(stage, pilot, *typed("0.1"))
        stage.app.trade.watchlist.table.move_cursor_to("GBPUSD")
        await stage.frame(pilot)
        assert "Ticket USDJPY" in shown(stage)
        assert "stays on USDJPY" in pane(stage)


async def test_escape_without_a_ticket_leaves_the_zoomed_pane_and_says_nothing() -> None:
    async with managing() as (stage, pilot):
        stage.app.trade.go_to(stage.app.trade.ticket)
        await press(stage, pilot, "z")
        assert "Watchlist" not in shown(stage)
        await press(stage, pilot, "escape")
        assert "Watchlist" in shown(stage)
        assert "no ticket is open" not in shown(stage)


async def test_the_footer_has_the_tickets_keys_also_when_it_opens_under_the_focus() -> None:
    async with managing() as (stage, pilot):
        stage.app.trade.go_to(stage.app.trade.ticket)
        await press(stage, pilot, "b")
        assert "Enter Review" in foot(stage)
        assert "b Buy" not in foot(stage)
        await press(stage, pilot, "escape")
        stage.app.trade.go_to(stage.app.trade.ticket)
        await press(stage, pilot)
        assert "b Buy" in foot(stage)


async def test_escape_leaves_and_keeps_the_draft_while_the_symbol_stays() -> None:
    async with managing("b", *typed("0.1"), "escape") as (stage, pilot):
        assert stage.app.trade.watchlist.table.has_focus
        assert "0.1" in pane(stage)
        await press(stage, pilot, "j")
        assert "GBP/USD" in pane(stage)
        await press(stage, pilot, "k", "b")
        assert stage.app.trade.ticket.draft is not None
        assert stage.app.trade.ticket.draft.text(Slot.VOLUME) == "0.1"


@pytest.mark.parametrize(
    ("keys", "volume"),
    [
        (typed("5"), "5"),
        (("left", *typed("5")), "1.52"),
        (("end", *typed("5")), "1.25"),
        (("backspace", *typed("5")), "5"),
        (("tab", "shift+tab", *typed("5")), "5"),
        (("up", *typed("5")), "1.215"),
    ],
)
async def test_what_is_typed_into_a_filled_field_takes_its_place_until_the_cursor_has_moved(
    keys: tuple[str, ...], volume: str
) -> None:
    async with managing("b", *typed("1.2"), "escape", "b", *keys) as (stage, _):
        draft = stage.app.trade.ticket.draft
        assert draft is not None
        assert draft.text(Slot.VOLUME) == volume


async def test_walking_the_panes_with_tab_is_not_caught_by_a_draft() -> None:
    async with managing("b", *typed("0.1"), "escape", "tab", "tab", "tab") as (stage, pilot):
        assert stage.app.trade.panes.current is stage.app.trade.ticket
        await press(stage, pilot, "tab")
        assert stage.app.trade.panes.current is stage.app.trade.blotter
        await press(stage, pilot, "shift+tab", "enter")
        assert stage.app.trade.ticket.editing


async def test_while_trading_is_off_the_reason_stands_in_place_of_enter() -> None:
    async with managing("b", *typed("0.1")) as (stage, pilot):
        stage.orders.state = OFF
        await press(stage, pilot, "enter")
        words = " ".join(pane(stage).split())
        assert OFF.reason in words
        assert OFF.hint in words
        assert "Enter review" not in words
        assert stage.orders.reviews == []


async def test_a_line_of_words_fills_the_ticket_and_sends_nothing() -> None:
    async with managing("colon", *typed("buy gold 0.1 sl 200p tp 2R"), "enter") as (stage, _):
        draft = stage.app.trade.ticket.draft
        assert draft is not None
        assert (draft.symbol, draft.side, draft.text(Slot.TAKE_PROFIT)) == ("GOLD", Side.BUY, "2R")
        assert "stays on GOLD" in pane(stage)
        assert stage.app.trade.ticket.editing
        assert stage.orders.reviews == []


async def test_a_filled_ticket_is_drawn_on_the_chart_and_goes_with_it() -> None:
    async with managing("b", *typed("0.1"), "tab", *typed("20p")) as (stage, pilot):
        assert "draft SL" in shown(stage)
        await press(stage, pilot, "ctrl+l")
        assert "draft SL" not in shown(stage)


async def test_read_only_mode_has_no_ticket() -> None:
    async with managing("b", read_only=True) as (stage, _):
        assert stage.app.trade.ticket.draft is None


async def test_one_click_is_off_until_it_is_turned_on() -> None:
    async with managing("b", *typed("0.1"), "escape", "B") as (stage, pilot):
        await pilot.pause()
        assert stage.orders.confirmed == []
        assert "One-click mode is off" in shown(stage)


async def test_one_click_sends_the_ticket_once_however_long_the_key_is_held() -> None:
    async with managing("b", *typed("0.1"), "escape", "colon", *typed("oneclick on"), "enter") as (stage, pilot):
        assert shown(stage).count("ONE-CLICK") >= 2
        for _ in range(20):
            stage.clock.advance(0.033)
            await pilot.press("S")
        stage.clock.advance(0.5)
        await press(stage, pilot, "B")
        assert len(stage.orders.confirmed) == 1
        assert stage.orders.wishes[0].side is Side.SELL
        stage.clock.advance(1.1)
        await press(stage, pilot, "B")
        assert len(stage.orders.confirmed) == 2


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("b", *typed("0.1"), "escape", "j", "B"), "Nothing was sent"),
        (("b", *typed("0.5"), "escape", "B"), "go up to 0.10 lot"),
        (("B",), "Nothing was sent"),
    ],
)
async def test_one_click_sends_nothing_that_is_not_seen_or_too_large(keys: tuple[str, ...], words: str) -> None:
    async with managing() as (stage, pilot):
        stage.orders.one_click_wanted = True
        await press(stage, pilot, *keys)
        assert stage.orders.confirmed == []
        assert words in " ".join(shown(stage).split())


async def test_a_real_account_is_armed_by_its_typed_number() -> None:
    async with managing(badge="REAL") as (stage, pilot):
        stage.orders.is_armed = False
        await press(stage, pilot, "colon", *typed("arm"), "enter", *typed("2000"), "enter")
        assert "another account" in shown(stage)
        assert not stage.orders.armed
        await press(stage, pilot, *typed("1000"), "enter")
        assert stage.orders.armed
        assert stage.app.screen is stage.app.trade


def test_the_words_of_an_order_are_read_strictly() -> None:
    line = parse_order_line("eurusd 50 eur limit 1.0820 sl 20p tp 2R until 3d note first try", ["EURUSD"])
    assert (line.symbol, line.kind) == ("EURUSD", OrderKind.LIMIT)
    assert line.texts[Slot.VOLUME] == "50 eur"
    assert line.texts[Slot.PRICE] == "1.0820"
    assert line.texts[Slot.NOTE] == "first try"


@pytest.mark.parametrize("text", ["DOGE 1", "EURUSD 1 sl", "1 sl 20p sl 30p", "1 limit 1.1 stop 1.2"])
def test_an_order_in_words_that_has_no_one_meaning_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_order_line(text, ["EURUSD"])


async def test_a_line_that_is_opened_right_after_esc_has_the_keys_although_the_ticket_gives_them_back_later() -> None:
    async with managing("b", size=SMALL) as (stage, pilot):
        screen = stage.app.trade
        await pilot.press("escape", "colon")
        # What Esc set going arrives behind the next key when both were read at once.
        screen.go_to(screen.watchlist)
        await pilot.pause()
        assert screen.command_line.is_open
        await press(stage, pilot, *"theme")
        assert screen.command_line.text == "theme"
        await press(stage, pilot, "escape")
        assert not screen.command_line.is_open
        assert screen.watchlist.has_focus_within
