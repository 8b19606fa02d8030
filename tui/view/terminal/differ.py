"""The fewest bytes that turn the picture a terminal shows into the one it should show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from tui.view.terminal.screen import Screen, is_plain, is_uncertain
from tui.view.terminal.style import Style, StylePool

_HIDE: Final = "\x1b[?25l"
_SHOW: Final = "\x1b[?25h"
_BEGIN: Final = "\x1b[?2026h"
_END: Final = "\x1b[?2026l"
# Shorter blank runs are written as spaces: an erase takes four or five bytes and does not move the cursor.
_SHORTEST_ERASE: Final = 8
# Choosing the nearest next style costs the square of their number; past this they are only sorted.
_MOST_STYLES_CHOSEN: Final = 48
_UNKNOWN_CELL: Final = "\x00"


@dataclass(slots=True)
class Shown:
    """What the terminal shows once it has read every byte written so far; None means not known."""

    text: list[list[str]] = field(default_factory=list)
    styles: list[list[Style]] = field(default_factory=list)
    pen: Style | None = None
    x: int | None = None
    y: int | None = None
    cursor_visible: bool | None = None
    margins_known: bool = True
    """False once something strange was sent: a scroll region would stop relative moves at its edges."""

    def forget(self, wanted: Screen) -> None:
        """Nothing is known any more; the grid takes the wanted one's size."""
        self.text = [[_UNKNOWN_CELL] * wanted.width for _ in range(wanted.height)]
        self.styles = [[wanted.pool.default] * wanted.width for _ in range(wanted.height)]
        self.pen = self.x = self.y = self.cursor_visible = None

    def follow(self, wanted: Screen, rows: Iterable[int], painter: Painter) -> None:
        """Take over what has been painted."""
        for y in rows:
            self.text[y] = wanted.text[y].copy()
            self.styles[y] = wanted.styles[y].copy()
        self.pen, self.x, self.y = painter.pen, painter.x, painter.y
        self.cursor_visible = painter.cursor_visible


@dataclass(slots=True)
class Run:
    """Neighbouring cells of one row to be written in one style; `blank` while only spaces are among them."""

    y: int
    start: int
    end: int
    style: Style
    blank: bool


def difference(shown: Shown, wanted: Screen, rows: Iterable[int]) -> Painter | None:
    """What has to be written for `rows`, cursor not yet placed; None when the pictures look alike."""
    runs: list[Run] = []
    for y in sorted(rows):
        if shown.text[y] != wanted.text[y] or shown.styles[y] != wanted.styles[y]:
            runs += _changed_runs(shown, wanted, y)
    painter = Painter(shown, wanted)
    if not runs:
        return None if painter.placed else painter
    for run in _by_style(runs, painter) if shown.pen is not None else runs:
        painter.paint(run)
    return painter


def _changed_runs(shown: Shown, wanted: Screen, y: int) -> list[Run]:
    text, styles = wanted.text[y], wanted.styles[y]
    changed = [
        x
        for x, (new, style, old, old_style) in enumerate(zip(text, styles, shown.text[y], shown.styles[y], strict=True))
        if new != old or (style is not old_style and (new != " " or style.blank is not old_style.blank))
    ]
    if "" in text:
        changed = sorted({x - 1 if text[x] == "" else x for x in changed})
    runs: list[Run] = []
    last: Run | None = None
    for x in changed:
        cell, style = text[x], styles[x]
        blank = cell == " "
        end = x + 2 if x + 1 < wanted.width and text[x + 1] == "" else x + 1
        if last is not None and last.end == x and _fits(last, blank, style):
            last.end = end
            if not blank:
                last.style, last.blank = style, False
        else:
            last = Run(y, x, end, style.blank if blank else style, blank)
            runs.append(last)
    return runs


def _fits(run: Run, blank: bool, style: Style) -> bool:
    """A space goes with any style that looks the same on it, and takes the style of the text that follows it."""
    if blank:
        return run.style.blank is style.blank
    return run.style is style or (run.blank and run.style is style.blank)


def _by_style(runs: list[Run], painter: Painter) -> list[Run]:
    """The runs ordered so that each style is set once, unless the order of the page is cheaper."""
    pool, pen = painter.pool, painter.pen
    groups: dict[Style, list[Run]] = {}
    for run in runs:
        if not run.blank:
            groups.setdefault(run.style, []).append(run)
    seen_as = {style.blank: style for style in groups}
    for run in runs:
        if run.blank:
            erasable = run.style is pool.default and run.end - run.start >= _SHORTEST_ERASE
            style = run.style if erasable else seen_as.get(run.style, run.style)
            groups.setdefault(style, []).append(run)
    page_cost, before, end = 0, pen, (-1, -1)
    for run in runs:
        page_cost += len(pool.way(before, run.style)) + (0 if end == (run.y, run.start) else 7)
        before, end = run.style, (run.y, run.end)
    order = _chosen_order(list(groups), painter)
    style_cost = 7 * len(runs) + sum(len(pool.way(a, b)) for a, b in zip([pen, *order], order, strict=False))
    if page_cost <= style_cost:
        return runs
    for style in order:
        groups[style].sort(key=lambda run: (run.y, run.start))
        for run in groups[style]:
            run.style = style
    return [run for style in order for run in groups[style]]


