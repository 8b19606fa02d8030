"""What `tradedeck crm` prints: tables as aligned lines, and how far a reading is."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence

from tui.crm.paging import Progress
from tui.net.text import clean_line

_WIDEST = 40


def progress_text(what: str, progress: Progress) -> str:
    """Return how far a reading is, in one line."""
    if progress.waiting_s:
        return f"{what}: page {progress.page} failed, trying again in {progress.waiting_s:.0f} s"
    of_pages = f" of {progress.pages}" if progress.pages is not None else ""
    of_rows = f" of {progress.total}" if progress.total is not None else ""
    again = " (once more: the list changed)" if progress.second_pass else ""
    page = min(progress.page, progress.pages or progress.page)
    return f"{what}: page {page}{of_pages}, {progress.rows}{of_rows} rows{again}"


def lines_of(titles: Sequence[str], rows: Sequence[Sequence[str]], numeric: Collection[int] = ()) -> Iterator[str]:
    """Yield a table as lines: columns as wide as their widest value, up to a limit."""
    cells = [[_cut(clean_line(text)) for text in row] for row in (titles, *rows)]
    widths = [max((_cells(row[at]) for row in cells), default=0) for at in range(len(titles))]
    for row in cells:
        yield "  ".join(_padded(text, widths[at], right=at in numeric) for at, text in enumerate(row)).rstrip()


def _padded(text: str, width: int, *, right: bool) -> str:
    gap = " " * (width - _cells(text))
    return gap + text if right else text + gap


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _cells(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else not unicodedata.combining(letter) for letter in text
    )
