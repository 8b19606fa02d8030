"""Which part of the live grid is in view."""

from __future__ import annotations

from tui.view.widgets.table_rows import TableRows


class TableWindow:
    """A stretch of the shown rows: `top` is the place of its first row, `height` its lines."""

    def __init__(self, model: TableRows) -> None:
        self._model = model
        self.top = 0
        self.height = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the rows in view."""
        return tuple(self._model.shown[self.top : self.top + self.height])

    def line_of(self, key: str | None) -> int | None:
        """Return the line of a row, or None when it is not in view."""
        place = self._model.index_of(key)
        return None if place is None or not 0 <= place - self.top < self.height else place - self.top

    def settle(self, *, cursor: bool = False) -> None:
        """Keep the window filled, and with `cursor` the cursor in it."""
        height = max(1, self.height)
        place = self._model.index_of(self._model.cursor)
        if cursor and place is not None:
            self.top = min(max(self.top, place - height + 1), place)
        self.top = max(0, min(self.top, len(self._model.shown) - height))

    def is_thumb(self, line: int) -> bool:
        """Whether this line shows the part of the list that is in view; never when all of it is."""
        count = len(self._model.shown)
        if count <= self.height:
            return False
        length = max(1, self.height * self.height // count)
        start = round(self.top * (self.height - length) / (count - self.height))
        return start <= line < start + length
