"""The least that a dashboard on Textual could be, and what ours is measured against: an app with one table."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable

COLUMNS = ("Watchlist", "Bid", "Ask", "Spread", "Day %", "High", "Low", "Time")


class BareApp(App[None]):
    """Forty rows of made-up quotes that never change."""

    def compose(self) -> ComposeResult:
        """Yield the table."""
        yield DataTable()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns(*COLUMNS)
        for row in range(40):
            bid = 1.05 + row / 1000
            prices = (f"{bid:.5f}", f"{bid + 0.00012:.5f}", "1.2", "+0.21", f"{bid + 0.003:.5f}", f"{bid - 0.003:.5f}")
            table.add_row(f"SYMBOL{row:02}", *prices, "12:30")


if __name__ == "__main__":
    BareApp().run()
