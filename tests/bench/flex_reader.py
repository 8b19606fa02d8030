"""Reads one statement in a process of its own: `python -m tests.bench.flex_reader plain|ours FILE` prints JSON.

`plain` walks the file with the standard library's iterparse and keeps nothing, `ours` keeps every row.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from tests.bench.process import memory_mb
from tui.flex.statement.model import StatementFile
from tui.flex.statement.read import read_statement


def plain(path: Path) -> int:
    """Walk the file; return how many elements it has."""
    count = 0
    for _, element in ElementTree.iterparse(path):
        element.clear()
        count += 1
    return count


def ours(path: Path) -> StatementFile:
    """Read the file whole."""
    return read_statement(path)


READERS: dict[str, Callable[[Path], object]] = {"plain": plain, "ours": ours}


def main() -> None:
    """Read and print seconds, and by how many MiB the peak of memory rose."""
    reader, path = READERS[sys.argv[1]], Path(sys.argv[2])
    before = memory_mb(os.getpid(), "VmRSS")
    began = time.process_time()
    kept = reader(path)
    seconds = time.process_time() - began
    print(json.dumps({"seconds": seconds, "rise_mb": memory_mb(os.getpid()) - before}))
    del kept


if __name__ == "__main__":
    main()
