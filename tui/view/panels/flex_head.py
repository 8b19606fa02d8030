"""The words above and around an opened statement: whose it is, which days were asked for and came, its warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from tui.store.statements import Stage, StatementStore
from tui.view.panels.context import ViewContext
from tui.view.panels.flex_view import TOP, View
from tui.view.panels.flex_words import OUTSIDE, SETUP, reading_words, size_words
from tui.view.text import moment, plain
from tui.view.widgets.lines import Line, Span, cut_lines, spread
from tui.view.widgets.wrapping import wrapped

if TYPE_CHECKING:
    from tui.desk.flex_sheet import OpenedStatement
    from tui.view.panels.flex_sheet_table import SheetTable

_MOST_WARNING_LINES = 5
_BAR_CELLS = 40


def titles(
    context: ViewContext, opened: OpenedStatement, account: str, view: View, table: SheetTable
) -> tuple[Content, str]:
    """Return title and subtitle of the pane."""
    ascii_only, sheet = context.numbers.ascii, table.sheet
    if view.on_top or sheet is None:
        return _tab_title(view, len(opened.sheets(account)), ascii_only), _account_title(opened, account)
    if view is View.SECTION:
        title = _path_title("Sections", f"{sheet.title} {len(sheet)}", ascii_only=ascii_only)
        return title, f"{table.columns_shown} of {len(sheet.columns)} columns"
    row = f"row {(table.row_number or 0) + 1} of {len(sheet)}"
    return _path_title("Sections", sheet.title, row, ascii_only=ascii_only), _account_title(opened, account)


def _tab_title(view: View, sections: int, ascii_only: bool) -> Content:
    parts: list[str | tuple[str, str]] = []
    for each in TOP:
        words = f"{each.value} {sections}" if each is View.SECTIONS else each.value
        gap = (" - " if ascii_only else " · ") if parts else ""
        parts += [gap, (words, "bold" if each is view else "$muted")]
    return Content.assemble(*parts)


def _path_title(*steps: str, ascii_only: bool) -> Content:
    gap = " > " if ascii_only else " › "
    *before, last = map(plain, steps)
    return Content.assemble((gap.join([*before, ""]), "$muted"), (last, "bold"))


def _account_title(opened: OpenedStatement, account: str) -> str:
    name = account or OUTSIDE
    many = len(opened.accounts)
    return f"#{opened.entry_id} · {name}" + (f" {opened.accounts.index(account) + 1}/{many}" if many > 1 else "")


def head_lines(context: ViewContext, opened: OpenedStatement, account: str, width: int) -> list[Line]:
    """Return what stands above the overview."""
    paint = context.paint
    entry = context.desk.store.statements.entry(opened.entry_id)
    days = opened.days(account)
    asked = entry.asked if entry is not None else ""
    came = f"came: {days}" if days else "the file does not say which days it covers"
    warnings = opened.warnings(account)
    name = opened.file.query_name or (entry.name if entry is not None else "")
    fetched = f"fetched {moment(entry.fetched_at_ms, context.zone)} " if entry is not None else ""
    lines: list[Line] = [
        spread(
            (Span(f" {name}  ", paint["strong"]), Span(account or "rows outside of any statement", paint["accent"])),
            (Span(fetched, paint["muted"]),),
            width,
        ),
        *((Span(f" {part}", paint["muted"]),) for part in _beside([f"asked: {asked}" if asked else "", came], width)),
    ]
    said: list[Line] = []
    for text in warnings:
        parts = wrapped(text, max(20, width - 4))
        said += [(Span(f"   {part}" if at else f" ! {part}", paint["warning"]),) for at, part in enumerate(parts)]
    return [*lines, *cut_lines(said, _MOST_WARNING_LINES, paint["warning"])]


def _beside(parts: list[str], width: int) -> list[str]:
    """Return the parts in one line, or each in lines of its own where they have no room beside each other."""
    known = [part for part in parts if part]
    whole = "  ".join(known)
    return [whole] if cell_len(whole) < width else [line for part in known for line in wrapped(part, width - 1)]


def note_lines(context: ViewContext, store: StatementStore, size: Size) -> list[Line]:
    """Return what stands in a pane of that size while no statement is shown."""
    paint, width = context.paint, size.width - 2
    if store.stage is Stage.NOTHING:
        lines = [(), *(line for text, style in SETUP for line in _indented(context, text, style, width))]
        return cut_lines(lines, size.height, paint["accent"], context.key("flex.about"))
    if store.stage is Stage.FAILED:
        words = [f"✕ {store.problem}" if not context.numbers.ascii else f"x {store.problem}"]
        return [(), *((Span(f" {part}", paint["error"]),) for text in words for part in wrapped(text, width - 2))]
    if store.opening is Stage.LOADING:
        return [(), (Span(f"  {reading_words(store)}", paint["strong"]),), (), _bar(context, store)]
    if store.opening is Stage.FAILED:
        sign = "x" if context.numbers.ascii else "✕"
        text = f"{sign} #{store.opened_id} cannot be read: {store.opened_problem}"
        parts = [(Span(f" {part}", paint["error"]),) for part in wrapped(text, width - 2)]
        return [(), *parts, (), (Span(" v shows the file as it was received", paint["muted"]),)]
    if store.entries:
        return [(), (Span("  Enter on a statement opens it", paint["muted"]),)]
    words_ready = "Nothing is kept yet: f on a query asks for its statement"
    words_now = "Opening the archive …" if store.stage is Stage.LOADING else words_ready
    return [(), (Span(f"  {words_now}", paint["muted"]),)]


def _indented(context: ViewContext, text: str, style: str, width: int) -> list[Line]:
    """Return a text in lines that begin below its first word, as the steps of a list do."""
    bare = text.lstrip(" 0123456789")
    hang = len(text) - len(bare)
    parts = wrapped(bare, max(20, width - hang - 3)) if bare else [""]
    heads = [f"  {text[:hang]}", *[" " * (hang + 2)] * (len(parts) - 1)]
    return [(Span(head + part, context.paint[style]),) for head, part in zip(heads, parts, strict=True)]


def _bar(context: ViewContext, store: StatementStore) -> Line:
    entry = store.entry(store.opened_id)
    if entry is None or not entry.size:
        return ()
    share = min(1.0, store.read_bytes / entry.size)
    done = round(share * _BAR_CELLS)
    full, rest = ("#", ".") if context.numbers.ascii else ("█", "░")
    return (
        Span("  " + full * done, context.paint["muted"]),
        Span(rest * (_BAR_CELLS - done), context.paint["grid"]),
        Span(f"  {size_words(entry.size)}", context.paint["muted"]),
    )
