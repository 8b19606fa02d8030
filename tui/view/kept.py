"""What the screens keep between starts: panes, where one was, how tables are arranged, an unsent ticket, the gauge."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui.config.state import DraftState, TableState


@dataclass(slots=True)
class Kept:
    """Filled from the state file at the start; screens and panels put into it what should be found again."""

    pane_sizes: dict[str, int] = field(default_factory=dict)
    """What the user gave to panes, by names of the layout's own."""
    tables: dict[str, TableState] = field(default_factory=dict)
    """How tables are arranged, by `screen.panel`."""
    draft: DraftState | None = None
    """The ticket that was not sent when the program ended; None once it has been taken up."""
    gauge: bool = False
    """Whether the gauge of the terminal's line is shown."""
    zooms: dict[str, str] = field(default_factory=dict)
    """The pane that has the screen to itself, by `class.screen`; nothing where the panes share it."""
    choices: dict[str, str] = field(default_factory=dict)
    """Where one was, by `panel.what`: a tab, a page, what a list is narrowed to. The unknown stands for nothing."""

    def choose(self, name: str, word: str) -> None:
        """Put down what the user went to; an empty word stands for what one begins with."""
        if word:
            self.choices[name] = word
        else:
            self.choices.pop(name, None)
