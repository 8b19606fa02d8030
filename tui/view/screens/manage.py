"""What the blotter's commands lead to: forms, plans, timelines and reviews of what is open."""

from __future__ import annotations

from collections.abc import Callable

from tui.domain.intent import OrderWish
from tui.errors import GuardError, TradedeckError
from tui.view.panel import CommandScreen, dispatch, toast
from tui.view.panels.blotter import BlotterPanel
from tui.view.panels.blotter_table import BlotterTable
from tui.view.panels.context import ViewContext
from tui.view.screens.timeline import OrderScreen


class TradeManager:
    """Serves one screen; errors that we raise on purpose become toasts."""

    def __init__(self, screen: CommandScreen, context: ViewContext, blotter: BlotterPanel) -> None:
        self._screen = screen
        self._context = context
        self._blotter = blotter
        self._acts: dict[str, Callable[[tuple[str, ...], str], None]] = {
            "timeline": lambda keys, _: self.show_order(keys[0]),
            "retry": lambda keys, _: self._retry(keys[0]),
        }

    def run(self, act: BlotterTable.Act) -> None:
        """Do what a command of the blotter asked for."""
        try:
            self._acts[act.verb](act.keys, act.text)
        except TradedeckError as error:
            toast(self._screen.app, error)

    def show_order(self, tag: str) -> None:
        """Open the timeline of an order."""

        def closed(again: str | None) -> None:
            if again is not None:
                self.run(BlotterTable.Act("retry", (again,)))

        self._screen.app.push_screen(OrderScreen(self._context, lambda: self._blotter.order_at(tag)), closed)

    def show_unknown(self) -> None:
        """Show the order whose fate has been unknown for longest. Raises GuardError when there is none."""
        unknown = self._context.desk.store.orders.unknown
        if not unknown:
            raise GuardError("The fate of every order is known")
        self.show_order(unknown[0].tag)

    def _retry(self, tag: str) -> None:
        order = self._blotter.order_at(tag)
        if order is None:
            raise GuardError("The order is not known any more")
        wish = order.intent.wish
        if wish.action.adds_risk:
            dispatch(self._screen.app, f"ticket.{wish.side.value}", ticket_line(wish))


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
