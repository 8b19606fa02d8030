"""What is done to every painted line last: secrets masked, colours left out, signs made plain."""

from __future__ import annotations

from collections.abc import Sequence

from textual.filter import LineFilter, NoColor

from tui.view.panels.context import ViewContext
from tui.view.plain_signs import PlainSigns
from tui.view.privacy import Masks


class LineFilters:
    """The filters of one app, as its context wants them now."""

    def __init__(self, context: ViewContext) -> None:
        self._context = context
        self._masks = Masks(self._known)
        self._no_color = NoColor()
        self._plain = PlainSigns()

    def _known(self) -> tuple[str, ...]:
        """Return whose numbers and addresses are known: the user's own, and what the screens have read."""
        context = self._context
        statements = (account for entry in context.desk.store.statements.entries for account in entry.accounts)
        people = (each for known in context.people.values() for each in known())
        return tuple(dict.fromkeys(each for each in (context.login, *statements, *people) if each))

    def over(self, given: Sequence[LineFilter], *, no_color: bool) -> list[LineFilter]:
        """Return Textual's own filters with ours; `no_color` leaves the terminal's colours alone."""
        numbers = self._context.numbers
        return [
            *([self._masks] if numbers.private else ()),
            # Textual's greys are colours too; whoever wants none wants his terminal's own.
            *([self._no_color] if no_color else given),
            *([self._plain] if numbers.ascii else ()),
        ]
