"""An order of unknown fate: it cannot be missed or dismissed, and the user can check, settle and leave knowingly."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.examples import AT_MS
from tests.order_examples import a_tag, a_wish, confirmed, under_way, unknown
from tests.order_scenes import LOST, a_doubt, put
from tests.scenes import LARGE, SMALL
from tests.view.managing import managing, press, shown, write
from tui.dashboard import EXIT_UNKNOWN, exit_code
from tui.domain import events as ev
from tui.domain.position import Side
from tui.store.store import Store
from tui.view.widgets.lines import LineView

pytestmark = pytest.mark.anyio


async def test_a_red_banner_stands_on_every_size_until_the_fate_is_known() -> None:
    for size in (SMALL, LARGE):
        async with managing(lost=True, size=size) as (stage, pilot):
            assert "FATE UNKNOWN for 45 s: ▲ BUY 0.10 EURUSD at market" in shown(stage)
            await press(stage, pilot, "escape", "escape")
            assert "FATE UNKNOWN" in shown(stage)
            put(stage, confirmed(4))
            await stage.frame(pilot)
            assert "FATE UNKNOWN" not in shown(stage)


async def test_the_banner_says_what_it_may_mean_when_it_is_checked_and_which_key_helps() -> None:
    async with managing(lost=True) as (stage, _):
        words = shown(stage)
        assert "It may be open: up to 0.10 lots buy EURUSD" in words
        assert "again in 4 s" in words
        assert "U shows what you can do" in words


async def test_u_shows_what_is_known_what_is_done_and_what_the_user_can_do() -> None:
    async with managing("U", lost=True) as (stage, _):
        words = shown(stage)
        for expected in ("Handed to the network", "Searched twice", "margin ≈ 361.40", "Look on the broker's platform"):
            assert expected in words


async def test_how_long_a_fate_is_unknown_is_told_by_our_clock_not_by_the_broker_s() -> None:
    async with managing(lost=True) as (stage, pilot):
        ahead_ms = 3 * 86_400_000
        stage.desk.handle(ev.FeedHeard(stage.clock.now_ms() + ahead_ms, stage.clock.monotonic()))
        await press(stage, pilot, "U")
        assert "? FATE UNKNOWN for 45 s\n" in stage.app.screen.query_one("#order-body", LineView).text()


async def test_c_has_it_searched_at_once() -> None:
    async with managing("U", "c", lost=True) as (stage, _):
        assert stage.orders.checked == [LOST]


async def test_settling_spells_the_consequences_out_and_takes_two_words_only() -> None:
    async with managing("U", "w", lost=True) as (stage, pilot):
        assert "you have it twice" in shown(stage)
        await write(stage, pilot, "yes")
        await press(stage, pilot, "enter")
        assert stage.orders.resolved == []
        assert "Type done or not done, nothing else" in shown(stage)
        await press(stage, pilot, "ctrl+u")
        await write(stage, pilot, "not done")
        await press(stage, pilot, "enter")
        await pilot.pause()
        assert stage.orders.resolved == [(LOST, "not done")]


async def test_escape_while_settling_leaves_everything_as_it_is() -> None:
    async with managing("U", "w", lost=True) as (stage, pilot):
        await press(stage, pilot, "escape")
        assert stage.orders.resolved == []
        assert "settle by hand" in shown(stage)


async def test_the_worst_case_is_counted_into_the_account_row_as_a_marked_figure() -> None:
    async with managing(lost=True, size=LARGE) as (stage, pilot):
        row = shown(stage).splitlines()[0]
        assert "▒≈+361.40" in row
        assert "▒≈831 %" in row
        assert "▒+0.10 EURUSD" in row
        stage.orders.doubts[LOST] = replace(a_doubt(stage), margin=None)
        stage.clock.advance(1)
        await stage.frame(pilot)
        assert "▒≈+–" in shown(stage).splitlines()[0]


async def test_a_purchase_and_a_sale_of_unknown_fate_do_not_cancel_out() -> None:
    async with managing(lost=True, size=LARGE) as (stage, pilot):
        sale, volume = a_tag(5), Decimal("0.10")
        put(stage, unknown(5, at_ms=AT_MS - 30_000, wish=a_wish(side=Side.SELL, volume=volume)))
        stage.orders.doubts[sale] = replace(a_doubt(stage), tag=sale, lots=-volume)
        stage.clock.advance(1)
        await stage.frame(pilot)
        row = shown(stage).splitlines()[0]
        assert "▒+0.10 EURUSD, -0.10 EURUSD" in row
        assert "▒≈+722.80" in row


async def test_the_small_account_row_keeps_the_worst_level_and_stays_off_the_edge() -> None:
    async with managing(lost=True, size=SMALL) as (stage, _):
        row = shown(stage).splitlines()[0]
        assert "172 % ▒≈831 %" in row
        assert len(row) == SMALL[0] - 1


async def test_leaving_asks_and_enter_stays() -> None:
    async with managing("q", lost=True) as (stage, pilot):
        assert "1 of unknown fate, 1 under way" in shown(stage)
        await press(stage, pilot, "enter")
        assert stage.app.is_running
        assert stage.app.screen is stage.app.trade


async def test_leaving_all_the_same_leaves() -> None:
    async with managing("q", lost=True) as (stage, pilot):
        await pilot.press("tab", "enter")
        await pilot.pause()
    assert stage.broker.closed_down


async def test_without_open_orders_leaving_does_not_ask() -> None:
    async with managing() as (stage, pilot):
        await pilot.press("q")
        await pilot.pause()
    assert stage.broker.closed_down


@pytest.mark.parametrize(
    ("order", "code"), [(unknown(4), EXIT_UNKNOWN), (under_way(4), EXIT_UNKNOWN), (confirmed(4), 0)]
)
def test_the_exit_code_says_whether_a_fate_is_unknown(order: object, code: int) -> None:
    store, said = Store(), io.StringIO()
    store.apply(ev.OrderChanged(order, 0.0))  # type: ignore[arg-type]
    assert exit_code(store, 0, said) == code
    assert said.getvalue().count("\n") == (1 if code else 0)


def test_a_failure_of_its_own_keeps_its_exit_code() -> None:
    store = Store()
    store.apply(ev.OrderChanged(unknown(4), 0.0))
    assert exit_code(store, 1, io.StringIO()) == 1
