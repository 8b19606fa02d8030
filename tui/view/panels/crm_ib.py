"""The page of the broker's own IB history (getIbsHistory), beside the CRM's reports: its tables, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.geometry import Size

from tui.desk.crm_privacy import NOT_VISIBLE, Private
from tui.desk.crm_table import RowTable
from tui.desk.ib_tables import IbLine, IbView, deals_table, sums_table, total_of
from tui.domain.days import DaySpan
from tui.domain.events import LinkState
from tui.domain.ib import IbDeal, IbGroup, IbSum
from tui.store.fetch import Fetch
from tui.store.statements import Stage
from tui.view.panels.base import current_link, link_words
from tui.view.panels.context import ViewContext
from tui.view.panels.crm_pages import Level, Page
from tui.view.panels.crm_words import head_lines, page_line, setup_lines, where_line, whole_parts
from tui.view.text import moment, plain
from tui.view.widgets.lines import Line, Span, cut_lines
from tui.view.widgets.wrapping import hanging, wrapped

if TYPE_CHECKING:
    from tui.view.panels.crm_place import Place

ABOUT = (
    "They are the broker's own words (getIbsHistory) about the account that is logged in, not the CRM's: "
    "both need not agree.",
    "Lots are the broker's. It names no currency of the nominal: it is taken for the account's.",
    "Days and times are those of your time zone; those of the CRM's reports are the server's.",
    "What the account may not see stays empty, and has no part in the sums: deals that lack volume or nominal are "
    "counted as not wholly visible.",
)
"""What must be known of these figures."""


class IbPage:
    """Asks for the chosen days, and makes tables of what came: deals, sums by client or symbol, one sum's deals."""

    def __init__(self, context: ViewContext) -> None:
        self._context = context
        self.view = IbView.DEALS
        self._tables: dict[tuple[IbView, str | None], RowTable[Any]] = {}
        self._of: list[IbDeal] | None = None
        self._total: tuple[object, object, IbSum] | None = None

    @property
    def fetch(self) -> Fetch:
        """How far the reading is."""
        return self._context.desk.store.ib.fetch

    @property
    def busy(self) -> bool:
        """Whether it is being read."""
        return self.fetch.stage is Stage.LOADING

    @property
    def refused(self) -> bool:
        """Whether it is known that the account has no such history."""
        return self._context.desk.ib.refused

    # Asking

    def ask(self) -> None:
        """Ask for the chosen days once the broker can be asked; what was asked for is not asked again."""
        desk, store = self._context.desk, self._context.desk.store
        span = desk.reports.span
        if span is None or store.link.current.state is not LinkState.READY:
            return
        wanted = self._moments(span)
        if store.ib.wanted != wanted or self.fetch.stage is Stage.NOTHING:
            desk.ib.load(*wanted)

    def again(self) -> None:
        """Ask for the chosen days anew."""
        span = self._context.desk.reports.span
        if span is not None:
            self._context.desk.ib.load(*self._moments(span))

    def stop(self) -> bool:
        """Stop reading; False when nothing is read."""
        if self.busy:
            self._context.desk.ib.cancel()
            return True
        return False

    def _moments(self, days: DaySpan) -> tuple[int, int]:
        start, end = days.between_ms(self._context.zone)
        return start, end - 1

    # Tables

    def table(self, line: str | None) -> RowTable[Any] | None:
        """Return the table of all deals as they are looked at, or the deals of one line; None while nothing is known.

        It is the same one until deals are read anew.
        """
        deals = self._context.desk.store.ib.deals
        if deals is not self._of:
            self._of = deals
            self._tables.clear()
        if not deals and self.fetch.stage is not Stage.READY:
            return None
        key = self.view, line
        if key not in self._tables:
            self._tables[key] = self._table(deals, line)
        return self._tables[key]

    def _table(self, deals: list[IbDeal], line: str | None) -> RowTable[Any]:
        zone = self._context.zone
        if self.view is IbView.DEALS:
            return deals_table(deals, zone)
        group = IbGroup.CLIENT if self.view is IbView.CLIENT else IbGroup.SYMBOL
        if line is None:
            return sums_table(deals, group, zone)
        lines = self.table(None)
        rows: Sequence[IbLine] = lines.rows if lines is not None else ()
        return deals_table(next((each.deals for each in rows if each.name == line), ()), zone)

    def next_view(self) -> None:
        """Show deals, sums by client, sums by symbol in turn."""
        views = list(IbView)
        self.view = views[(views.index(self.view) + 1) % len(views)]

    def level_of(self, line: IbLine) -> Level:
        """Return what lies below a line, its deals; a client goes by the login, which is nobody's name."""
        of_client = self.view is IbView.CLIENT
        name = (line.deals[0].login or "") if of_client else line.name
        private = Private.ACCOUNT if of_client and name else Private.NOTHING
        return Level(name or NOT_VISIBLE, RowTable[Any]((), ()), private=private, client=line.name)

    def total(self, table: RowTable[Any], numbers: Sequence[int]) -> IbSum:
        """Return what the shown rows add up to."""
        if self._total is None or self._total[0] is not table or self._total[1] is not numbers:
            self._total = table, numbers, total_of(table, numbers)
        return self._total[2]


