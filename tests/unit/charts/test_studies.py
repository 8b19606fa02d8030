"""Indicators on the chart: lines that hide no candle, panes of their own, values at the cursor."""

from dataclasses import replace

from tests.unit.charts.making import INKS, bar, rows, scene, texts
from tui.view.charts.cells import one_cell_each
from tui.view.charts.frame import Scene, pane_rows, with_gaps
from tui.view.charts.model import ChartOptions, Gap, StudyLines
from tui.view.charts.painter import ChartPainter, paint_chart
from tui.view.charts.studies import study_text

BRAILLE = range(0x2801, 0x2900)
COUNT = 40


def flat(value: float | None, count: int = COUNT) -> tuple[float | None, ...]:
    return (value,) * count


def candles(count: int = COUNT) -> Scene:
    return scene(tuple(bar(number, "1.10", "1.30", "1.00", "1.20") for number in range(count)))


def with_studies(*studies: StudyLines, shown: Scene | None = None) -> Scene:
    return replace(shown or candles(), studies=studies)


def dotted(picture: list[str]) -> list[int]:
    return [number for number, row in enumerate(picture) if any(ord(glyph) in BRAILLE for glyph in row)]


def test_a_line_runs_over_the_candles_and_hides_none_of_them() -> None:
    rising = tuple(1.15 if number < COUNT // 2 else 1.36 for number in range(COUNT))
    plain = texts(paint_chart(candles(), INKS, 60, 20))
    drawn = texts(paint_chart(with_studies(StudyLines("EMA 9", (rising,))), INKS, 60, 20))
    for before, after in zip(plain, drawn, strict=True):
        for old, new in zip(before, after, strict=True):
            assert new == old or old in " ┈"
    assert dotted(drawn)


def test_a_line_above_the_candles_widens_the_scale_a_little_and_is_drawn() -> None:
    drawn = rows(with_studies(StudyLines("BB", (flat(1.35), flat(0.95)))), 60, 20)
    assert len(dotted(drawn)) == 2


def test_a_line_far_away_leaves_the_scale_to_the_candles() -> None:
    far = rows(with_studies(StudyLines("SMA", (flat(9.0),))), 60, 20)
    assert dotted(far) == []
    assert any("SMA 9.00" in row for row in far)


def test_an_oscillator_has_its_pane_between_prices_and_time_with_title_levels_and_its_value() -> None:
    rsi = StudyLines("RSI 14", (flat(62.34),), on_price=False, levels=(30, 70), bounds=(0, 100), digits=1)
    picture = rows(with_studies(rsi), 60, 24)
    title = next(number for number, row in enumerate(picture) if "RSI 14 62.3" in row)
    assert "─" in picture[title]
    assert any(row.rstrip().endswith("62.3") for row in picture[title + 1 :])
    assert min(dotted(picture)) > title


def test_bars_stand_on_zero_and_the_second_line_has_another_ink() -> None:
    macd = StudyLines("MACD", (flat(0.5), flat(-0.5), flat(0.9)), on_price=False, levels=(0,), bars=2)
    picture = rows(with_studies(macd), 60, 24)
    assert len(dotted(picture)) >= 3


def test_panes_that_do_not_fit_leave_the_prices_their_room_and_tell_their_value_above() -> None:
    panes = [StudyLines(f"ATR {n}", (flat(0.5),), on_price=False) for n in range(3)]
    picture = rows(with_studies(*panes), 60, 12)
    assert sum("ATR" in row for row in picture) >= 1
    for height in range(1, 60):
        for wanted in range(5):
            heights = pane_rows(height, wanted)
            assert not heights or height - sum(heights) >= 6
            assert len(heights) <= wanted


def test_values_are_told_at_the_cursor_and_else_at_the_newest_candle() -> None:
    study = StudyLines("EMA 9", ((None, *(1.0 + number / 100 for number in range(1, COUNT))),), digits=2)
    newest = with_studies(study)
    assert any("EMA 9 1.39" in row for row in rows(newest, 60, 20))
    cursor = replace(newest, viewport=replace(newest.viewport, cursor=10))
    assert any("EMA 9 1.10" in row for row in rows(cursor, 60, 20))
    assert study_text(study, 0) == "EMA 9 –"
    assert study_text(study, 999) == "EMA 9 –"


def test_values_that_do_not_fit_are_left_out_whole() -> None:
    study = StudyLines("BB 20 2", (flat(1.0), flat(2.0), flat(3.0)))
    assert study_text(study, 0, 100) == "BB 20 2 1.00 2.00 3.00"
    assert study_text(study, 0, 18) == "BB 20 2 1.00 2.00"
    assert study_text(study, 0, 3) == "BB 20 2"


def test_gaps_shift_no_value() -> None:
    series = [bar(number, "1.10", "1.30", "1.00", "1.20") for number in (*range(10), *range(20, 30))]
    missing = Gap(series[9].start_ms + 60_000, series[10].start_ms)
    slots = with_gaps(tuple(series), (missing,))
    values: list[float | None] = [1.0 + number / 100 for number in range(20)]
    shown = replace(candles(), slots=slots, studies=(StudyLines("EMA", (tuple(values),)),))
    late = StudyLines("EMA", ((*flat(None, 10), *flat(1.36, 10)),))
    picture = texts(paint_chart(replace(shown, studies=(late,)), INKS, 60, 20))
    columns = [x for row in picture for x, glyph in enumerate(row) if ord(glyph) in BRAILLE]
    # The newest ten of 21 slots end where the margin begins.
    assert len(columns) == 10
    assert max(columns) - min(columns) == 9
    at_end = replace(shown, viewport=replace(shown.viewport, cursor=len(slots) - 1))
    assert any("EMA 1.19" in row for row in rows(at_end, 60, 20))
    before = replace(shown, viewport=replace(shown.viewport, cursor=9))
    assert any("EMA 1.09" in row for row in rows(before, 60, 20))


def test_a_changed_picture_is_the_same_as_one_drawn_at_once() -> None:
    rsi = StudyLines("RSI", (flat(50.0),), on_price=False, bounds=(0, 100))
    first, second = with_studies(StudyLines("EMA", (flat(1.1),))), with_studies(StudyLines("EMA", (flat(1.2),)), rsi)
    painter = ChartPainter(first, INKS, 50, 24)
    painter.update(second)
    assert painter.strips == ChartPainter(second, INKS, 50, 24).strips
    painter.update(candles())
    assert painter.strips == ChartPainter(candles(), INKS, 50, 24).strips


def test_no_size_and_no_ascii_terminal_breaks_it() -> None:
    rsi = StudyLines("RSI", (flat(50.0), flat(None)), on_price=False, bounds=(0, 100))
    plain = with_studies(StudyLines("EMA", (flat(1.1),)), rsi)
    for size in ((1, 1), (3, 2), (9, 5), (20, 9), (200, 60)):
        for ascii_only in (False, True):
            picture = texts(paint_chart(replace(plain, options=ChartOptions(ascii_only=ascii_only)), INKS, *size))
            assert [len(row) for row in picture] == [size[0]] * size[1]
            assert not ascii_only or all(row.isascii() for row in picture)
    assert rows(with_studies(rsi, shown=scene(())), 30, 10)


def test_thin_spaces_of_labels_stay() -> None:
    assert one_cell_each("TP 2\u2009740.08") == "TP 2\u2009740.08"
    assert one_cell_each("a\u200bb") == "a?b"
