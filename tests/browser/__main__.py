"""Opens the demo in a headless Chromium: the page loads, quotes tick, a key switches tabs, the window ends it.

Needs a Chromium or Chrome on the PATH, or its path as CHROMIUM. `python -m tests.browser [PICTURE.png]` prints a line
for each step and returns 1 when one fails; the picture shows the last of them.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyte

from tests.browser.devtools import Page, chromium, page

PATIENCE_S = 25.0
COLUMNS, ROWS = 400, 120  # larger than any window, so that nothing of what is drawn wraps


class Shown:
    """What the browser's terminal was sent, as text."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._changed = asyncio.Event()

    def feed(self, data: bytes) -> None:
        """Take what the dashboard drew."""
        self._stream.feed(data)
        self._changed.set()

    @property
    def text(self) -> str:
        """The screen's lines."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    async def until(self, happened: Callable[[str], bool]) -> None:
        """Wait until a condition on the text holds; raises TimeoutError."""
        async with asyncio.timeout(PATIENCE_S):
            while not happened(self.text):
                self._changed.clear()
                await self._changed.wait()


async def drive(program: str, home: Path, picture: Path | None) -> None:
    """Walk through the steps; raises when one fails."""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui", "serve", "--demo", "--port", "0"),
        env={**os.environ, "TRADEDECK_HOME": str(home / "tradedeck")},
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    try:
        line = (await server.stderr.readline()).decode()
        found = re.search(r"http://\S+", line)
        assert found is not None, line
        shown = Shown()
        async with page(program, home / "browser", shown.feed) as window:
            try:
                await walk(window, found.group(), shown)
            finally:
                # Also of a step that failed: the picture says more than a sentence.
                if picture is not None:
                    await asyncio.to_thread(picture.write_bytes, await window.picture())
    finally:
        server.terminate()
        print(f"the server ended with {await server.wait()}")


async def walk(window: Page, address: str, shown: Shown) -> None:
    """Load, look, press, look again."""
    await window.ask("Page.navigate", url=address)
    await shown.until(lambda text: "EURUSD" in text and "● link" in text)
    print("the page loads and the dashboard is up")
    prices = re.compile(r"EURUSD\s+([\d. ]+\d)")
    first = prices.findall(shown.text)
    await shown.until(lambda text: bool(now := prices.findall(text)) and now != first)
    print("quotes tick")
    await window.press("2")
    await shown.until(lambda text: "Markets" in text and "Groups" in text)
    print("a key switches tabs")
    where = await window.ask("Runtime.evaluate", expression="location.href + ' ' + document.body.className")
    assert "key=" not in where["result"]["value"], "the key stayed in the address"
    assert not window.problems, window.problems
    print("the key has left the address, and nothing complained")


def main() -> int:
    """Run the steps and return the exit code."""
    program = os.environ.get("CHROMIUM") or chromium()
    if program is None:
        print("This needs Chromium or Chrome: put one on the PATH, or name it in CHROMIUM.", file=sys.stderr)
        return 2
    picture = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        try:
            asyncio.run(drive(program, Path(home), picture))
        except (AssertionError, TimeoutError, RuntimeError) as error:
            print(f"failed: {error or type(error).__name__}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