def lines_above(
    context: ViewContext, place: Place, table: RowTable[Any] | None, numbers: Sequence[int], width: int
) -> list[Line]:
    """Return what stands above the table, or above what stands in its place, on any page."""
    if place.on_ib:
        return _ib_head(context, place, table, numbers, width)
    if not place.desk.is_open:
        return [page_line(context, place, width)]
    return head_lines(context, place, table, len(numbers), width)


def _ib_head(
    context: ViewContext, place: Place, table: RowTable[Any] | None, numbers: Sequence[int], width: int
) -> list[Line]:
    """Return pages, days, whose figures these are, and what they add up to."""
    paint, ib = context.paint, place.ib
    days = Span(f" {place.desk.span or 'no days'}", paint["accent"])
    if table is None:
        return [page_line(context, place, width), (days,)]
    about = _rows_words(context, ib.fetch, len(numbers), len(table))
    lines: list[Line] = [
        page_line(context, place, width),
        where_line(context, place, about, width),
        (Span(f" {_whose(context, width - 2)}", paint["muted"]),),
    ]
    if ib.fetch.stage is Stage.FAILED:
        sign = "x" if context.numbers.ascii else "✕"
        said = f"{ib.fetch.text}. {ib.fetch.hint or _again(context)}"
        lines += [(Span(part, paint["error"]),) for part in hanging(f" {sign} ", said, width - 1)]
    if len(table):
        whole = len(numbers) == len(table)
        lines.append(whole_parts(context, _total_parts(context, ib.total(table, numbers), whole=whole), width))
    return lines


def _whose(context: ViewContext, width: int) -> str:
    currency = _currency(context)
    account = f"account {context.login}" if context.login else "this account"
    nominal = f"; nominal in {currency}, the account's currency" if currency else ""
    long = f"The broker's own figures of {account}'s clients, not the CRM's{nominal}"
    return long if len(long) <= width else f"The broker's figures, not the CRM's{nominal}"


def _currency(context: ViewContext) -> str:
    profile = context.desk.store.account.profile
    return plain(profile.currency) if profile is not None else ""


def _rows_words(context: ViewContext, fetch: Fetch, shown: int, count: int) -> str:
    if fetch.stage is Stage.LOADING:
        return _reading(fetch)
    rows = f"{shown} of {count} rows" if shown != count else f"{count} row{'' if count == 1 else 's'}"
    return rows if fetch.read_ms is None else f"{rows}, as of {moment(fetch.read_ms, context.zone)}"


def _reading(fetch: Fetch) -> str:
    return f"reading, part {min(fetch.done + 1, fetch.total)} of {fetch.total}" if fetch.total > 1 else "reading …"


def _total_parts(context: ViewContext, total: IbSum, *, whole: bool) -> list[str]:
    numbers = context.numbers
    parts = [
        "Total" if whole else "Total of the shown",
        f"{total.deals} deal{'' if total.deals == 1 else 's'}",
        f"{numbers.lots(total.volume)} lots",
        f"nominal {numbers.money(total.nominal)} {_currency(context)}".rstrip(),
    ]
    if total.hidden:
        parts.append(f"{total.hidden} not wholly visible")
    return parts


def note_lines(context: ViewContext, place: Place, size: Size) -> list[Line] | None:
    """Return what stands in the place of the table: how a CRM is set up, why there is no history; None for a table."""
    width = max(24, size.width)
    if place.page is not Page.IB_HISTORY:
        if place.desk.is_open:
            return None
        # The pages stand above it.
        rows = size.height - 1
        return cut_lines(
            setup_lines(context, place.desk, width), rows, context.paint["accent"], context.key("crm.about")
        )
    lines = _no_history(context, place.ib, width)
    if lines is None or place.desk.is_open:
        return lines
    setup = setup_lines(context, place.desk, width)
    room = size.height - len(lines) - 4
    pointer = [(Span("  No CRM is set up: ] says how.", context.paint["muted"]),)]
    return [*lines, (), *(setup if len(setup) <= room else pointer)]


def _again(context: ViewContext) -> str:
    return f"{context.key('app.refresh')} asks again."


def _no_history(context: ViewContext, ib: IbPage, width: int) -> list[Line] | None:
    """Return why there is no history, None when there is one or it is being read."""
    fetch = ib.fetch
    if context.desk.store.ib.deals or fetch.stage is Stage.READY:
        return None
    told: list[tuple[str, str]]
    if fetch.stage is Stage.FAILED:
        sign = "x" if context.numbers.ascii else "✕"
        hint = fetch.hint or ("" if fetch.refused else _again(context))
        told = [(f"{sign} {fetch.text}.", "warning" if fetch.refused else "error"), (hint, "")]
    elif fetch.stage is Stage.LOADING:
        told = [(f"The broker's IB history: {_reading(fetch)}", "muted")]
    else:
        why = link_words(current_link(context), context) or "Waiting for the broker"
        told = [(f"The broker's IB history is read once the account is logged in. {why}.", "muted")]
    lines: list[Line] = [()]
    for text, style in told:
        lines += [(Span(f"  {part}", context.paint[style]),) for part in wrapped(text, width - 4) if text]
    return lines
