"""Cells for spreadsheets: none of them is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from tui.flex.statement.values import read_amount

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str | None) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before what begins like one."""
    if not text:
        return ""
    if text.lstrip(" ").startswith(_RUNS) and read_amount(text) is None:
        return f"'{text}"
    return text


def csv_record(cells: Iterable[str | None]) -> str:
    """Return a line of CSV with its end, every cell safe."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()
