"""Decodes a text statement and cuts it into records of cells; tells what stands between the cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from tui.flex.statement.collect import LimitReachedError
from tui.flex.statement.errors import NotAStatementError
from tui.flex.statement.model import Format
from tui.flex.statement.source import Source

MARKS = {Format.COMMA: ",", Format.PIPE: "|", Format.TAB: "\t"}
"""What stands between the cells of each format."""

_QUOTED = re.compile(r'"[^"]*"?')
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Records:
    """The records of a text file, one list of cells after another; `line` is where the last one ended."""

    def __init__(self, source: Source, longest_line: int) -> None:
        self._source = source
        self._longest = longest_line
        self._encoding = "utf-16" if source.head[:2] in _UTF16 else "utf-8-sig"
        self.format = _format_of(self._first_line())
        self._reader = csv.reader(self._lines(), delimiter=MARKS[self.format])
        self.foreign = False
        """Whether some bytes were no text of the file's encoding; `�` stands in their place."""

    @property
    def line(self) -> int:
        """How many lines were read, from 1."""
        return self._reader.line_num

    def __iter__(self) -> Iterator[list[str]]:
        return iter(self._reader)

    def _first_line(self) -> str:
        text = self._source.head.decode(self._encoding, "replace").lstrip()
        if "\0" in text:
            raise NotAStatementError("The file is not text", "", "Fetch it again.")
        return text.splitlines()[0] if text else ""

    def _lines(self) -> Iterator[str]:
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(self._encoding)("replace"), translate=True)
        held = ""
        for piece in self._source.pieces():
            text = held + decoder.decode(piece)
            self.foreign = self.foreign or "\ufffd" in text
            *whole, held = text.split("\n")
            for line in whole:
                yield line + "\n"
            if len(held) > self._longest:
                raise LimitReachedError(f"a line of more than {self._longest} characters")
        held += decoder.decode(b"", final=True)
        if self._source.trouble:
            raise LimitReachedError(self._source.trouble)
        if held:
            yield held


def _format_of(line: str) -> Format:
    """Return the format whose mark the first line has most; raises NotAStatementError when it is no table's."""
    bare = _QUOTED.sub('""', line)
    counts = {found: bare.count(mark) for found, mark in MARKS.items()}
    best = max(counts, key=lambda found: counts[found])
    # A sentence has commas with spaces behind them; a row of names has none.
    prose = best is Format.COMMA and ", " in bare and '"' not in line
    if not counts[best] or prose:
        raise NotAStatementError("The file is text, but no table", "", "Set the query's format to XML in the portal.")
    return best
