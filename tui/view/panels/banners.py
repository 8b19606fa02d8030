"""The rows below the tabs that appear while something needs the user: an unknown fate first, then the link."""

from __future__ import annotations

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical

from tui.view.panels.context import ViewContext
from tui.view.panels.link_banner import LinkBanner
from tui.view.panels.tour_banner import TourBanner
from tui.view.panels.unknown_banner import UnknownBanner


class Banners(Vertical):
    """Takes no room while there is nothing to say."""

    DEFAULT_CSS = "Banners { height: auto; }"

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        self.unknown = UnknownBanner(context)
        self.link = LinkBanner(context)
        self.tour = TourBanner(context)

    def compose(self) -> ComposeResult:
        """Yield them, the gravest first."""
        yield self.unknown
        yield self.link
        yield self.tour

    def sync(self) -> None:
        """Show or hide each of them."""
        self.unknown.sync()
        self.link.sync()
        self.tour.sync()

    def set_base(self, base: Style) -> None:
        """Take other colours."""
        self.unknown.set_base(base)
        self.link.set_base(base)
        self.tour.set_base(base)
