"""What the panels of market data share: context, topics and the words for the four pictures of freshness."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.widget import Widget

from tui.domain.events import LinkState
from tui.domain.freshness import Freshness
from tui.store.changes import Changes, Topic
from tui.store.select import LinkView, link_view
from tui.view.panel import Panel
from tui.view.panels.context import ViewContext
from tui.view.text import plain
from tui.view.theme import Paint


class DataPanel(Panel):
    """A panel that data feeds: `sync` is called once per frame when one of its topics changed, or a second passed."""

    data_topics: ClassVar[frozenset[Topic]] = frozenset()
    every_frames: ClassVar[int] = 1
    """A panel of which nobody reads ten changes a second is shown on every second or third frame only."""

    def __init__(self, context: ViewContext, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.context = context
        self.owed = Changes()
        """What has changed since the last `sync`."""

    @property
    def paint(self) -> Paint:
        """The styles of the theme in force."""
        return self.context.paint

    def sync(self, changes: Changes) -> None:
        """Take over what changed."""

    def repaint(self) -> None:
        """Take over the colours of a new theme."""

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus for this pane."""
        return self

    def copied_text(self, *, whole_row: bool) -> str:
        """Return what copying takes from this pane, empty when there is nothing."""
        return ""

    def wants(self, changes: Changes) -> bool:
        """Whether the changes concern this panel."""
        return changes.touches(self.data_topics)


_SIGNS = {
    Freshness.LIVE: " ",
    Freshness.POLLED: "~",
    Freshness.QUIET: "·",
    Freshness.CLOSED: "×",
    Freshness.STALE: "!",
    Freshness.DOWN: "!",
    Freshness.WAITING: "?",
}


def freshness_sign(freshness: Freshness) -> str:
    """Return one character for a row, so that colour never carries the state alone."""
    return _SIGNS[freshness]


def price_style(paint: Paint, freshness: Freshness, live: str = "") -> Style:
    """Return the style of a price: `live` while it may be believed, dimmed when it may not."""
    if freshness in (Freshness.STALE, Freshness.DOWN, Freshness.WAITING):
        return paint["stale"]
    if freshness is Freshness.CLOSED:
        return paint["muted"]
    return paint[live] if live else Style.null()


def style_name(freshness: Freshness, live: str = "") -> str:
    """Return the same as a name of the paint, for table cells."""
    if freshness in (Freshness.STALE, Freshness.DOWN, Freshness.WAITING):
        return "stale"
    return "muted" if freshness is Freshness.CLOSED else live


def state_words(freshness: Freshness, context: ViewContext, symbol: str) -> str:
    """Return one sentence on why a price may not be believed, empty while it is live."""
    store, numbers = context.desk.store, context.numbers
    if store.link.up and store.market.instruments_complete and symbol not in store.market.instruments:
        return "No longer offered"
    if freshness is Freshness.DOWN:
        return "Link down – last price" if symbol in store.market.prices else "No price yet"
    if freshness is Freshness.STALE:
        return f"Feed stale for {numbers.duration(store.link.feed_age(context.now))}"
    if freshness is Freshness.WAITING:
        return "Waiting for the first price"
    if freshness is Freshness.CLOSED:
        return f"Market closed{opening_words(context, symbol)}"
    price = store.market.prices.get(symbol)
    age = numbers.duration(max(0.0, context.now - price.received) if price else None)
    if freshness is Freshness.QUIET:
        return f"No tick for {age}"
    return f"Polled, {age} old – not streamed" if freshness is Freshness.POLLED else ""


def opening_words(context: ViewContext, symbol: str) -> str:
    """Return ` – opens in 3 h 12 m` for a closed market whose next opening is known."""
    hours = context.desk.store.market.hours.get(symbol)
    change = hours.next_change(context.server_now_ms) if hours else None
    if change is None:
        return ""
    return f" – opens in {context.numbers.duration((change - context.server_now_ms) / 1000)}"


def link_words(view: LinkView, context: ViewContext) -> str:
    """Return the state of the link in one sentence: what failed, what is tried next, what the user can do."""
    if view.state is LinkState.READY:
        return ""
    host = f" {view.host}" if view.host else ""
    words = {
        LinkState.OFFLINE: "Starting",
        LinkState.CONNECTING: f"Connecting to{host}" if host else "Connecting",
        LinkState.LOGGING_IN: f"Logging in at{host}" if host else "Logging in",
        LinkState.SYNCING: "Logged in, reading the account",
        LinkState.WAITING: "Link down",
        LinkState.BLOCKED: "Login refused, not trying again",
        LinkState.CLOSED: "Logged out",
    }
    parts = [words[view.state]]
    if view.detail:
        parts.append(view.detail)
    if view.state is LinkState.SYNCING and (problem := context.desk.problem("resync")):
        parts += [plain(problem), "asked again every 5 s"]
    if view.retry_in_s is not None:
        parts.append(f"next try in {max(1, round(view.retry_in_s))} s")
    if view.hint:
        parts.append(view.hint)
    return (" - " if context.numbers.ascii else " · ").join(parts)


def current_link(context: ViewContext) -> LinkView:
    """Return the state of the link now."""
    return link_view(context.desk.store, context.now)
