"""The words of the CRM screen: where it is, how new and how complete its rows are, what went wrong, and the set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, set_cell_size

from tui.view.panels.context import ViewContext
from tui.view.panels.crm_pages import Page
from tui.view.panels.page_row import page_row, page_window
from tui.view.text import plain
from tui.view.widgets.lines import Line, Span, cut_lines, line_width, spread
from tui.view.widgets.wrapping import hanging

if TYPE_CHECKING:
    from tui.desk.crm_state import ReportView
    from tui.desk.crm_table import RowTable
    from tui.desk.reports import ReportDesk
    from tui.view.panels.crm_place import Place

_MOST_TROUBLE_LINES = 4
_BAR_CELLS = 24
_SHORT_BELOW = 92

PARTIAL = ("Some rows are missing: the figures are of what came.",)
"""What stands below figures of rows that did not all come."""


def head_lines(context: ViewContext, place: Place, table: RowTable[Any] | None, shown: int, width: int) -> list[Line]:
    """Return what stands above a table: the pages, the days and the way, how new it is, and what went wrong."""
    return [
        page_line(context, place, width),
        where_line(context, place, rows_words(context, place, table, shown), width),
        *total_lines(context, place, width),
        *trouble_lines(context, place.view, width - 1),
    ]


def page_line(context: ViewContext, place: Place, width: int) -> Line:
    """Return the pages beside each other, the shown one strong; where not all have room, those around it."""
    if width >= _SHORT_BELOW:
        return page_row(context, [(page.value, page is place.page) for page in place.pages])
    short = page_row(context, [(page.short, page is place.page) for page in place.pages], close=True)
    if line_width(short) <= width:
        return short
    return page_window(context, [(page.shortest, page is place.page) for page in place.pages], width)


def where_line(context: ViewContext, place: Place, about: str, width: int) -> Line:
    """Return the days and the path on the left, how new the rows are on the right; a long path begins later."""
    paint, desk = context.paint, place.desk
    has_many = desk.user is not None and len(desk.users) > 1 and not place.on_ib
    user = f"{desk.user.name}  " if desk.user is not None and has_many else ""
    left: list[Span] = [Span(f" {plain(user)}"), Span(str(desk.span or "no days"), paint["accent"])]
    right: Line = (Span(f"{about} ", paint["muted"]),)
    if place.path:
        room = width - line_width((*left, *right)) - 3
        left.append(Span(f"  {_way(context, place.path, room)}", paint["strong"]))
    return spread(tuple(left), right, width)


def _way(context: ViewContext, path: list[str], room: int) -> str:
    """Return the steps of a path in one line; of one that is too long the last steps, or the end of the last."""
    ascii_only = context.numbers.ascii
    between, cut = (" > ", "...") if ascii_only else (" › ", "…")
    for first in range(len(path)):
        steps = between.join(plain(step) for step in path[first:])
        words = f"{cut}{between}{steps}" if first else steps
        if cell_len(words) <= room:
            return words
    return set_cell_size(plain(path[-1]), max(8, room)).rstrip()


def total_lines(context: ViewContext, place: Place, width: int) -> list[Line]:
    """Return what all partners bring together, above their lines; nothing elsewhere."""
    if place.page is not Page.PARTNERS or place.levels or place.figures is None or place.by is None:
        return []
    total = place.figures.report(place.by).total
    parts = [
        "Total",
        f"{total.leads} leads",
        f"{total.registrations} registered",
        f"{total.funded} funded",
        f"{total.unfunded} unfunded",
        f"{total.depositors} depositors",
        f"{total.traders} traders",
    ]
    return [whole_parts(context, parts, width)]


def whole_parts(context: ViewContext, parts: list[str], width: int) -> Line:
    """Return the parts that fit beside each other, the first ones first: a figure is never cut."""
    words = ""
    for part in parts:
        longer = f"{words}  {part}" if words else f" {part}"
        if cell_len(longer) > width - 1:
            break
        words = longer
    return (Span(words, context.paint["strong"]),)


def state_words(context: ViewContext, view: ReportView, shown: int) -> str:
    """Return how many rows there are, and up to when they are known."""
    from tui.desk.crm_state import Phase

    if view.busy:
        return progress_words(context, view)
    if view.phase is Phase.NOTHING:
        return ""
    if view.phase is Phase.FAILED and not view.rows:
        return "nothing came"
    count = f"{shown:,} of {_rows(view.rows)}" if shown != view.rows else _rows(view.rows)
    age = "days are missing" if view.as_of_ms is None else f"as of {_moment(context, view.as_of_ms)}"
    of = f" of {view.announced:,}" if view.announced is not None and view.announced != view.rows else ""
    return f"PARTIAL: {view.rows:,}{of} rows" if view.partial else f"{count}, {age}"


def rows_words(context: ViewContext, place: Place, table: RowTable[Any] | None, shown: int) -> str:
    """Return how many rows of a table are shown, and up to when they are known; the funnel has no table."""
    view = place.view
    if view.busy:
        return progress_words(context, view)
    if place.on_chart:
        return "" if view.as_of_ms is None else f"as of {_moment(context, view.as_of_ms)}"
    if place.levels or place.page.report is None or place.page is Page.SERVERS:
        whole = 0 if table is None else len(table)
        count = _rows(whole) if shown == whole else f"{shown:,} of {_rows(whole)}"
        is_worked_out = place.page is not Page.SERVERS
        return f"PARTIAL: {count}" if is_worked_out and view.partial else count
    return state_words(context, view, shown)


def title(context: ViewContext, place: Place) -> str:
    """Return whose figures these are: the CRM user's, or the broker's account's."""
    if place.on_ib:
        return f"IB history · account {context.login}" if context.login else "IB history"
    return f"CRM · {place.desk.user.name}" if place.desk.user is not None else "CRM"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def subtitle(context: ViewContext, place: Place, columns: tuple[int, int]) -> str:
    """Return what is masked, asked for, and hidden: `columns` are those shown and those that there are."""
    desk = place.desk
    parts = ["masked"] if desk.hide else []
    if desk.fakes and not place.on_ib:
        parts.append("with fake transactions")
    if desk.chosen_servers and not place.on_ib:
        parts.append(", ".join(desk.chosen_servers))
    if place.on_ib:
        parts.append(f"times of {context.zone}")
    if columns[1]:
        parts.append(f"{columns[0]} of {columns[1]} columns")
    return (" - " if context.numbers.ascii else " · ").join(parts)


