"""The plan to close several positions: who is in it and what each would bring, before anything is reviewed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui.domain.plan import ClosePlan, PlanItem, Selection, Which, close_plan, select
from tui.domain.position import Side
from tui.view.dialog_keys import DialogKey, in_rows
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import figure_style, figure_text, side_style, side_word
from tui.view.panels.trade_facts import facts_of
from tui.view.screens.bulk_choice import selection_words
from tui.view.screens.live_dialog import KeyDialog
from tui.view.screens.manage_reviews import Prepared, review_plan
from tui.view.text import content, plain
from tui.view.widgets.entry import WordField
from tui.view.widgets.lines import Line, LineView, Span, line_width

_NARROW = 60
"""Where a row has no room for the number of its position: what it would bring must be read whole."""


class BulkScreen(KeyDialog[Callable[[], Prepared] | None]):
    """Gives back what prepares the review of the plan, or None.

    Who is in the plan is settled when it is chosen; a position that turns from loser to winner meanwhile stays in it,
    with the result that it has now.
    """

    about = "Which positions are to be closed, and what that would bring now. Nothing is sent before the review."
    widest = 86
    names_keys = False

    def __init__(self, context: ViewContext, selection: Selection, marked: frozenset[int]) -> None:
        super().__init__(context)
        self._marked = marked
        self._selection = selection
        self._numbers: frozenset[int] = frozenset()
        self._undecided = 0
        self._out: set[int] = set()
        self._place = 0
        self._asking = False
        self._said = ""
        self.body = LineView(context.paint["base"], id="bulk-body")
        self.word = WordField(self._word_key, id="bulk-word")

    def compose(self) -> ComposeResult:
        """Lay out the list and the field for the word."""
        with Vertical() as box:
            box.border_title = content("Close many")
            yield self.body
            yield self.word

    def on_mount(self) -> None:
        """Choose what is asked for."""
        self._choose(self._selection)

    # The plan

    def _choose(self, selection: Selection) -> None:
        fitting, undecided = select(self.context.desk.store.account.positions.values(), selection)
        self._selection = selection
        self._numbers = frozenset(position.position for position in fitting)
        self._undecided = len(undecided)
        self._out.clear()
        self._place = 0
        self.show_now()

    def plan(self, *, whole: bool = False) -> ClosePlan:
        """Return the plan as it is now; `whole` with the positions that were taken out."""
        numbers = self._numbers if whole else self._numbers - self._out
        positions = sorted(self.context.desk.store.account.positions.values(), key=lambda each: each.position)
        return close_plan(positions, Selection(marked=numbers), lambda each: facts_of(self.context, each.symbol))

    def show_now(self) -> None:
        """Show who is in the plan and what each would bring now."""
        width = self.text_width
        items = self.plan(whole=True).items
        self._place = max(0, min(self._place, len(items) - 1))
        foot = self._foot(self.plan())
        room = max(2, self.size.height - len(foot) - (1 if self._asking else 0) - 4)
        first = max(0, min(self._place - room // 2, len(items) - room))
        rows = [self._row(place, item) for place, item in enumerate(items)][first : first + room]
        if not items:
            rows = [(Span("No position fits", self.context.paint["warning"]),)]
        lines = [(Span(f"Which: {selection_words(self._selection)}", self.context.paint["strong"]),), *rows, *foot]
        self.word.display = self._asking
        self.body.set_lines([line for line in lines if line is not None])
        self.body.styles.height = len(lines)
        self.body.styles.width = width

    def _row(self, place: int, item: PlanItem) -> Line:
        paint, numbers, position = self.context.paint, self.context.numbers, item.position
        chosen = place == self._place
        taken = position.position not in self._out and item.ready
        mark = (">" if numbers.ascii else "▸") if chosen else " "
        box = "[x]" if taken else "[ ]"
        style = Style.null() if taken else paint["muted"]
        lots = numbers.lots(position.volume, position.volume)
        spans = (
            Span(f"{mark}{box} ", paint["strong"] if taken else paint["muted"]),
            Span(f"{plain(position.symbol):<10.10} ", style),
            Span(f"{side_word(position.side, numbers):<7} ", paint[side_style(position.side)] if taken else style),
            Span(f"{lots:>7}  {position.position:<11} " if self.text_width > _NARROW else f"{lots:>7} ", style),
            Span(f"{figure_text(item.result, numbers, signed=True):>14}", self._result_style(item)),
            Span(f"  {item.obstacle}" if item.obstacle else "", paint["warning"]),
        )
        if not chosen:
            return spans
        whole = (*spans, Span(" " * max(0, self.text_width - line_width(spans))))
        return tuple(Span(span.text, paint.under_cursor(span.style)) for span in whole)

    def _result_style(self, item: PlanItem) -> Style:
        value, dim = item.result.value, figure_style(item.result)
        return self.context.paint[dim or ("up" if value is not None and value > 0 else "down" if value else "")]

    def _foot(self, plan: ClosePlan) -> list[Line]:
        paint, numbers = self.context.paint, self.context.numbers
        ready = plan.ready
        total = figure_text(plan.total, numbers, signed=True)
        words = f"{len(ready)} of {len(self._numbers)} positions, net {total}" if ready else "Nothing to close"
        lines: list[Line] = [(), (Span(words, paint["strong"]),)]
        if self._undecided:
            lines.append((Span(f"{self._undecided} left out: their result is not known", paint["warning"]),))
        if self._asking:
            lines.append((Span(self._said or f"Type {self._phrase} and press Enter; Esc goes back", paint["warning"]),))
            return lines
        return [*lines, *((Span(part, paint["muted"]),) for part in in_rows(self.key_words, self.text_width))]

    # Keys

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys: other positions, one in or out, and on to the review."""
        choices = [
            ("a", "all", "Choose all positions.", Selection()),
            ("w", "winners", "Choose those with a profit.", Selection(which=Which.WINNERS)),
            ("l", "losers", "Choose those with a loss.", Selection(which=Which.LOSERS)),
            ("b", "buys", "Choose those that were bought.", Selection(side=Side.BUY)),
            ("s", "sells", "Choose those that were sold.", Selection(side=Side.SELL)),
        ]
        if self._marked:
            choices.append(("m", "marked", "Choose those that were marked.", Selection(marked=self._marked)))
        return (
            *(DialogKey(key, words, partial(self._choose, which), hint) for key, hint, words, which in choices),
            DialogKey("y", "Keep those of the symbol under the cursor.", self._choose_symbol, "this symbol"),
            DialogKey("space", "Take the position under the cursor in or out.", self._toggle, "in or out"),
            DialogKey("enter", "Go on to the review; it sends nothing yet.", self._ask, "review (sends nothing)"),
            DialogKey("escape q", "Close it; nothing is sent.", partial(self.dismiss, None), "close"),
        )

    def moving_keys(self) -> Sequence[DialogKey]:
        """Return the keys that move in the list."""
        up, down = partial(self._go, -1), partial(self._go, 1)
        return (DialogKey("up k", "Move in the list.", up), DialogKey("down j", "Move in the list.", down))

    def _go(self, rows: int) -> None:
        self._place += rows
        self.show_now()

    def _word_key(self, key: str) -> bool:
        if key == "escape":
            self.stop_asking()
        return key == "escape"

    def _under_cursor(self) -> PlanItem | None:
        items = self.plan(whole=True).items
        return items[self._place] if self._place < len(items) else None

    def _choose_symbol(self) -> None:
        item = self._under_cursor()
        if item is not None:
            self._choose(replace(self._selection, symbol=item.position.symbol))

    def _toggle(self) -> None:
        item = self._under_cursor()
        if item is not None:
            self._out ^= {item.position.position}
            self.show_now()

    # Going on

    @property
    def _phrase(self) -> str:
        return f"close {len(self.plan().ready)}"

    def _ask(self) -> None:
        ready = len(self.plan().ready)
        if ready > self.context.trading.bulk_confirm_over:
            self._asking, self._said, self.word.value = True, "", ""
            self.show_now()
            self.set_focus(self.word)
        elif ready:
            self._go_on()

    def stop_asking(self) -> None:
        """Go back to the list."""
        self._asking = False
        self.set_focus(None)
        self.show_now()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on when the phrase was typed."""
        event.stop()
        if " ".join(event.value.split()).lower() == self._phrase:
            self._go_on()
        else:
            self._said = f"Type {self._phrase}, nothing else"
            self.show_now()

    def _go_on(self) -> None:
        context, numbers = self.context, self._numbers - self._out

        def prepare() -> Prepared:
            positions = sorted(context.desk.store.account.positions.values(), key=lambda each: each.position)
            chosen = Selection(marked=numbers)
            return review_plan(context, close_plan(positions, chosen, lambda each: facts_of(context, each.symbol)))

        self.dismiss(prepare)
