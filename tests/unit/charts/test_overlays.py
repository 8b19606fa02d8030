"""Lines, marks, tags and notes: visible, at their place, and never over a candle."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.charts.making import INKS, M5, MONDAY_MS, bars, candle_runs, rows, scene
from tui.domain.candle import Candle
from tui.view.charts.cells import Ink
from tui.view.charts.model import ChartOptions, HistoryEdge, LineKind, Mark, Overlays, PriceLine
from tui.view.charts.painter import ChartPainter, draw_base, paint_chart
from tui.view.charts.viewport import Viewport

SIX = bars("10 18 10 16,16 16 12 12,12 14 10 12,12 12 12 12,12 17 11 13,13 15 12 12.5")
PLAIN = ChartOptions(grid=False, volume=False)


def lines(*given_lines: tuple[str, LineKind, str]) -> Overlays:
    return Overlays(tuple(PriceLine(Decimal(price), kind, label) for price, kind, label in given_lines))


def test_a_trade_line_runs_between_the_candles_with_its_label_and_price() -> None:
    shown = rows(scene(SIX, options=PLAIN, overlays=lines(("14", LineKind.ENTRY, "Buy 0.10 +9.41"))), 40, 9)
    row = next(row for row in shown if "Buy" in row)
    assert row == "─────────── Buy 0.10 +9.41 ║┃╷─││── 14.0"


def test_lines_beyond_the_prices_are_arrows_at_the_edge() -> None:
    overlays = lines(("99", LineKind.TAKE_PROFIT, "TP 99.0"), ("0.5", LineKind.STOP_LOSS, "SL 0.5"))
    shown = rows(scene(SIX, options=PLAIN, overlays=overlays), 60, 12)
    assert any("▲ TP 99.0" in row for row in shown[:3])
    assert any("▼ SL 0.5" in row for row in shown[-4:])


def test_the_price_beside_a_row_is_that_of_the_label_and_the_stroke_nearest_to_it() -> None:
    overlays = lines(("14.1", LineKind.TAKE_PROFIT, "draft TP 14.1"), ("14", LineKind.STOP_LOSS, "SL 14.0"))
    strips = paint_chart(scene(SIX, options=PLAIN, overlays=overlays), INKS, 60, 9)
    strip = next(strip for strip in strips if "draft" in strip.text)
    assert " SL 14.0  draft TP 14.1 " in strip.text
    assert strip.text.endswith(" 14.1")
    assert {segment.style for segment in strip if "╌" in segment.text or segment.text.strip() == "14.1"} == {
        INKS[Ink.TAKE_PROFIT]
    }


def test_a_label_from_beyond_the_prices_does_not_come_between_a_line_and_its_price() -> None:
    overlays = lines(("0.5", LineKind.STOP_LOSS, "new SL 0.5"), ("9.9", LineKind.ENTRY, "Buy 0.10"))
    shown = rows(scene(SIX, options=PLAIN, overlays=overlays), 60, 9)
    row = next(row for row in shown if "Buy" in row)
    assert row.index("▼ new SL 0.5") < row.index("Buy 0.10")
    assert row.endswith(" 9.9")


def test_marks_stand_below_a_buy_and_above_a_sell() -> None:
    overlays = Overlays(marks=(Mark(MONDAY_MS + 3 * M5 + 1, True), Mark(MONDAY_MS + 3 * M5 + 9, False)))
    shown = rows(scene(SIX, options=PLAIN, overlays=overlays), 18, 9)
    x = next(row for row in shown if "▲" in row).index("▲")
    column = [row[x] if x < len(row) else " " for row in shown]
    assert "".join(column[:-1]).split() == ["▼─▲"]


def test_a_mark_outside_the_view_is_not_drawn() -> None:
    overlays = Overlays(marks=(Mark(MONDAY_MS - 1, True), Mark(MONDAY_MS + 6 * M5, False)))
    shown = "".join(rows(scene(SIX, options=PLAIN, overlays=overlays), 18, 9))
    assert "▲" not in shown
    assert "▼" not in shown


def test_the_last_price_is_tagged_on_the_axis_and_muted_when_stale() -> None:
    def tag_style(stale: bool) -> object:
        strips = paint_chart(scene(SIX, options=PLAIN, stale=stale), INKS, 18, 9)
        return next(segment.style for strip in strips for segment in strip if "12.5" in segment.text)

    assert tag_style(False) == INKS[Ink.LAST_TAG]
    assert tag_style(True) == INKS[Ink.MUTED]


def test_scrolled_back_the_axis_says_where_the_last_price_went() -> None:
    climbing = bars(",".join(f"{n} {n + 1} {n} {n + 1}" for n in range(60)))
    shown = rows(scene(climbing, options=PLAIN, viewport=Viewport(0, right=20)), 20, 9)
    assert shown[0].endswith("▲60.0")


def test_the_ask_is_left_out_while_prices_are_stale() -> None:
    fresh = "".join(rows(scene(SIX, options=PLAIN, ask=Decimal("14.5")), 18, 9))
    stale = "".join(rows(scene(SIX, options=PLAIN, ask=Decimal("14.5"), stale=True), 18, 9))
    assert "14.5" in fresh
    assert "14.5" not in stale


def test_the_beginning_of_history_is_said_where_there_is_room() -> None:
    shown = rows(scene(SIX, options=PLAIN, older=HistoryEdge.END), 60, 9)
    assert any("history begins here" in row for row in shown)


def test_the_cursor_is_a_column_with_its_time_and_the_read_out() -> None:
    shown = rows(scene(SIX, options=PLAIN, viewport=Viewport(0, cursor=3)), 90, 9)
    assert shown[0].startswith(" 5 Jan 00:15  O 12.0  H 12.0  L 12.0  C 12.0  0.00 %  V 0 ")
    x = shown[5].index("─")
    assert shown[1][x] == "┊"
    assert "5 Jan 00:15" in shown[-1]


def test_a_label_with_wide_or_control_characters_keeps_the_columns() -> None:
    overlays = lines(("13", LineKind.PENDING, "買\x1b[31m"))
    strips = paint_chart(scene(SIX, options=PLAIN, overlays=overlays), INKS, 40, 9)
    assert all(strip.cell_length == 40 for strip in strips)
    assert any("??[31m" in strip.text for strip in strips)


@settings(max_examples=60, deadline=None)
@given(
    candle_runs(),
    st.lists(st.integers(0, 2_000_000), max_size=4),
    st.integers(20, 120),
    st.integers(6, 40),
    st.sampled_from(list(LineKind)),
)
def test_lines_and_marks_never_hide_a_candle(
    candles: tuple[Candle, ...], prices: list[int], width: int, height: int, kind: LineKind
) -> None:
    overlays = Overlays(
        tuple(PriceLine(Decimal(price).scaleb(-1), kind, "SL 1.0") for price in prices),
        tuple(Mark(candle.start_ms, True) for candle in candles),
    )
    painter = ChartPainter(scene(candles, overlays=overlays), INKS, width, height)
    base = draw_base(painter.scene, painter.frame, width)
    for row, strip in zip(base[: painter.frame.layout.price_rows], painter.strips, strict=False):
        for x, ink in enumerate(row.inks[: painter.frame.layout.columns]):
            if ink > Ink.GRID:
                assert strip.text[x] == row.glyphs[x]
