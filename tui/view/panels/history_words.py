"""The words above the history: its pages, its days, how far it has been read, and what went wrong with that."""

from __future__ import annotations

from tui.store.statements import Stage
from tui.view.panels.context import ViewContext
from tui.view.panels.history_room import HistoryRoom, Page
from tui.view.panels.page_row import page_row
from tui.view.text import moment
from tui.view.widgets.lines import Line, Span, spread
from tui.view.widgets.wrapping import wrapped

_BAR_CELLS = 16
_SIGN_CELLS = 3


def head_lines(context: ViewContext, room: HistoryRoom, page: Page, shown: int, width: int) -> list[Line]:
    """Return what stands above the panes; `shown` rows are left by the filter."""
    paint = context.paint
    left = (Span(f" {room.days or 'no days'}", paint["accent"]),)
    about = state_words(context, room, shown)
    style = "warning" if _stage(room) is Stage.FAILED or room.owed else "muted"
    return [
        page_row(context, [(each.value, each is page) for each in Page]),
        spread(left, (Span(f"{about} ", paint[style]),), width),
        *trouble_lines(context, room, width - 1),
    ]


def _stage(room: HistoryRoom) -> Stage:
    return room.store.fetch.stage if room.store.wanted == room.span else Stage.NOTHING


def state_words(context: ViewContext, room: HistoryRoom, shown: int) -> str:
    """Return how many rows are there, and up to when they are known."""
    fetch, stage = room.store.fetch, _stage(room)
    rows = 0 if room.table is None else len(room.table)
    count = f"{rows} rows" if shown == rows else f"{shown} of {rows} rows"
    if room.owed:
        return f"PARTIAL: {count} known, read when the link is back"
    if stage is Stage.LOADING:
        return f"{_progress(context, fetch.done, fetch.total)}{count} so far"
    if stage is Stage.FAILED:
        return f"PARTIAL: {count}, {fetch.done} of {fetch.total} parts read"
    if stage is Stage.NOTHING or fetch.read_ms is None:
        return "waiting"
    return f"{count}, as of {moment(fetch.read_ms, context.zone)}"


def _progress(context: ViewContext, done: int, total: int) -> str:
    if total <= 1:
        return "reading … "
    full, rest = ("#", ".") if context.numbers.ascii else ("█", "░")
    filled = round(done / total * _BAR_CELLS)
    return f"{full * filled}{rest * (_BAR_CELLS - filled)} reading part {min(done + 1, total)} of {total}, "


def trouble_lines(context: ViewContext, room: HistoryRoom, width: int) -> list[Line]:
    """Return why not all has been read, what is done about it, and the key that tries again."""
    fetch, paint = room.store.fetch, context.paint
    if _stage(room) is not Stage.FAILED or room.owed:
        return []
    sign = "x" if context.numbers.ascii else "✕"
    key = context.key("app.refresh")
    does = "asks again" if fetch.refused else "goes on with what is missing; a new link does so by itself"
    again = f"{key} {does}"
    hint = f"{fetch.hint} " if fetch.hint and not fetch.hint.startswith("Refresh") else ""
    told = [(part, "error") for part in wrapped(fetch.text, width - _SIGN_CELLS)]
    told += [(part, "warning") for part in wrapped(f"{hint}{again}", width - _SIGN_CELLS)]
    return [
        (Span(f" {sign} " if not at else " " * _SIGN_CELLS, paint["error"]), Span(part, paint[style]))
        for at, (part, style) in enumerate(told)
    ]


def empty_words(room: HistoryRoom) -> str:
    """Return what stands in a table without rows."""
    stage = _stage(room)
    if stage is Stage.READY and room.table is not None:
        return "No deals in these days"
    if stage is Stage.FAILED:
        return "Nothing came"
    return "Waiting for the link" if room.owed else "Being read …"
