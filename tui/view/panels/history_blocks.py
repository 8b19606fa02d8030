"""The statistics of the history in lines: blocks of figures, laid out in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from rich.cells import cell_len
from rich.style import Style

from tui.domain.position import Side
from tui.domain.statistics import Drawdown, Statistics
from tui.domain.trade_figures import Figures
from tui.view.panels.context import ViewContext
from tui.view.panels.history_rows import REASONS
from tui.view.text import moment, plain
from tui.view.widgets.lines import Line, Span, line_width

COLUMN_CELLS = 37
_MOST_GAP = 3
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_NAMES = 40
"""Symbols that are shown; the export has all of them."""

_LABEL_CELLS = 14
_VALUE_CELLS = 12
_NAME_CELLS = 12
_COUNT_CELLS = 7
_RATE_CELLS = 6
_NET_CELLS = COLUMN_CELLS - _NAME_CELLS - _COUNT_CELLS - _RATE_CELLS

Block = Sequence[Line]
K = TypeVar("K")


def blocks_of(context: ViewContext, statistics: Statistics, currency: str) -> list[Block]:
    """Return everything that is told about a span, the most important first."""
    words = _Words(context)
    found: list[Block] = [words.money(statistics, currency), words.quality(statistics)]
    if not statistics.all.trades:
        return found[:1]
    found.append(words.group("Side", statistics.by_side, _side_word))
    found.append(words.group("Closed by", statistics.by_reason, REASONS.__getitem__))
    found.append(words.group("Weekday", statistics.by_weekday, WEEKDAYS.__getitem__))
    found.append(words.group("Symbol", dict(list(statistics.by_symbol.items())[:MOST_NAMES]), str))
    hidden = len(statistics.by_symbol) - MOST_NAMES
    if hidden > 0:
        found[-1] = [*found[-1], words.remark(f"… and {hidden} more: e exports all of them")]
    found.append(words.group("Hour", statistics.by_hour, lambda hour: f"{hour:02}:00"))
    return found


def _side_word(side: Side) -> str:
    return side.value.title()


class _Words:
    """Writes blocks of lines of `COLUMN_CELLS` cells."""

    def __init__(self, context: ViewContext) -> None:
        self._context = context
        self._paint = context.paint
        self._numbers = context.numbers

    def money(self, statistics: Statistics, currency: str) -> Block:
        """What came and went."""
        all_, cash = statistics.all, statistics.cash
        even = all_.trades - all_.wins - all_.losses
        counts = f"{all_.wins} won, {all_.losses} lost" + (f", {even} even" if even else "")
        return [
            self._head(f"Result, {currency}" if currency else "Result"),
            self._pair("Trades", str(all_.trades)),
            self.remark(counts),
            self._amount("Net", all_.net),
            self._amount("Gross", all_.gross),
            self._amount("Swap", all_.swap),
            self._amount("Commission", all_.commission),
            self._amount("Deposits", cash.deposits),
            self._amount("Withdrawals", cash.withdrawals),
            self._amount("Credits", cash.credits),
        ]

    def quality(self, statistics: Statistics) -> Block:
        """How it came."""
        all_, numbers = statistics.all, self._numbers
        no_loss = "" if all_.losses else "no loss"
        no_win = "" if all_.wins else "no win"
        return [
            self._head("Quality"),
            self._pair("Win rate", numbers.percent(all_.win_rate, 1)),
            self._pair("Profit factor", numbers.number(all_.profit_factor, 2), no_loss),
            self._amount("Expectancy", all_.expectancy, "a trade"),
            self._pair("Payoff", numbers.number(all_.payoff, 2), no_loss or no_win),
            self._amount("Average win", all_.average_win, no_win),
            self._amount("Average loss", all_.average_loss, no_loss),
            self._amount("Largest win", all_.largest_win, no_win),
            self._amount("Largest loss", all_.largest_loss, no_loss),
            *self._drawdown(statistics.drawdown),
        ]

    def _drawdown(self, drawdown: Drawdown) -> list[Line]:
        numbers, zone = self._numbers, self._context.zone
        if not drawdown.amount:
            return [self._pair("Drawdown", numbers.money(Decimal(0)), "no fall")]
        share = numbers.percent(drawdown.percent, 1)
        since = "the start" if drawdown.peak_ms is None else moment(drawdown.peak_ms, zone)
        until = "" if drawdown.trough_ms is None else moment(drawdown.trough_ms, zone)
        arrow = "->" if numbers.ascii else "→"
        lines = [self._pair("Drawdown", numbers.money(drawdown.amount), share), self.remark(f"{since} {arrow} {until}")]
        return lines if drawdown.percent is not None else [*lines, self.remark("% needs the balance at that time")]

    def group(self, title: str, figures: Mapping[K, Figures], name: Callable[[K], str]) -> Block:
        """The trades by something."""
        numbers = self._numbers
        head = f"{title:<{_NAME_CELLS}}{'trades':>{_COUNT_CELLS}}{'win %':>{_RATE_CELLS}}{'net':>{_NET_CELLS}}"
        lines: list[Line] = [(Span(head, self._paint["muted"]),)]
        for key, each in figures.items():
            text = _cut(name(key), _NAME_CELLS - 1)
            counted = f"{each.trades:>{_COUNT_CELLS}}{numbers.number(each.win_rate, 0):>{_RATE_CELLS}}"
            amount = numbers.money(each.net, signed=True)
            pad = " " * max(1, _NET_CELLS - cell_len(amount))
            filled = text + " " * (_NAME_CELLS - cell_len(text))
            lines.append((Span(f"{filled}{counted}{pad}"), Span(amount, self._tone(each.net))))
        return lines

    def remark(self, text: str) -> Line:
        """Return a line that explains the one above."""
        return (Span(f"  {_cut(text, COLUMN_CELLS - 2)}", self._paint["muted"]),)

    def _head(self, text: str) -> Line:
        return (Span(text, self._paint["muted"]),)

    def _amount(self, label: str, value: Decimal | None, why: str = "") -> Line:
        text = self._numbers.money(value, signed=True)
        return self._pair(label, text, why, self._tone(value))

    def _tone(self, value: Decimal | None) -> Style:
        return self._paint["muted" if not value else "up" if value > 0 else "down"]

    def _pair(self, label: str, value: str, why: str = "", style: Style | None = None) -> Line:
        spans = [Span(f"{label:<{_LABEL_CELLS}}"), Span(value.rjust(_VALUE_CELLS), style or self._paint["strong"])]
        return (*spans, Span(f" {why}", self._paint["muted"])) if why else tuple(spans)


def _cut(text: str, cells: int) -> str:
    text = plain(text)
    while cell_len(text) > cells:
        text = f"{text[:-2]}…"
    return text


def in_columns(blocks: Iterable[Block], width: int) -> list[Line]:
    """Return blocks beside each other, each below the shortest column so far; a blank line lies between them."""
    count = max(1, (width + 1) // (COLUMN_CELLS + 1))
    columns: list[list[Line]] = [[] for _ in range(count)]
    for block in blocks:
        shortest = min(columns, key=len)
        shortest += [*([()] if shortest else []), *block]
    spare = (width - count * COLUMN_CELLS) // (count - 1) if count > 1 else 0
    # The last column keeps a cell from the frame where there is one to spare.
    gap = min(_MOST_GAP, max(1, spare - 1))
    lines: list[Line] = []
    for at in range(max(map(len, columns))):
        spans: list[Span] = [Span(" ")]
        for column in columns:
            line = column[at] if at < len(column) else ()
            spans += [*line, Span(" " * max(0, COLUMN_CELLS + gap - line_width(line)))]
        lines.append(tuple(spans))
    return lines
