"""What a quote table costs on the wire: bytes per changed cell and processor time, stock driver against ours."""

from __future__ import annotations

import fcntl
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import termios
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyte

_ROOT: Final = Path(__file__).parents[2]
_QUESTION: Final = re.compile(rb"\x1b\[(\d*)(?:;(\d+))?H\x1b\[6n")
_MARK: Final = re.compile(rb"\x1b\]52;c;[^\x07]*\x07")
_LINK_BYTES_PER_S: Final = 20_000


@dataclass(frozen=True)
class Row:
    """One measured figure with what it should reach."""

    what: str
    value: float
    unit: str
    reach: str = ""


@dataclass
class Outcome:
    """One run: the bytes between the two marks, how long that took, and what the app counted."""

    data: bytes
    seconds: float
    counted: dict[str, float]
    ages_ms: list[float]

    @property
    def cpu_percent(self) -> float:
        """Share of one processor."""
        return 100 * self.counted["cpu_s"] / self.seconds


def play(
    driver: str, scene: str, size: tuple[int, int], frames: int, hertz: float, *, link: int | None = None
) -> Outcome:
    """Run the bench app in a pseudo-terminal; `link` limits the reader to so many bytes per second."""
    master, slave = os.openpty()
    columns, rows = size
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(_ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "counted"
        command = [sys.executable, "-m", "tests.bench.terminal_app", driver, scene, str(frames), str(hertz), str(file)]
        process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        outcome = _read(master, size, link)
        process.wait()
        outcome.counted = json.loads(file.read_text())
    return outcome


def _read(master: int, size: tuple[int, int], link: int | None) -> Outcome:
    """Be the terminal: read, answer questions, and behind a slow link note how old the stamp is that it shows."""
    data, ages = bytearray(), list[float]()
    screen = pyte.Screen(*size)
    stream = pyte.ByteStream(screen)
    asked = sought = 0
    marks: list[tuple[float, re.Match[bytes]]] = []
    while True:
        measuring = len(marks) == 1
        try:
            chunk = os.read(master, 256 if measuring and link else 65_536)
        except OSError:
            break
        if not chunk:
            break
        if measuring and link:
            # The bytes are on the terminal when the link has carried them.
            time.sleep(len(chunk) / link)
        now = time.monotonic()
        data += chunk
        for question in _QUESTION.finditer(data, asked):
            os.write(master, b"\x1b[%s;%sR" % (question[1] or b"1", question[2] or b"1"))
            asked = question.end()
        for mark in _MARK.finditer(bytes(data), sought):
            marks.append((now, mark))
            sought = mark.end()
        if link:
            stream.feed(chunk)
        if measuring and link:
            ages += _age(screen.display[0][:12].strip(), now)
    os.close(master)
    (begin, first), (end, last) = marks
    return Outcome(bytes(data[first.end() : last.start()]), end - begin, {}, ages)


def _age(stamp: str, now: float) -> list[float]:
    """How old the shown time is, in milliseconds; nothing before the first one."""
    return [(int(now * 1000) - int(stamp)) % 1_000_000_000] if stamp.isdecimal() else []


def run() -> list[Row]:
    """All figures; takes about a minute."""
    rows: list[Row] = []
    for driver, reach in (("stock", "about 130"), ("difference", "≤ 20")):
        outcome = play(driver, "table", (200, 50), 100, 10)
        cells = outcome.counted["changed_cells"]
        rows.append(Row(f"200×50, 1,000 ticks/s, {driver}", len(outcome.data) / cells, "bytes per changed cell", reach))
        rows.append(Row(f"200×50, 1,000 ticks/s, {driver}", outcome.cpu_percent, "% of a processor"))
    for driver, reach in (("stock", ""), ("difference", "≤ 1000")):
        outcome = play(driver, "small", (80, 24), 40, 4)
        rows.append(Row(f"80×24, 4 rows of 20, 4 Hz, {driver}", len(outcome.data) / outcome.seconds, "bytes/s", reach))
    outcome = play("difference", "idle", (80, 24), 50, 10)
    rows.append(Row("80×24, nothing moves, difference", len(outcome.data) / outcome.seconds, "bytes/s", "0"))
    # Not with the stock driver: its app waits for the link, and needs minutes for these ten seconds.
    ages = sorted(play("difference", "storm", (80, 24), 400, 40, link=_LINK_BYTES_PER_S).ages_ms)
    rows.append(Row("80×24 storm at 40 Hz over 20 kB/s, difference", ages[int(len(ages) * 0.99)], "ms old (p99)"))
    rows.append(Row("80×24 storm at 40 Hz over 20 kB/s, difference", ages[-1], "ms old (most)", "≤ 1000"))
    return rows


if __name__ == "__main__":
    for row in run():
        print(f"{row.what:45} {row.value:10.1f} {row.unit:24} {row.reach}")
