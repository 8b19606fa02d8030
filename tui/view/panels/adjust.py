"""The form that changes or closes one trade, below the panes, so that its lines are seen on the chart as they move."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.domain.entry import Field
from tui.domain.facts import Facts
from tui.domain.intent import OrderWish
from tui.domain.manage import ManagePlan
from tui.domain.position import PendingOrder, Position
from tui.store.changes import Changes, Topic
from tui.view.commands import Command, Scope, in_scope
from tui.view.palette import keymap_of
from tui.view.panel import dispatch
from tui.view.panels.adjust_chart import ask_calculator, tell_chart
from tui.view.panels.adjust_draft import AdjustDraft
from tui.view.panels.adjust_lines import adjust_lines, foot_line
from tui.view.panels.adjust_view import AdjustView
from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import side_word
from tui.view.panels.trade_facts import facts_for, facts_of
from tui.view.text import plain

_LEAP = 10
_FRAME_ROWS = 2


class AdjustPanel(DataPanel):
    """Takes no room while nothing is being changed; keys are text while it has the focus."""

    scope: ClassVar[Scope] = Scope.ADJUST
    data_topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.QUOTES, Topic.POSITIONS, Topic.PENDING, Topic.INSTRUMENTS, Topic.FIGURES, Topic.LINK, Topic.SECOND}
    )

    class Redrawn(Message):
        """The lines that the form would set have changed."""

    class Left(Message):
        """The user has left the form, or it is done."""

    class Wanted(Message):
        """The user wants the review of what stands in the form."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context, id="adjust")
        self.view = AdjustView(context.paint["base"], self)
        self.draft: AdjustDraft | None = None
        self.plan: ManagePlan | None = None

    def compose(self) -> list[Widget]:
        """Yield the lines."""
        return [self.view]

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self.view

    @property
    def editing(self) -> bool:
        """Whether keys are text."""
        return self.draft is not None

    def begin(self, target: Position | PendingOrder, *, closing: bool, part: str = "") -> None:
        """Open the form on a trade. Raises GuardError while nothing is known of its symbol."""
        facts = facts_for(self.context, target.symbol)
        self.draft = AdjustDraft(target, facts, closing=closing, part=part)
        self.add_class("-open")
        self.screen.set_focus(self.view)
        self.show()

    def fill(self, wish: OrderWish) -> None:
        """Put the levels of a wish into the form."""
        if self.draft is not None:
            self.draft.fill(wish)
            self.show()

    def leave(self) -> None:
        """Close the form and take its lines off the chart."""
        if self.draft is None:
            return
        self.draft = self.plan = None
        self.remove_class("-open")
        self._tell_chart()
        ask_calculator(self.context, None, None)
        self.post_message(self.Left())

    def sync(self, changes: Changes) -> None:
        """Solve the form anew; one whose trade is gone closes."""
        if self.draft is None or not changes.touches(self.data_topics):
            return
        account, key = self.context.desk.store.account, self.draft.target.position
        known = account.positions.get(key) or account.pending.get(key)
        if known is None and account.trades_known:
            self.app.notify(f"{key} is not open any more", title="Nothing left to change", markup=False)
            self.leave()
            return
        if known is not None:
            self.draft.target = known
        self.show()

    def show(self) -> None:
        """Solve what is typed on the facts of now and draw it."""
        draft, facts = self.draft, self.facts()
        if draft is None:
            return
        self.plan = draft.solve(facts) if facts is not None else None
        target = draft.target
        what = "Close" if draft.closing else "Modify"
        lots = self.context.numbers.lots(target.volume, target.volume)
        kind = f" {target.kind.value.upper()}" if isinstance(target, PendingOrder) else ""
        words = f"{side_word(target.side, self.context.numbers)}{kind} {lots} {plain(target.symbol)} {target.position}"
        self.set_title(Content.assemble(f"{what} ", (words, "bold")))
        width = max(20, self.view.size.width or self.app.size.width - 2)
        lines = (*adjust_lines(self.context, draft, self.plan, facts, width), foot_line(self.context, draft, width))
        self.view.set_lines(lines)
        self.styles.height = len(lines) + _FRAME_ROWS
        self._tell_chart()
        ask_calculator(self.context, draft, self.plan)

    def facts(self) -> Facts | None:
        """Return what the form is judged by."""
        return facts_of(self.context, self.draft.target.symbol) if self.draft is not None else None

    def _tell_chart(self) -> None:
        if tell_chart(self.context, self.draft, self.plan):
            self.post_message(self.Redrawn())

    # Keys and commands

    def command_reason(self, wanted: Command) -> str:
        """Say that nothing is being changed."""
        modify, close = self.context.key("blotter.modify"), self.context.key("blotter.close")
        return "" if self.draft is not None else f"nothing is being changed: {modify} modifies, {close} closes"

    def take_key(self, key: str, character: str | None) -> bool:
        """Do what a key says: printable keys type, but those that move the level do that."""
        draft = self.draft
        if draft is None:
            return False
        keymap = keymap_of(self.app)
        found = next((each.id for each in in_scope(Scope.ADJUST) if key in keymap.keys(each.id)), "")
        if found and not draft.types_sign(key):
            return dispatch(self.app, found)
        if key in ("tab", "shift+tab"):
            draft.move(1 if key == "tab" else -1)
        elif not draft.current.take_key(key, character):
            return False
        self.show()
        return True

    def command_more(self) -> None:
        """Raise the field by one step."""
        self._step(1)

    def command_less(self) -> None:
        """Lower the field by one step."""
        self._step(-1)

    def command_much_more(self) -> None:
        """Raise the field by ten steps."""
        self._step(_LEAP)

    def command_much_less(self) -> None:
        """Lower the field by ten steps."""
        self._step(-_LEAP)

    def _step(self, steps: int) -> None:
        facts = self.facts()
        if self.draft is not None and facts is not None:
            self.draft.step(steps, facts)
            self.show()

    def command_last(self) -> None:
        """Put the market price into the field."""
        facts = self.facts()
        if self.draft is not None and facts is not None:
            self.draft.put_last_price(facts)
            self.show()

    def command_leave(self) -> None:
        """Close the form."""
        self.leave()

    def command_ask(self) -> None:
        """Ask for the review, or go to the field that stands in the way."""
        draft = self.draft
        self.show()
        plan = self.plan
        if plan is not None and plan.ready:
            self.post_message(self.Wanted())
        elif plan is not None and draft is not None:
            blocked = [problem.field for problem in plan.problems if problem.blocking]
            draft.go_to(next((field for field in draft.texts if field in blocked), draft.field))
            self.show()

    def take_paste(self, text: str) -> None:
        """Put pasted text into the field."""
        if self.draft is not None:
            self.draft.current.insert(text.strip())
            self.show()

    def take_click(self, row: int) -> None:
        """Go to the field under the mouse."""
        if self.draft is not None:
            fields: tuple[Field, ...] = tuple(self.draft.texts)
            if 0 < row <= len(fields):
                self.draft.go_to(fields[row - 1])
                self.show()

    def repaint(self) -> None:
        """Take over new colours."""
        self.view.set_base(self.paint["base"])
        self.show()
