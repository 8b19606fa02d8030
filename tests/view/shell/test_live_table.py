"""The live grid on a screen: it moves, repaints little, and shows hostile text as text."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from tests.view.shell.desk import COLUMNS, DeskApp, row, shown
from tui.view.theme import Paint
from tui.view.widgets.live_table import Cell, LiveTable

pytestmark = pytest.mark.anyio

MANY = [f"SYM{number:03}" for number in range(60)]
HOSTILE = ["[/red]", "[@click=app.quit]x[/]", "a\x1b[31mb", "a\x9b2Jb", "\u202eevil", "日経225" * 4, "e\u0301\u0301"]


async def test_movement_keys_move_and_scroll() -> None:
    app = DeskApp(MANY)
    async with app.run_test() as pilot:
        table = app.table
        for key, place in [("j", 1), ("down", 2), ("k", 1), ("G", 59), ("g", 0), ("end", 59), ("home", 0), ("up", 0)]:
            await pilot.press(key)
            assert table.cursor_key == MANY[place]
        page = table.body_height
        for key, place in [
            ("pagedown", page - 1),
            ("ctrl+d", page - 1 + page // 2),
            ("ctrl+u", page - 1),
            ("pageup", 0),
        ]:
            await pilot.press(key)
            assert table.cursor_key == MANY[place]
        assert table.cursor_key in table.visible_keys


async def test_new_rows_above_leave_the_cursors_row_on_its_line() -> None:
    app = DeskApp(MANY)
    async with app.run_test() as pilot:
        table = app.table
        for _ in range(20):
            await pilot.press("j")
        line = table.visible_keys.index(MANY[20])
        order = ["NEW1", "NEW2", *MANY]
        table.set_rows(order, {key: row(key) for key in order})
        assert table.cursor_key == MANY[20]
        assert table.visible_keys.index(MANY[20]) == line


async def test_a_grid_that_shrinks_shows_the_row_under_the_cursor_at_once() -> None:
    app = DeskApp(MANY)
    async with app.run_test() as pilot:
        table = app.table
        for _ in range(table.body_height - 1):
            await pilot.press("j")
        app.watch.styles.height = app.watch.size.height - 2
        await pilot.pause()
        seen = [each for each in MANY if each in shown(app)]
        assert tuple(seen) == table.visible_keys
        assert seen[-1] == table.cursor_key


async def test_a_live_sort_never_moves_the_row_under_the_cursor() -> None:
    app = DeskApp(MANY)
    async with app.run_test() as pilot:
        table = app.table
        await pilot.press("o", "b", "j", "j")
        key, line = table.cursor_key, table.visible_keys.index(table.cursor_key or "")
        assert key is not None
        table.patch({each: row(each, number) for number, each in enumerate(reversed(MANY))})
        assert table.cursor_key == key
        assert table.visible_keys.index(key) == line


async def test_only_the_cells_that_changed_are_repainted() -> None:
    painted: list[Region] = []

    class Watched(LiveTable):
        def refresh(self, *regions: Region, **keywords: bool) -> Watched:  # type: ignore[override]
            painted.extend(regions or [self.size.region] if self.is_mounted else [])
            return super().refresh(*regions, **keywords)

    app = DeskApp(MANY)
    async with app.run_test() as pilot:
        table = Watched(COLUMNS, Paint())
        await app.watch.mount(table)
        table.set_rows(MANY, {key: row(key) for key in MANY})
        await pilot.pause()
        painted.clear()
        table.patch({MANY[2]: row(MANY[2], 7), MANY[50]: row(MANY[50], 7), "GONE": row("GONE")})
        await pilot.pause()
        bid = next(place for place in table.painter.placed if place.column.key == "bid")
        assert painted == [Region(bid.x, 3, bid.width + 1, 1)]
        painted.clear()
        table.patch({MANY[2]: row(MANY[2], 7)})
        await pilot.pause()
        assert painted == []
        table.flash(MANY[2], "bid", 1)
        await pilot.pause()
        assert painted == [Region(bid.x + bid.width, 3, 1, 1)]


async def test_a_mark_fades_in_steps_and_is_gone() -> None:
    app = DeskApp()
    async with app.run_test() as pilot:
        app.table.flash("EURUSD", "bid", -1)
        await pilot.pause()
        assert "1.00000▾" in shown(app)
        app.table.fade()
        await pilot.pause()
        assert "1.00000▾" in shown(app)
        app.table.fade()
        await pilot.pause()
        assert "▾" not in shown(app)


async def test_filter_marks_totals_and_empty_words_are_shown() -> None:
    app = DeskApp()
    async with app.run_test() as pilot:
        app.table.set_totals((Cell("Total"), Cell("9.99"), Cell("")))
        await pilot.press("space", "slash", *"gold")
        picture = shown(app)
        assert "/gold▏  1 of 3" in picture
        assert "Total" in picture
        assert app.table.marked_keys == ("EURUSD",)
        await pilot.press("enter", "escape", "escape")
        assert app.table.marked_keys == ()
        app.table.set_rows([], {})
        await pilot.pause()
        assert "No symbols yet." in shown(app)


async def test_mouse_selects_sorts_and_scrolls() -> None:
    app = DeskApp(MANY)
    async with app.run_test() as pilot:
        table = app.table
        await pilot.click(LiveTable, offset=(3, 4))
        assert table.cursor_key == MANY[3]
        await pilot.click(LiveTable, offset=(3, 0))
        assert table.model.sort_column == "symbol"
        assert "Symbol↑" in shown(app)
        table.command_last()
        assert table.visible_keys[-1] == MANY[-1]


async def test_a_closed_question_leaves_with_the_focus() -> None:
    app = DeskApp()
    async with app.run_test() as pilot:
        await pilot.press("o")
        assert "press a column's letter" in shown(app)
        app.screen.set_focus(None)
        await pilot.pause()
        assert "press a column's letter" not in shown(app)


async def test_copied_text_is_the_value_or_the_shown_row() -> None:
    app = DeskApp()
    async with app.run_test():
        assert app.table.cursor_text() == "EURUSD"
        assert app.table.cursor_text(whole_row=True) == "EURUSD\t1.00000\t▲+0.21"


@pytest.mark.parametrize("theme", ["", "house-dark", "house-light", "mono", "ansi-16", "high-contrast"])
async def test_hostile_text_is_shown_as_text_in_every_widget_and_theme(theme: str) -> None:
    app = DeskApp(HOSTILE, theme=theme)
    async with app.run_test(size=(100, 36), notifications=True) as pilot:
        app.watch.set_title("[/red] title", "[@click=app.quit]sub[/]")
        app.watch.set_state("[/red] state \x1b[2J", "error")
        app.table.set_empty("[/b]")
        app.table.set_totals((Cell("[/b] tot"), Cell("\x1b[1m")))
        app.line.open("watch [/red]")
        await pilot.pause()
        picture = shown(app)
        for text in ("[/red] title", "[@click=app.quit]sub[/]", "✕ [/red] state", "[/b] tot", "watch [/red]"):
            assert text in picture
        assert "\x1b" not in picture
        assert "\u202e" not in picture
        assert app.calls == []
