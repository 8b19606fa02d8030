"""What the blotter's commands lead to: forms, plans, timelines and reviews of what is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tui.domain.intent import Action, OrderWish
from tui.domain.position import PendingOrder, Position
from tui.errors import GuardError
from tui.view.beside import toasting
from tui.view.panel import CommandScreen, dispatch
from tui.view.panels.adjust import AdjustPanel
from tui.view.panels.base import DataPanel
from tui.view.panels.blotter import BlotterPanel
from tui.view.panels.blotter_table import Act
from tui.view.panels.chart import ChartPanel
from tui.view.panels.context import ViewContext
from tui.view.screens.bulk_choice import parse_selection
from tui.view.screens.manage_reviews import (
    Prepared,
    review_adjusted,
    review_break_even,
    review_deleted,
    review_reversed,
)


class TradeManager:
    """Serves one screen; errors that we raise on purpose become toasts."""

    def __init__(
        self,
        screen: CommandScreen,
        context: ViewContext,
        blotter: BlotterPanel,
        chart: ChartPanel,
        go_to: Callable[[DataPanel], None],
    ) -> None:
        """`chart` is where lines are seen to move, `go_to` shows a pane and gives it the focus."""
        self._screen = screen
        self._context = context
        self._blotter = blotter
        self._chart = chart
        self._go_to = go_to
        self.adjust = AdjustPanel(context)
        blotter.table.perform = self.run
        self._acts: dict[str, Callable[[tuple[str, ...], str], None]] = {
            "timeline": lambda keys, _: self.show_order(keys[0]),
            "retry": lambda keys, _: self._retry(keys[0]),
            "modify": lambda keys, _: self._modify(int(keys[0])),
            "close": lambda keys, text: self._close(int(keys[0]), text),
            "delete": lambda keys, _: self._delete(int(keys[0])),
            "break_even": lambda keys, _: self._break_even(int(keys[0])),
            "reverse": lambda keys, _: self._reverse(int(keys[0])),
            "close_many": self._close_many,
            "plan": self._show_plan,
            "edit_alert": partial(self._alert, "edit"),
            "remove_alert": partial(self._alert, "remove"),
            "arm_alert": partial(self._alert, "arm"),
        }

    def run(self, act: Act) -> None:
        """Do what a command of the blotter asked for."""
        with toasting(self._screen.app):
            self._acts[act.verb](act.keys, act.text)

    def _position(self, number: int) -> Position:
        found = self._context.desk.store.account.positions.get(number)
        if found is None:
            raise GuardError("The position is not open any more")
        return found

    def _pending(self, number: int) -> PendingOrder:
        found = self._context.desk.store.account.pending.get(number)
        if found is None:
            raise GuardError("The pending order is gone")
        return found

    # One trade

    def _modify(self, number: int) -> None:
        account = self._context.desk.store.account
        target = account.pending.get(number) or self._position(number)
        self.adjust.begin(target, closing=False)
        # The line is to be seen as it moves: its chart comes into view, where one pane is shown alone too.
        if self._chart.symbol != target.symbol:
            self._chart.show_chart(target.symbol, self._chart.period)
        self._go_to(self._chart)
        self._chart.draw()
        self._screen.set_focus(self.adjust.view)

    def _close(self, number: int, part: str) -> None:
        words = {"half": "50%", "all": ""}
        self.adjust.begin(self._position(number), closing=True, part=words.get(part.lower(), part))

    def _delete(self, number: int) -> None:
        order = self._pending(number)
        self._review(lambda: review_deleted(self._context, order))

    def _break_even(self, number: int) -> None:
        self._review(lambda: review_break_even(self._context, self._position(number)))

    def _reverse(self, number: int) -> None:
        self._review(lambda: review_reversed(self._context, self._position(number)), plan=True)

    def review_adjusted(self) -> None:
        """Put what stands in the form before the user; once it is confirmed, the form closes."""
        draft = self.adjust.draft
        if draft is None:
            return
        with toasting(self._screen.app):
            self._review(lambda: review_adjusted(self._context, draft), done=self.adjust.leave)

    def _review(
        self, prepare: Callable[[], Prepared], *, done: Callable[[], None] = lambda: None, plan: bool = False
    ) -> None:
        from tui.view.screens.progress import follow_plan
        from tui.view.screens.review import open_review

        def sent(tags: tuple[str, ...]) -> None:
            done()
            if plan:
                follow_plan(self._screen.app, self._context, tags)

        open_review(self._screen.app, self._context, prepare, sent=sent)

    # Alerts

    def _alert(self, verb: str, keys: tuple[str, ...], _: str) -> None:
        from tui.view.screens.alerts import do_with_alert

        do_with_alert(self._screen.app, self._context, verb, int(keys[0]))

    # Several trades

    def _close_many(self, marked: tuple[str, ...], text: str) -> None:
        from tui.view.screens.bulk import BulkScreen

        account = self._context.desk.store.account
        if not account.positions:
            raise GuardError("Nothing is open")
        numbers = frozenset(int(key) for key in marked)
        selection = parse_selection(text, numbers, {position.symbol for position in account.positions.values()})
        screen = BulkScreen(self._context, selection, numbers)
        self._screen.app.push_screen(screen, self._plan_chosen)

    def _show_plan(self, *_: object) -> None:
        from tui.view.screens.progress import show_plan

        show_plan(self._screen.app, self._context)

    def _plan_chosen(self, prepare: Callable[[], Prepared] | None) -> None:
        if prepare is None:
            return
        with toasting(self._screen.app):
            self._review(prepare, plan=True)

    # Orders

    def show_order(self, tag: str) -> None:
        """Open the timeline of an order."""
        from tui.view.screens.timeline import OrderScreen

        def closed(again: str | None) -> None:
            if again is not None:
                self.run(Act("retry", (again,)))

        self._screen.app.push_screen(OrderScreen(self._context, lambda: self._blotter.order_at(tag)), closed)

    def show_unknown(self) -> None:
        """Show the order whose fate has been unknown for longest. Raises GuardError when there is none."""
        unknown = self._context.desk.store.orders.unknown
        if not unknown:
            raise GuardError("The fate of every order is known")
        self.show_order(unknown[0].tag)

    def _retry(self, tag: str) -> None:
        """Open the ticket or the form with the wish of an order; nothing is sent."""
        order = self._blotter.order_at(tag)
        if order is None:
            raise GuardError("The order is not known any more")
        if not order.state.settled:
            raise GuardError(
                "It has not ended yet", "Trying again now could do it twice.", "Wait until it has settled."
            )
        wish = order.intent.wish
        if wish.action.adds_risk:
            dispatch(self._screen.app, f"ticket.{wish.side.value}", ticket_line(wish))
            return
        number = wish.position or 0
        if wish.action is Action.CLOSE:
            self._close(number, "" if wish.closes_all else f"{wish.volume:f}")
        elif wish.action is Action.DELETE:
            self._delete(number)
        else:
            self._modify(number)
            self.adjust.fill(wish)


def ticket_line(wish: OrderWish) -> str:
    """Return an opening wish as the line that fills a ticket with it; an expiration that has passed is left out."""
    parts = [wish.symbol, f"{wish.volume:f}"]
    if wish.kind is not None:
        parts += [wish.kind.value, f"{wish.price:f}"]
    for word, level in (("sl", wish.stop_loss), ("tp", wish.take_profit)):
        if level:
            parts += [word, f"{level:f}"]
    if wish.trailing_offset:
        parts += ["trail", str(wish.trailing_offset)]
    if wish.note:
        parts += ["note", wish.note]
    return " ".join(parts)
