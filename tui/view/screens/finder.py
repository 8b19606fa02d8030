"""A list that is searched as one types; help, the palette and the menu of a row are each one of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from tui.view.dialog import Dialog
from tui.view.dialog_keys import DialogKey
from tui.view.text import content
from tui.view.widgets.entry import DialogEntry
from tui.view.widgets.options import Options

_GAP = 2
_CELLS = 96
_MENU_CELLS = 40
_FOOTER_ROWS = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list.

    `left` is shortened where there is no room, `right` stands whole at the right end. `about` are up to two lines
    below the list while the cursor is on it. Without an `id` it is a heading; `off` is shown but cannot be chosen.
    """

    id: str
    left: Content
    right: str = ""
    about: tuple[str | Content, ...] = ()
    off: bool = False

    def line(self, width: int) -> Content:
        """Return the whole line for so many cells."""
        if not self.right:
            return self.left
        room = max(1, width - cell_len(self.right) - _GAP)
        left = self.left.truncate(room, ellipsis=True, pad=True)
        return Content.assemble(left, " " * _GAP, (self.right, "$muted" if self.off else "bold"))


class FinderScreen(Dialog[str | None]):
    """Gives back the id of the chosen item, None when the user leaves.

    `items` returns what a query finds, best first; it is asked at each key. `highlighted` is told the id under the
    cursor whenever it changes. `close_keys` close it, as Esc does. `at` makes it a small menu at that place of the
    screen, which a click beside it closes.
    """

    DEFAULT_CSS = """
    FinderScreen > Vertical { height: 90%; }
    FinderScreen Input, FinderScreen Input:focus { padding: 0; margin: 0 0 1 0; background: $surface; }
    FinderScreen OptionList, FinderScreen OptionList:focus {
        border: none; height: 1fr; padding: 0; background: $surface; text-wrap: nowrap; text-overflow: ellipsis;
        scrollbar-size-vertical: 1;
    }
    FinderScreen #none { color: $muted; display: none; height: 1fr; }
    FinderScreen #about { color: $muted; height: 2; margin: 1 0 0 0; text-wrap: nowrap; text-overflow: ellipsis; }
    FinderScreen.-short #about, FinderScreen.-menu #about { display: none; }
    FinderScreen.-short Input, FinderScreen.-menu Input { margin: 0; }
    FinderScreen.-menu { align: left top; background: transparent; }
    FinderScreen.-menu > Vertical { height: auto; max-height: 100%; }
    FinderScreen.-menu OptionList, FinderScreen.-menu #none { height: auto; }
    """

    AUTO_FOCUS = "Input"
    about = "Type some letters of what you look for, in any order of words; what fits best stands first."
    typed = True
    widest = _CELLS

    def __init__(
        self,
        title: str,
        items: Callable[[str], Sequence[Item]],
        *,
        placeholder: str = "Search",
        enter: str = "run",
        highlighted: Callable[[str], object] = lambda _: None,
        close_keys: Sequence[str] = (),
        at: Offset | None = None,
    ) -> None:
        super().__init__(classes="-menu" if at is not None else None)
        self._at = at
        self.names_keys = at is None
        self.recedes = self.recedes and at is None
        if at is not None:
            self.widest = _MENU_CELLS
        self._title = title
        self._items = items
        self._placeholder = placeholder
        self._enter = enter
        self._highlighted = highlighted
        self._close_keys = tuple(close_keys)
        self._shown: dict[str, Item] = {}
        self._laid_for = 0

    def compose(self) -> ComposeResult:
        """Lay out the search field above the list."""
        with Vertical() as box:
            box.border_title = content(self._title)
            yield DialogEntry(self.take_key, placeholder=self._placeholder)
            yield Label("Nothing is called that.", id="none", markup=False)
            yield Options(markup=False)
            yield Label("", id="about", markup=False)

    def on_mount(self) -> None:
        """Show everything that there is."""
        self._fill("")

    def on_resize(self) -> None:
        """Lay the lines out anew: their right ends have moved."""
        self.set_class(self.size.height < 16, "-short")
        self.call_after_refresh(self._place)
        if self._line_cells() != self._laid_for:
            self._fill(self.query_one(Input).value)

    def _place(self) -> None:
        """Put a menu where it was asked for, or as near to that as it fits."""
        if self._at is not None:
            box = self.query_one(Vertical)
            box.styles.offset = (
                max(0, min(self._at.x, self.size.width - box.outer_size.width)),
                max(0, min(self._at.y, self.size.height - box.outer_size.height - _FOOTER_ROWS)),
            )

    def on_click(self, event: events.Click) -> None:
        """Close a menu with a click beside it."""
        if self._at is not None and not self.query_one(Vertical).region.contains(event.screen_x, event.screen_y):
            self.dismiss(None)

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        self._fill(event.value)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)

    @on(OptionList.OptionHighlighted)
    def _looked(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._tell(event.option.id or "")

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys; those that opened the list close it."""
        options = self.query_one(OptionList)
        leave, move = partial(self.dismiss, None), "Move in the list."
        return (
            DialogKey("enter", "Take the line under the cursor.", None, self._enter),
            DialogKey("escape", "Close the list.", leave, "close"),
            DialogKey(" ".join(self._close_keys), "Close the list.", leave),
            DialogKey("down ctrl+n ctrl+j", move, options.action_cursor_down),
            DialogKey("up", move, options.action_cursor_up),
            DialogKey("pagedown", move, options.action_page_down),
            DialogKey("pageup", move, options.action_page_up),
        )

    def _line_cells(self) -> int:
        # Frame and padding take four cells, the scroll bar one, whether it is there or not: lines must not jump when
        # it comes.
        return max(10, min(self.widest, self.app.size.width) - 5)

    def _tell(self, item_id: str) -> None:
        item = self._shown.get(item_id)
        about = item.about if item is not None else ()
        parts = [each if isinstance(each, Content) else content(each) for each in about[:2]]
        self.query_one("#about", Label).update(Content("\n").join(parts))
        if item is not None:
            self._highlighted(item_id)

    def _fill(self, query: str) -> None:
        found = self._items(query)
        options = self.query_one(OptionList)
        width = self._laid_for = self._line_cells()
        self._shown = {item.id: item for item in found if item.id}
        options.clear_options()
        options.add_options(Option(item.line(width), item.id or None, item.off or not item.id) for item in found)
        self.query_one("#none").display = not found
        options.display = bool(found)
        options.action_first()
        if options.highlighted is None:
            self._tell("")
