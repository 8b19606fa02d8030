"""The row of account truth on top of every screen: who, how much, how near to a stop out, and is the link alive."""

from __future__ import annotations

from decimal import Decimal

from rich.style import Style

from tui.domain.account import MarginAlarm
from tui.domain.events import LinkState
from tui.store.changes import Topic
from tui.store.select import AccountView, FeedLight, LinkView, account_view, link_view
from tui.view.panels.context import ViewContext
from tui.view.panels.orders_exposure import worst_case
from tui.view.text import clock
from tui.view.widgets.lines import Line, LineView, Span, line_width, spread

_GAUGE_CELLS = 10
_GAUGE_FULL = Decimal(500)
"""Margin levels above this percentage fill the gauge; the stop out lies near its empty end."""

_ALARM_STYLES = {
    MarginAlarm.NONE: "",
    MarginAlarm.WATCH: "warning",
    MarginAlarm.WARNING: "warning",
    MarginAlarm.DANGER: "error",
}
_ALARM_WORDS = {
    MarginAlarm.NONE: "",
    MarginAlarm.WATCH: " low",
    MarginAlarm.WARNING: " LOW!",
    MarginAlarm.DANGER: " STOP-OUT NEAR",
}


class AccountBar(LineView):
    """One row; what does not fit leaves whole, the least important first."""

    DEFAULT_CSS = "AccountBar { height: 1; }"

    data_topics = frozenset({Topic.FIGURES, Topic.PROFILE, Topic.ORDERS, Topic.LINK, Topic.SECOND})

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context.paint["base"])
        self.context = context

    def sync(self) -> None:
        """Show the account as it is now."""
        store, now = self.context.desk.store, self.context.now
        account, link = account_view(store, now), link_view(store, now)
        # Each piece with how long it stays when space runs out.
        left: list[tuple[int, Line]] = [(100, self._badge(account)), *self._figures(account)]
        right: list[tuple[int, Line]] = [
            (90, self._link(link)),
            (85, self._feed(link)),
            *([(72, (Span(self.context.pace.words(), self._style("muted")),))] if self.context.kept.gauge else []),
            (70, (Span(f" {clock(self.context.server_now_ms, self.context.zone)} ", self._style("muted")),)),
        ]
        self.set_lines([self._fitted(left, right)])

    def _fitted(self, left: list[tuple[int, Line]], right: list[tuple[int, Line]]) -> Line:
        pieces = sorted(range(len(left) + len(right)), key=lambda index: -(left + right)[index][0])
        kept: set[int] = set()
        used = 0
        for index in pieces:
            width = line_width((left + right)[index][1]) + 2
            if used + width <= self.size.width + 2:
                kept.add(index)
                used += width
        gap = Span("  ")
        start = self._joined([line for index, (_, line) in enumerate(left) if index in kept], gap)
        end = self._joined([line for index, (_, line) in enumerate(right, len(left)) if index in kept], gap)
        # A blank keeps the last word off the edge, as the clock has one of its own, where there is room for it.
        blank = () if len(left) + len(right) - 1 in kept or used > self.size.width + 1 else (Span(" "),)
        return spread(start, (*end, *blank), self.size.width)

    @staticmethod
    def _joined(lines: list[Line], gap: Span) -> Line:
        spans: list[Span] = []
        for line in lines:
            spans += [gap, *line] if spans else line
        return tuple(spans)

    def _style(self, name: str) -> Style:
        return self.context.paint[name]

    def _badge(self, account: AccountView) -> Line:
        paint, badge = self.context.paint, self.context.badge
        loud = paint[badge.lower()] + Style(reverse=True, bold=True)
        # The currency stands behind the equity: behind a number of an account it would make money of it.
        who = self.context.login
        line: Line = (Span(f" {badge} ", loud), Span(f" {who}" if who else "", paint["strong"]))
        if self.context.numbers.private:
            line = (*line, Span(" "), Span(" HIDDEN ", paint["accent"] + Style(reverse=True, bold=True)))
        if self.context.orders.one_click:
            line = (*line, Span(" "), Span(" ONE-CLICK ", paint["warning"] + Style(reverse=True, bold=True)))
        return (*line, Span(" read-only", paint["warning"])) if self.context.read_only else line

    def _figures(self, account: AccountView) -> list[tuple[int, Line]]:
        figures, money = account.figures, self.context.numbers.money
        if figures is None:
            return [(80, (Span(f"Equity {self.context.numbers.missing}", self._style("muted")),))]
        alarm = _ALARM_STYLES[account.alarm]
        value = self._style("stale") if account.stale else self._style("strong")
        level_style = self._style(alarm) + Style(bold=True) if alarm else value
        level = self.context.numbers.percent(figures.margin_level) if figures.margin > 0 else "no margin used"

        def item(title: str, text: str, style: Style = value) -> Line:
            return (Span(f"{title} ", self._style("muted")), Span(text, style))

        worst = worst_case(self.context)
        margin, level_text = item("Margin", money(figures.margin)), level + _ALARM_WORDS[account.alarm]
        level_line = item("Level", level_text, level_style)
        if worst is not None:
            margin = (*margin, Span(f" {worst.margin_text}", self._style("error")))
            level_line = (*level_line, Span(f" {worst.level_text}", self._style("error")))
        currency = (Span(f" {account.currency}", self._style("muted")),) if account.currency else ()
        return [
            (80, (*item("Equity", money(figures.equity)), *currency)),
            (60, item("Free", money(figures.free_margin))),
            (50, margin),
            (40, item("Balance", money(figures.balance))),
            (75, level_line),
            (30, self._gauge(account, level_style)),
            (45, (Span(worst.lots_text, self._style("error")),) if worst is not None else ()),
        ]

    def _gauge(self, account: AccountView, style: Style) -> Line:
        figures = account.figures
        if figures is None or figures.margin <= 0:
            return ()
        filled = min(_GAUGE_CELLS, max(0, round(figures.margin_level / _GAUGE_FULL * _GAUGE_CELLS)))
        full, empty = ("#", ".") if self.context.numbers.ascii else ("━", "┄")
        return (Span(full * filled, style), Span(empty * (_GAUGE_CELLS - filled), self._style("grid")))

    def _lamp(self, on: bool) -> str:
        if self.context.numbers.ascii:
            return "*" if on else "o"
        return "●" if on else "○"

    def _link(self, view: LinkView) -> Line:
        if view.state is LinkState.READY:
            return (Span(f"{self._lamp(True)} link", self._style("success")),)
        words = {
            LinkState.WAITING: "link down",
            LinkState.BLOCKED: "login refused",
            LinkState.CLOSED: "logged out",
        }.get(view.state, view.state.value)
        kind = "warning" if view.state in (LinkState.CONNECTING, LinkState.LOGGING_IN, LinkState.SYNCING) else "error"
        if view.state is LinkState.OFFLINE:
            kind = "muted"
        return (Span(f"{self._lamp(False)} {words}", self._style(kind)),)

    def _feed(self, view: LinkView) -> Line:
        if view.feed is FeedLight.LIVE:
            return (Span(f"{self._lamp(True)} quotes", self._style("success")),)
        if view.feed is FeedLight.STALE:
            # For how long stands in the banner, which is there whenever the feed is stale.
            return (Span(f"{self._lamp(False)} quotes stale", self._style("error")),)
        words = "quotes …" if view.feed is FeedLight.WAITING else "no quotes"
        return (Span(f"{self._lamp(False)} {words}", self._style("muted")),)