def _chosen_order(styles: list[Style], painter: Painter) -> list[Style]:
    pool = painter.pool
    if len(styles) > _MOST_STYLES_CHOSEN:
        return sorted(styles, key=lambda style: (style.background, style.foreground))
    order: list[Style] = []
    pen = painter.pen
    while styles:
        pen = min(styles, key=lambda style, pen=pen: len(pool.way(pen, style)))  # type: ignore[misc]
        styles.remove(pen)
        order.append(pen)
    return order


class Painter:
    """Collects the output of one frame and knows what the terminal's cursor and pen are after it."""

    def __init__(self, shown: Shown, wanted: Screen) -> None:
        self.pool: StylePool = wanted.pool
        self.pen, self.x, self.y = shown.pen, shown.x, shown.y
        self.cursor_visible = shown.cursor_visible
        self._vertical = _vertical if shown.margins_known else _vertical_absolute
        self._wanted = wanted
        self._parts: list[str] = []

    @property
    def size(self) -> int:
        """Characters collected so far."""
        return sum(map(len, self._parts))

    @property
    def placed(self) -> bool:
        """Cursor and visibility are as wanted."""
        wanted = self._wanted
        return (self.x, self.y, self.cursor_visible) == (wanted.x, wanted.y, wanted.cursor_visible)

    def paint(self, run: Run) -> None:
        """Write one run in its style."""
        self._move(run.start, run.y, run.style)
        self._set(run.style)
        cells = self._wanted.text[run.y][run.start : run.end]
        if run.blank and run.style is self.pool.default and run.end - run.start >= _SHORTEST_ERASE:
            self._parts.append("\x1b[K" if run.end == self._wanted.width else f"\x1b[{run.end - run.start}X")
            return
        text = "".join(cells)
        if is_plain(text):
            self._advance(text, run.end)
            return
        for x, cell in enumerate(cells, run.start):
            if cell:
                self._move(x, run.y, run.style)
                self._advance(cell, x + 1 if x + 1 == run.end or cells[x + 1 - run.start] else x + 2)
                if is_uncertain(cell):
                    self.x = self.y = None

    def _advance(self, text: str, end: int) -> None:
        self._parts.append(text)
        if end < self._wanted.width:
            self.x = end
        else:
            # The terminal may be waiting to wrap, or may not: only an absolute move is safe now.
            self.x = self.y = None

    def _set(self, style: Style) -> None:
        self._parts.append(self.pool.way(self.pen, style))
        self.pen = style

    def _move(self, x: int, y: int, style: Style | None = None) -> None:
        """Go to a cell the shortest way; `style` allows writing unchanged cells of that style over again."""
        if self.x == x and self.y == y:
            return
        column = f";{x + 1}" if x else ""
        best = f"\x1b[{y + 1 if y or x else ''}{column}H"
        if self.x is not None and self.y is not None:
            vertical = self._vertical(self.y, y)
            best = min(best, vertical + _horizontal(self.x, x), key=len)
            if not vertical and style is not None and style is self.pen and 0 < x - self.x < len(best):
                best = self._over(self.x, x, style) or best
        self._parts.append(best)
        self.x, self.y = x, y

    def _over(self, start: int, end: int, style: Style) -> str | None:
        """The cells from `start` to `end` as text, when they are plain and look the same in `style`."""
        assert self.y is not None
        cells, styles = self._wanted.text[self.y][start:end], self._wanted.styles[self.y][start:end]
        for cell, own in zip(cells, styles, strict=True):
            if not (" " <= cell <= "~") or (own.blank is not style.blank if cell == " " else own is not style):
                return None
        return "".join(cells)

    def ask(self, ident: int) -> None:
        """Ask where the cursor is, from a place that names the question: second row, column `ident`."""
        # Never by a short way: where the terminal stands is what is asked, and a place that is named cannot be another.
        self._parts.append(f"\x1b[2;{ident}H\x1b[6n" if ident > 1 else "\x1b[2H\x1b[6n")
        self.x, self.y = ident - 1, 1

    def finish(self, *, synchronized: bool) -> str:
        """Place the cursor and give the whole frame, hidden or bracketed while it paints."""
        wanted = self._wanted
        painted = bool(self._parts)
        self._move(wanted.x, wanted.y)
        shows = wanted.cursor_visible
        prefix = suffix = ""
        if painted and synchronized:
            prefix, suffix = _BEGIN, _END
        if painted and not synchronized and self.cursor_visible is not False:
            prefix, self.cursor_visible = _HIDE, False
        if self.cursor_visible is not shows:
            self._parts.append(_SHOW if shows else _HIDE)
            self.cursor_visible = shows
        return prefix + "".join(self._parts) + suffix

    def set_pen(self) -> None:
        """Make the terminal's pen the program's own."""
        self._set(self._wanted.pen)


def _vertical(start: int, end: int) -> str:
    if start == end:
        return ""
    count, letter = (end - start, "B") if end > start else (start - end, "A")
    return min(f"\x1b[{'' if count == 1 else count}{letter}", f"\x1b[{end + 1}d", key=len)


def _vertical_absolute(start: int, end: int) -> str:
    return "" if start == end else f"\x1b[{end + 1}d"


def _horizontal(start: int, end: int) -> str:
    count = abs(end - start)
    if not count:
        return ""
    if not end:
        return "\r"
    relative = f"\x1b[{'' if count == 1 else count}{'C' if end > start else 'D'}"
    backspaces = "\b" * count if end < start else relative
    return min(backspaces, relative, f"\x1b[{end + 1}G", key=len)
