"""The way through the pages of a list: which comes next, when there is none, and which rows are new."""

from __future__ import annotations

_MOST_PASSES = 3


class Course:
    """Which page comes next, and when there is none."""

    def __init__(self, page_size: int) -> None:
        self.number = 1
        self.again = False
        """Whether the pages are gone through a second time."""
        self.shrank = False
        """Whether rows went from the list in this pass: those behind them moved up, perhaps onto pages read before."""
        self.sent_again = False
        """Whether the same page came twice in a row."""
        self._begun = False
        self._size = page_size
        self._last: tuple[str, ...] = ()
        self._ended = False
        self._passes = 1
        self._hunting = False
        """Whether this pass is only for the rows that are missing, and may end with the last of them."""

    def pages(self, total: int | None) -> int | None:
        """Return how many pages there are, None when that is not known."""
        return None if total is None else max(1, -(-total // self._size))

    def is_over(self, rows: int, total: int | None) -> bool:
        """Whether no page is left, with so many rows read of so many announced."""
        if self._ended or (self._hunting and rows >= (total or 0)):
            return True
        if not self._begun or total is None:
            return False
        was_full = len(self._last) >= self._size
        if rows > total:
            # There is more than was announced: only the pages themselves can tell the end.
            return not was_full
        return self.number > (self.pages(total) or 1) and (rows >= total or not was_full)

    def second_pass(self, missing: int, *, possible: bool) -> bool:
        """Begin again at page 1 when rows may have been missed; False when that cannot help, or was done enough."""
        hunting = bool(missing) and not self.shrank
        wanted = self.shrank or (hunting and not self.again)
        if not wanted or not possible or self.sent_again or self.number <= 2 or self._passes >= _MOST_PASSES:
            return False
        self.number, self.again, self.shrank, self._ended, self._last = 1, True, False, False, ()
        self._passes += 1
        self._hunting = hunting
        return True

    def fresh(self, raws: tuple[str, ...], keys: list[str], seen: set[str], *, moved: bool) -> list[int]:
        """Return which rows of a page have not come before; `moved` says that the total changed since the last page."""
        if raws and raws == self._last and not moved:
            self.sent_again = self._ended = True
            return []
        # Rows without an id that end one page and begin the next are the same ones only if the list moved on.
        skip = self._overlap(raws) if moved else 0
        found, on_page = [], set[str]()
        for at, key in enumerate(keys):
            if (key and (key in seen or key in on_page)) or (not key and at < skip):
                continue
            on_page.add(key)
            found.append(at)
        return found

    def went(self, raws: tuple[str, ...], new: int, total: int | None) -> None:
        """Note that a page came with so many new rows."""
        if total is None:
            # A first page that is short may be a server's own smaller page: only the next one tells.
            short = self._begun and len(raws) < self._size
            self._ended = self._ended or short or not new
        elif not raws:
            self._ended = True
        if not self._begun and 0 < len(raws) < self._size and (total is None or total > len(raws)):
            self._size = len(raws)
        self._begun = True
        self._last = raws
        self.number += 1

    def _overlap(self, raws: tuple[str, ...]) -> int:
        last = self._last
        return next((k for k in range(min(len(last), len(raws)), 0, -1) if last[-k:] == raws[:k]), 0)