def progress_words(context: ViewContext, view: ReportView) -> str:
    """Return how far a reading is."""
    now = view.progress
    if now is None:
        return "reading …"
    pages = f" of {now.pages:,}" if now.pages is not None else ""
    total = f" of {now.total:,}" if now.total is not None else ""
    if now.waiting_s:
        return f"page {now.page} failed, trying again in {now.waiting_s:.0f} s"
    page = min(now.page, now.pages or now.page)
    again = ", once more: the list changed" if now.second_pass else ""
    return f"{_bar(context, now.rows, now.total)}page {page:,}{pages}, {now.rows:,}{total} rows{again}"


def _bar(context: ViewContext, rows: int, total: int | None) -> str:
    if not total:
        return ""
    done = round(min(1.0, rows / total) * _BAR_CELLS)
    full, rest = ("#", ".") if context.numbers.ascii else ("█", "░")
    return f"{full * done}{rest * (_BAR_CELLS - done)} "


def trouble_lines(context: ViewContext, view: ReportView, width: int) -> list[Line]:
    """Return what went wrong and what to do about it, the question of very many rows, and what must be known."""
    from tui.desk.crm_state import Phase

    paint, ascii_only = context.paint, context.numbers.ascii
    lines: list[Line] = []
    if view.question is not None:
        keys = f"{context.key('crm.agree')} reads them, {context.key('crm.stop')} leaves them"
        text = f"The CRM announces {view.question.total:,} rows on {view.question.pages:,} pages: "
        lines += [(Span(part, paint["warning"]),) for part in hanging(" ", f"{text}{keys}", width)]
    sign = "x" if ascii_only else "✕"
    for trouble in view.troubles:
        where = f"{trouble.server}: " if trouble.server else ""
        said = ". ".join(part.rstrip(".") for part in (trouble.title, trouble.detail) if part)
        lines += [(Span(part, paint["error"]),) for part in hanging(f" {sign} ", f"{where}{said}.", width)]
        if trouble.hint:
            lines += [(Span(part, paint["warning"]),) for part in hanging("   ", trouble.hint, width)]
    if view.phase is Phase.CANCELLED or (view.phase is Phase.FAILED and view.rows):
        words = f"What came stays; {context.key('app.refresh')} goes on from there."
        lines += [(Span(part, paint["warning"]),) for part in hanging("   ", words, width)]
    lines += [(Span(part, paint["warning"]),) for note in view.notes for part in hanging(" ! ", note, width)]
    return cut_lines(lines, _MOST_TROUBLE_LINES, paint["warning"], context.key("crm.about"))


def setup_texts(context: ViewContext, desk: ReportDesk) -> list[tuple[str, str, str]]:
    """Return why the CRM cannot be opened, if so, and the steps of its set-up: lead, text, style's name."""
    from tui.desk.crm_names import SOURCE_TRACKING, STEPS

    told: list[tuple[str, str, str]] = []
    if desk.problem:
        told += [("", "", ""), (f"{'x' if context.numbers.ascii else '✕'} ", desk.problem, "error"), ("", "", "")]
    told.append(("", "No CRM is set up. Whoever administers the CRM does this once:", "strong"))
    for step in STEPS:
        told += [(f"{step.number}. ", f"{step.title}  ({step.where})", "accent"), ("   ", " ".join(step.what), "")]
    named = "Then name the user in a table [crm.NAME] of the config (tradedeck init writes an example), and try it:"
    return [
        *told,
        ("", "", ""),
        ("", named, ""),
        ("   ", "tradedeck check", "strong"),
        ("", "", ""),
        ("", SOURCE_TRACKING, "muted"),
    ]


def setup_lines(context: ViewContext, desk: ReportDesk, width: int) -> list[Line]:
    """Return what stands there without a CRM."""
    paint = context.paint
    if desk.users and not desk.problem:
        return [(), (Span("  Opening the cache …", paint["muted"]),)]
    lines: list[Line] = []
    for lead, text, style in setup_texts(context, desk):
        parts = hanging(f"  {lead}", text, max(24, width - 2)) if text else []
        lines += [(Span(part, paint[style]),) for part in parts] or [()]
    return lines


def _moment(context: ViewContext, at_ms: int) -> str:
    from tui.view.text import moment

    return moment(at_ms, context.zone)
