"""A word on a ground of its own, for what must not be overlooked."""

from __future__ import annotations

from textual.content import Content

from tui.view.text import content
from tui.view.widgets.painted import SteadyWidget


class Badge(SteadyWidget):
    """A short word; looks are `real`, `demo`, `sim`, `warning`, `error` and `quiet`, the word carries the meaning."""

    DEFAULT_CSS = """
    Badge { width: auto; height: 1; text-style: bold; background: $grid; color: $foreground; }
    Badge.-real { background: $real; color: $background; }
    Badge.-demo { background: $demo; color: $background; }
    Badge.-sim { background: $sim; color: $background; }
    Badge.-warning { background: $warning; color: $background; }
    Badge.-error { background: $error; color: $background; }
    Badge.-quiet { background: $background; color: $muted; text-style: none; }
    Badge:ansi { background: ansi_default; color: ansi_default; text-style: bold reverse; }
    Badge.-real:ansi { color: $real; }
    Badge.-demo:ansi { color: $demo; }
    Badge.-sim:ansi { color: $sim; }
    Badge.-warning:ansi { color: $warning; }
    Badge.-error:ansi { color: $error; }
    """

    def __init__(self, text: str = "", look: str = "quiet", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = ""
        self._text = Content("")
        self.show(text, look)

    def show(self, text: str, look: str = "quiet") -> None:
        """Show `text` (never markup) in a look; an empty text hides the badge."""
        words = content(text)
        if (words, look) == (self._text, self._look):
            return
        self.remove_class(f"-{self._look}")
        self.add_class(f"-{look}")
        self._text, self._look = words, look
        self.display = bool(text)
        self.refresh(layout=True)

    def render(self) -> Content:
        """Return the word; the cells around it are text, for a padding would not be reversed with it."""
        return Content.assemble(" ", self._text, " ")
