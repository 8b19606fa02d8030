"""Starts an installed `tradedeck demo` in a terminal, waits for a moving price, buys, quits, looks for leftovers.

What became of the order is asked of `tradedeck orders` while the dashboard runs, and again when it has ended.

Usage: python smoke.py TRADEDECK HOME   (needs pyte; TRADEDECK is the installed command, HOME a folder of its own)
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pyte

COLUMNS, ROWS = 120, 36
START_S, MOVE_S, ORDER_S, QUIT_S = 60.0, 60.0, 60.0, 20.0
KEY_AGAIN_S = 1.0
PRICE = re.compile(r"EURUSD\s+(\d\.\d{4}\s?\d)")


class Dashboard:
    """The command on a pseudo-terminal, and what its screen shows."""

    def __init__(self, command: list[str], home: str) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        environ = {"LANG": "C.UTF-8", **kept, "HOME": home, "TRADEDECK_HOME": home, "TERM": "xterm-256color"}
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=home,
            env=environ,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - this process has no threads
        )
        os.close(slave)

    def read(self, seconds: float) -> bool:
        """Take in what is written within `seconds`; False once the terminal is closed."""
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            content = os.read(self.master, 65536)
        except OSError:
            return False
        # A real terminal answers where its cursor is; the dashboard may wait for that.
        for _ in range(content.count(b"\x1b[6n")):
            os.write(self.master, b"\x1b[1;1R")
        self._stream.feed(strip_unknown(content))
        return bool(content)

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.master, keys)

    def text(self) -> str:
        """Return what the terminal shows."""
        return "\n".join(self.screen.display)

    def price(self) -> str:
        """Return the bid of EURUSD as the watchlist shows it, or an empty text."""
        found = PRICE.search(self.text())
        return found[1] if found else ""


def strip_unknown(content: bytes) -> bytes:
    """Drop private sequences that the emulator would print as text."""
    return re.sub(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]|\x1b\[[0-9;?]*\$p|\x1b[P_].*?\x1b\\", b"", content)


def wait_for_moving_price(board: Dashboard) -> list[str]:
    """Return two different prices in the order in which they were shown."""
    seen: list[str] = []
    end = time.monotonic() + START_S
    while len(seen) < 2:
        if time.monotonic() > end:
            fail(board, f"no moving EURUSD price was shown, only {seen}")
        if not board.read(0.5):
            fail(board, "the dashboard ended")
        price = board.price()
        if price and price not in seen:
            seen.append(price)
            end = time.monotonic() + MOVE_S
    return seen


def wait_for(board: Dashboard, words: str, keys: bytes = b"") -> None:
    """Wait until the screen shows `words`; press `keys` every second until then, since a dialog refuses hasty ones."""
    end, press = time.monotonic() + ORDER_S, 0.0
    while words not in board.text():
        now = time.monotonic()
        if now > end:
            fail(board, f"{words!r} was never shown")
        if keys and now >= press:
            board.type(keys)
            press = now + KEY_AGAIN_S
        if not board.read(0.1):
            fail(board, "the dashboard ended")


def buy(board: Dashboard, command: str, home: str) -> str:
    """Buy with the keys of a trader and return the order's line once it is confirmed."""
    board.type(b"b")
    wait_for(board, "Volume")
    board.type(b"0.02")
    wait_for(board, "Enter review")
    board.type(b"\r")
    wait_for(board, "Send")
    wait_for(board, "Orders 1", b"Y")
    end = time.monotonic() + ORDER_S
    while True:
        board.read(0.1)
        code, told = orders(command, home, "list")
        if code == 0 and "CONFIRMED" in told:
            return told.splitlines()[0]
        if time.monotonic() > end:
            fail(board, f"the order was never confirmed: {code} {told}")


def orders(command: str, home: str, action: str) -> tuple[int, str]:
    """Run `tradedeck orders ACTION` on the demo and return its exit code and what it said."""
    environ = {**os.environ, "HOME": home, "TRADEDECK_HOME": home}
    done = subprocess.run(
        [command, "orders", action, "--demo"], env=environ, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def wait_for_exit(board: Dashboard) -> int:
    """Press q and return the exit code."""
    board.type(b"q")
    end = time.monotonic() + QUIT_S
    while board.process.poll() is None:
        if time.monotonic() > end:
            fail(board, "q did not end the dashboard")
        board.read(0.1)
    return board.process.returncode


def processes_of(home: str) -> list[str]:
    """Return the running processes whose command line or environment names `home`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            texts = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            state = (folder / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except (OSError, IndexError):
            continue
        if home.encode() in texts and state != "Z" and folder.name != str(os.getpid()):
            found.append(f"{folder.name} {(folder / 'cmdline').read_bytes().replace(bytes(1), b' ').decode()}")
    return found


def fail(board: Dashboard, reason: str) -> None:
    """Show the screen, end what was started and exit with 1."""
    print(f"smoke: {reason}")
    print("\n".join(line.rstrip() for line in board.screen.display))
    if board.process.poll() is None:
        os.killpg(board.process.pid, signal.SIGKILL)
    raise SystemExit(1)


def main() -> None:
    """Run the whole smoke test."""
    command, home = sys.argv[1:]
    started = time.monotonic()
    board = Dashboard([command, "demo"], home)
    prices = wait_for_moving_price(board)
    took = time.monotonic() - started
    order = buy(board, command, home)
    code = wait_for_exit(board)
    if code != 0:
        fail(board, f"the exit code is {code}")
    end = time.monotonic() + QUIT_S
    while left := [line for line in processes_of(home) if str(os.getpid()) != line.split()[0]]:
        if time.monotonic() > end:
            fail(board, f"still running: {left}")
        time.sleep(0.1)
    code, told = orders(command, home, "verify")
    if code != 0:
        fail(board, f"the journal does not hold: {told}")
    print(f"smoke: {order}")
    print(f"smoke: EURUSD moved {prices[0]} -> {prices[1]} within {took:.1f} s; q ended it with 0 and nothing is left")


if __name__ == "__main__":
    main()
