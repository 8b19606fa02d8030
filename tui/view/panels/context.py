"""What every panel is given: the desk, the clock and how things are written and painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from pathlib import Path

from tui.clock import Clock
from tui.config.trading import DEFAULT_TRADING, TradingSettings
from tui.desk.desk import Desk
from tui.desk.entitlements import EntitlementDesk
from tui.desk.orders.service import OrderService
from tui.domain.candle import Period
from tui.domain.indicators import Study
from tui.view.charts.model import PriceLine
from tui.view.command import Scope
from tui.view.commands import command
from tui.view.kept import Kept
from tui.view.keymap import Keymap
from tui.view.link_pace import LinkPace
from tui.view.text import Numbers
from tui.view.theme import Paint
from tui.view.tour import Tour
from tui.view.widgets.line_history import LineHistory
from tui.view.widgets.live_table import Glyphs


@dataclass(frozen=True, slots=True)
class DraftLines:
    """Lines that an unsent ticket or change would set on the chart of a symbol."""

    symbol: str
    lines: tuple[PriceLine, ...]


@dataclass(slots=True)
class Selection:
    """What the user looks at: the symbol under the cursor, and each chart's own symbol and period."""

    symbol: str
    charts: dict[str, tuple[str, Period]] = field(default_factory=dict)
    studies: dict[tuple[str, Period], tuple[Study, ...]] = field(default_factory=dict)
    """Indicators by the chart's symbol and period, in the order in which they were chosen."""
    drafts: dict[str, DraftLines] = field(default_factory=dict)
    """What is being filled in and not sent, by the name of who fills it in; charts of the symbol draw it."""

    def take_draft(self, who: str, lines: DraftLines | None) -> bool:
        """Take the lines of what `who` fills in, None for no more of them; return whether they are others now."""
        if lines == self.drafts.get(who):
            return False
        if lines is None:
            del self.drafts[who]
        else:
            self.drafts[who] = lines
        return True


@dataclass(slots=True)
class ViewContext:
    """Shared by all panels of one app; `paint` is replaced when the theme changes."""

    desk: Desk
    orders: OrderService
    clock: Clock
    paint: Paint
    numbers: Numbers
    glyphs: Glyphs
    zone: tzinfo
    selection: Selection
    badge: str
    login: str = ""
    read_only: bool = False
    trading: TradingSettings = DEFAULT_TRADING
    """The user's own limits, and how he wants to be told."""
    exports: Path = Path("exports")
    """The folder for what the user exports."""
    entitlements: EntitlementDesk = field(default_factory=EntitlementDesk)
    """The dxFeed applications."""
    kept: Kept = field(default_factory=Kept)
    """What is kept between starts."""
    tour: Tour = field(default_factory=Tour)
    """Where the tour of a first demo is."""
    pace: LinkPace = field(default_factory=LinkPace)
    """How much is drawn for the terminal's line."""
    visited: Callable[[Scope], None] = lambda _: None
    """Called before a tab is shown for the first time."""
    paused: bool = False
    """Whether the panes stand still because the user wants it."""
    lines: LineHistory = field(default_factory=LineHistory)
    """What was run from the `:` line, on whichever screen."""
    keys: Keymap = field(default_factory=Keymap)
    """The keys in force, for words that name one."""
    words: dict[str, Callable[[], Iterable[str]]] = field(default_factory=dict)
    """Completions that only a screen knows, by the name in the table's hints."""
    people: dict[str, Callable[[], Iterable[str]]] = field(default_factory=dict)
    """Numbers and addresses of people that only a screen knows, by the screen: privacy masks them on all of them."""

    def key(self, command_id: str) -> str:
        """Return the key of a command as the user has it, else its word for the `:` line, or where to look for it."""
        found = self.keys.written(command_id, limit=1)
        wanted = command(command_id)
        return found or (f":{wanted.line}" if wanted.line else f"“{wanted.title}”")

    @property
    def now(self) -> float:
        """Monotonic seconds."""
        return self.clock.monotonic()

    @property
    def now_ms(self) -> int:
        """Our wall clock in UTC milliseconds."""
        return self.clock.now_ms()

    @property
    def server_now_ms(self) -> int:
        """The best estimate of the broker's clock."""
        return self.desk.store.link.server_now_ms(self.now, self.now_ms)

    @property
    def today(self) -> date:
        """The day of the broker's clock in the user's zone."""
        return datetime.fromtimestamp(self.server_now_ms / 1000, self.zone).date()
