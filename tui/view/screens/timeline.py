"""The dialog of one order: its whole life, and while its fate is unknown, what the user can do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui.desk.orders.export import export_order
from tui.domain.order import Order
from tui.domain.steps import WORD_DONE, WORD_NOT_DONE
from tui.view.beside import toasting
from tui.view.dialog_keys import DialogKey, in_rows
from tui.view.panel import copy_text, notice
from tui.view.panels.context import ViewContext
from tui.view.panels.orders_timeline import timeline_lines, trade_number, wrapped
from tui.view.screens.live_dialog import ReadDialog
from tui.view.text import content, plain
from tui.view.widgets.entry import WordField
from tui.view.widgets.lines import Line, LineView, Span

FindOrder = Callable[[], Order | None]


class OrderScreen(ReadDialog[str | None]):
    """Shows one order as it is now; gives back its tag when the user wants to try again, else None."""

    about = "The whole life of one order: what was wished, what was sent, what was answered, and what came of it."
    widest = 104

    def __init__(self, context: ViewContext, find: FindOrder) -> None:
        super().__init__(context, body_id="order-body")
        self._find = find
        self._settling = False
        self._said = ""
        self._looked: tuple[object, ...] = ()
        self.foot = LineView(context.paint["base"], id="order-foot")
        self.word = WordField(self._word_key, id="order-word", placeholder=f"{WORD_DONE} / {WORD_NOT_DONE}")

    def compose(self) -> ComposeResult:
        """Lay out the timeline, the line of keys and the field for the word."""
        with Vertical() as box:
            box.border_title = content("Order")
            yield self.body
            yield self.foot
            yield self.word

    def show_now(self) -> None:
        """Show the order as it is now."""
        order = self._find()
        if order is None:
            return
        self.set_class(order.needs_eyes, "-unknown")
        self._look_again(order)
        if self._settling and not order.needs_eyes:
            self.stop_settling()
        width = self.text_width
        foot = self._foot(order, width)
        self.word.display = self._settling
        self.foot.set_lines(foot)
        self.foot.styles.height = len(foot)
        lines = timeline_lines(self.context, order, width)
        room = max(3, self.size.height - len(foot) - (1 if self._settling else 0) - 2)
        self.body.show_marked(lines, room, self.context.paint["muted"])

    def _look_again(self, order: Order) -> None:
        """Have the effect read at the broker when the dialog opens, and whenever the order has got further."""
        number = trade_number(order)
        if self._looked == (number, order.state):
            return
        self._looked = (number, order.state)
        if number is not None and self.context.desk.store.link.up:
            self.context.desk.records.ask(number)

    def _refresh(self) -> None:
        self._looked = ()
        self.show_now()

    def _foot(self, order: Order, width: int) -> list[Line]:
        paint = self.context.paint
        if self._settling:
            texts = [(text, "") for text in _consequences(order)]
            texts.append((self._said or "Type the word and press Enter; Esc leaves everything as it is", "warning"))
        else:
            texts = [(row, "muted") for row in in_rows(self.key_words, width)]
        return [(), *((Span(part, paint[look]),) for text, look in texts for part in wrapped(text, width, 2))]

    # Keys

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys for the order as it is now."""
        order = self._find()
        table = [
            DialogKey("r", "Read anew at the broker what became of it.", self._refresh, "read anew"),
            DialogKey("y", "Copy all of it.", self._copy, "copy"),
            DialogKey("e", "Write it to a file for the broker's support.", self._export, "export"),
            DialogKey("escape enter q", "Close it.", self.dismiss, "close"),
        ]
        if order is not None and self._may_retry(order):
            again = "Open a ticket or a form with the same wish; nothing is sent."
            table.insert(3, DialogKey("R", again, self._retry, "try again (opens a ticket)"))
        if order is not None and order.needs_eyes:
            table = [
                DialogKey("c", "Look for it at the broker now.", self._check, "check now"),
                DialogKey("w", "Settle it by hand, after you have looked yourself.", self._settle, "settle by hand"),
                *table,
            ]
        return table

    def _word_key(self, key: str) -> bool:
        if key == "escape":
            self.stop_settling()
        return key == "escape"

    def _copy(self) -> None:
        order = self._find()
        if order is None:
            return
        lines = timeline_lines(self.context, order, self.widest)
        copy_text(self.app, "\n".join("".join(plain(span.text) for span in line).rstrip() for line in lines))

    def _export(self) -> None:
        order = self._find()
        if order is None:
            return
        with toasting(self.app):
            path = export_order(order, self.context.exports)
            notice(self.app, "Exported", str(path))

    def _retry(self) -> None:
        order = self._find()
        if order is not None and self._may_retry(order):
            self.dismiss(order.tag)

    def _may_retry(self, order: Order) -> bool:
        # What has not ended may still be carried out: trying it again could do it twice.
        return order.state.settled and not self.context.read_only

    def _check(self) -> None:
        order = self._find()
        if order is not None and order.needs_eyes:
            with toasting(self.app):
                self.context.orders.check_now(order.tag)
            self.show_now()

    # Settling by hand

    def _settle(self) -> None:
        order = self._find()
        if order is not None and order.needs_eyes:
            self._settling, self._said = True, ""
            self.word.value = ""
            self.show_now()
            self.set_focus(self.word)

    def stop_settling(self) -> None:
        """Leave the order as it is."""
        self._settling = False
        self.set_focus(None)
        self.show_now()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Settle the order by the word that was typed."""
        event.stop()
        order, word = self._find(), " ".join(event.value.split()).lower()
        if order is None:
            return
        if word not in (WORD_DONE, WORD_NOT_DONE):
            self._said = f"Type {WORD_DONE} or {WORD_NOT_DONE}, nothing else"
            self.show_now()
            return
        self.app.run_worker(self._resolve(order.tag, word), exit_on_error=False)

    async def _resolve(self, tag: str, word: str) -> None:
        with toasting(self.app):
            await self.context.orders.resolve(tag, word)
            notice(self.app, "Settled by you", f"The order counts as {word}.")
        if self.is_current:
            self.stop_settling()


def _consequences(order: Order) -> tuple[str, str]:
    symbol = plain(order.intent.wish.symbol)
    return (
        f"{WORD_DONE}: you have seen on the broker's platform that it was carried out. It is not searched for "
        "any more; what it made shows among your positions.",
        f"{WORD_NOT_DONE}: you have seen that it was not. Its exposure is no longer counted and {symbol} can be traded "
        "again. If it was carried out after all and you trade again, you have it twice.",
    )
