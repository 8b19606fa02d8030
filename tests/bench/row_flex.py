"""A big Flex statement: how long it takes to read against the bare parser, and what it costs in memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import Figure, Options, middle
from tests.bench.flex_sample import write_sample
from tests.bench.terminal import ROOT


def measure(options: Options) -> list[Figure]:
    """Read the same file with both, in turn and each time in a new process; medians of processor time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.xml"
        size_mb = write_sample(path, options.seconds(50, 10)) / 1e6
        runs = [(_run("plain", path), _run("ours", path)) for _ in range(options.repeats(5, 3))]
    plain = middle([one["seconds"] for one, _ in runs])
    ours = middle([two["seconds"] for _, two in runs])
    rise = middle([two["rise_mb"] for _, two in runs]) * 1.048576
    speeds = f"{size_mb / ours:.0f} MB/s, iterparse {size_mb / plain:.0f} MB/s: {plain / ours:.2f} × its speed"
    return [
        Figure(f"time to read a statement of {size_mb:.0f} MB into tables", ours / plain, "× iterparse", 2.0, speeds),
        Figure("memory of a read statement, at its peak", rise / size_mb, "× file", 3.0, f"{rise:.0f} MB"),
    ]


def _run(reader: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.flex_reader", reader, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout)
    return found
