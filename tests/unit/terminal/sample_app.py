"""Small Textual apps that play a script and leave: `python -m tests.unit.terminal.sample_app DRIVER SCRIPT FILE`.

DRIVER is `stock` or `difference`; SCRIPT is `tour`, `flood`, `wait` or `keys`. FILE tells the other side how far it
has come.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Resize
from textual.widgets import DataTable, Footer, Header, Input, Label

from tui.view.terminal.choice import driver_class
from tui.view.terminal.stats import OutputStats

_SYMBOLS = ("EURUSD", "日経平均", "café", "GOLD", "BITCOIN", "DE40")


class SampleApp(App[None]):
    """Scrolling, styled text, wide letters, an input with a cursor, a screen that is covered and shown again."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012
    CSS = "Label { color: $success; text-style: bold underline; } Input { width: 30; }"

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal():
            yield Input(placeholder="symbol")
            yield Label("0", id="step")
        yield DataTable(id="table")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table and begin the script."""
        table = self.query_one(DataTable)
        table.add_columns("symbol", "bid", "ask")
        for number in range(40):
            table.add_row(_SYMBOLS[number % len(_SYMBOLS)], f"1.{number:05}", f"2.{number:05}")
        self.call_after_refresh(self.step, 1)

    def step(self, number: int) -> None:
        """One step after each paint."""
        self.query_one("#step", Label).update(f"step {number}")
        if number % 5 == 1:
            self.query_one(DataTable).move_cursor(row=number)
        elif number % 5 == 2:
            self.query_one(Input).value = "漢字e\u0301" * (number // 5) + str(number)
        elif number % 5 == 3:
            self.theme = "nord" if number % 2 else "textual-light"
        elif number == 14:
            self.action_show_help_panel()
        elif number == 19:
            self.action_hide_help_panel()
        elif number == 24:
            self.bell()
            self.copy_to_clipboard("text")
        if number < 26:
            self.set_timer(0.02, lambda: self.call_after_refresh(self.step, number + 1))
        else:
            self.set_timer(0.2, self.exit)


class FloodApp(App[None]):
    """Draws 300 pictures of which every cell is new, then says so in a named pipe and waits for a key."""

    def __init__(self, file: Path, chosen: type[Driver]) -> None:
        super().__init__(driver_class=chosen)
        self._file = file

    def compose(self) -> ComposeResult:
        yield Label("", id="page", markup=False)

    def on_mount(self) -> None:
        """Begin to draw."""
        self.call_after_refresh(self.draw, 0)

    def draw(self, number: int) -> None:
        """One picture, and the next when it has been given to the driver."""
        width, height = self.size
        self.query_one("#page", Label).update("\n".join([(f"{number:05} " * width)[: width - 1]] * height))
        if number < 300:
            self.call_after_refresh(self.draw, number + 1)
        else:
            self.call_after_refresh(self._file.write_text, "drawn")

    def on_key(self) -> None:
        """Any key ends it."""
        self.exit()


class WaitApp(App[None]):
    """Shows its size and counts resumptions; `z` suspends, `q` leaves."""

    CSS = "DataTable { height: 1fr; }"
    BINDINGS = [("z", "suspend_process", "Suspend"), ("q", "quit", "Quit")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Label("starting", id="size")
        yield DataTable()

    def on_mount(self) -> None:
        """Have something on every row."""
        table = self.query_one(DataTable)
        table.add_columns("symbol", "bid")
        table.add_rows([(name, str(number)) for number, name in enumerate(_SYMBOLS * 8)])
        self.app_resume_signal.subscribe(self, lambda _: self.query_one("#size", Label).update("resumed"))

    def on_resize(self, event: Resize) -> None:
        """Show the size."""
        self.query_one("#size", Label).update(f"size {event.size.width} by {event.size.height}")


class KeysApp(App[None]):
    """Shows the keys that it hears; `q` leaves."""

    def compose(self) -> ComposeResult:
        yield Label("ready", id="keys", markup=False)

    def on_mount(self) -> None:
        """Hear nothing yet."""
        self.heard: list[str] = []

    def on_key(self, event: Key) -> None:
        """Show all keys so far."""
        self.heard.append(event.key)
        self.query_one("#keys", Label).update(" ".join(self.heard))
        if event.key == "q":
            self.exit()


def main() -> None:
    """Run one app with one driver, and write down what the driver counted."""
    driver, script, path = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    stats = OutputStats()
    chosen = driver_class(stats=stats) if driver == "difference" else LinuxDriver
    assert chosen is not None
    if script == "flood":
        FloodApp(path.with_suffix(".drawn"), chosen).run()
    else:
        {"tour": SampleApp, "wait": WaitApp, "keys": KeysApp}[script](driver_class=chosen).run()
    path.write_text(json.dumps(asdict(stats)))
    print("goodbye")


if __name__ == "__main__":
    main()
