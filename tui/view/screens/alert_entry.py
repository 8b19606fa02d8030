"""The dialog in which an alert is typed: what it would mean, what is seen now, what is wrong and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.domain.alert_text import AlertError
from tui.errors import UsageError
from tui.view.dialog_keys import DialogKey
from tui.view.panel import notice, toast
from tui.view.panels.alert_offers import Example, completed, examples, offers
from tui.view.panels.alert_preview import present_lines
from tui.view.panels.alert_words import LIVES_HERE, condition_words, meaning
from tui.view.panels.context import ViewContext
from tui.view.screens.live_dialog import LiveDialog
from tui.view.text import content, plain
from tui.view.widgets.entry import DialogEntry
from tui.view.widgets.lines import Line, LineView, Span
from tui.view.widgets.options import Options
from tui.view.widgets.wrapping import wrapped

_NARROW = 66
_MOST_EXAMPLES = 8
_BODY_ROWS = 5
_FRAME_ROWS = 3
_BEHIND = "Behind it: repeat · until 18:00 · until 2026-03-06 · for 3h · note: words"


class AlertScreen(LiveDialog[None]):
    """One line to type into, with a sentence on what it would do; Enter arms it, in the place of `number` if given."""

    DEFAULT_CSS = """
    AlertScreen Input, AlertScreen Input:focus { padding: 0; }
    AlertScreen LineView { height: 5; }
    AlertScreen OptionList, AlertScreen OptionList:focus {
        border: none; height: auto; padding: 0; background: $surface; text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    about = "Watches a price, an indicator, a position or the account, and tells you when what you write comes true."
    typed = True
    widest = 78

    def __init__(self, context: ViewContext, text: str, number: int | None = None) -> None:
        super().__init__(context)
        self._start = text
        self._number = number
        self._watched = ""
        self._offers: list[str] = []
        self._chosen = -1
        self._stem = ""
        self._asked = False
        """Whether Enter was pressed on what stands there."""
        self._examples: list[Example] = []
        self.body = LineView(context.paint["base"])
        self.behind = LineView(context.paint["base"], id="behind")

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(Input).value

    def compose(self) -> ComposeResult:
        """Lay out the field, what it means, and the examples."""
        with Vertical() as box:
            box.border_title = content("New alert" if self._number is None else "Change alert")
            yield DialogEntry(self.take_key, self._start, placeholder="EURUSD bid >= 1.09 repeat")
            yield self.body
            yield Options(markup=False)
            yield self.behind

    def on_mount(self) -> None:
        """Show what can be written, and be ready to be typed into."""
        self._fill_examples()
        self.query_one(Input).focus()
        self._offers, self._stem = offers(self.context, self._start), self._start

    def on_unmount(self) -> None:
        """Stream nothing for it any more."""
        self.context.desk.watch_also(())

    def _fill_examples(self) -> None:
        words = self._start.split()
        known = words and words[0] in self.context.desk.store.market.instruments
        self._examples = examples(self.context, words[0] if known else self.context.selection.symbol)
        options = self.query_one(OptionList)
        cells = 32 if self.text_width > _NARROW else max((len(each.text) for each in self._examples), default=0)
        options.add_options(
            Option(content(f"{each.text:<{cells}} ", (each.purpose, "$muted")), str(place))
            for place, each in enumerate(self._examples)
        )
        options.highlighted = None

    # Keys

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys."""
        options = self.query_one(OptionList)
        complete, example = "Complete the word, or take the next one that fits.", "Take an example from the list."
        return (
            DialogKey("enter", "Arm what is written; while something is wrong, say what.", None, "arm"),
            DialogKey("tab", complete, partial(self._complete, 1), "complete"),
            DialogKey("shift+tab", complete, partial(self._complete, -1)),
            DialogKey("up", example, partial(self._take_example, options.action_cursor_up), "examples"),
            DialogKey("down", example, partial(self._take_example, options.action_cursor_down), "examples"),
            DialogKey("escape", "Close it; nothing is armed.", self.dismiss, "close"),
        )

    def _take_example(self, move: Callable[[], None]) -> None:
        move()
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self._put(self._examples[place].text)

    def _complete(self, step: int) -> None:
        if self._offers:
            self._chosen = (self._chosen + step) % len(self._offers) if self._chosen >= 0 else 0
            place = self._chosen
            self._put(completed(self._stem, self._offers[place]), keep_offers=True)

    def _put(self, text: str, *, keep_offers: bool = False) -> None:
        field = self.query_one(Input)
        with self.prevent(Input.Changed):
            field.value = text
        field.cursor_position = len(text)
        if not keep_offers:
            self._offer(text)
        self.show_now()

    def _offer(self, text: str) -> None:
        self._offers, self._stem, self._chosen, self._asked = offers(self.context, text), text, -1, False

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._offer(event.value)
        self.show_now()

    @on(OptionList.OptionSelected)
    def _example_chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._put(self._examples[event.option_index].text)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        alerts, zone = self.context.desk.alerts, self.context.zone
        try:
            if self._number is None:
                alert = alerts.add(event.value, zone)
            else:
                alert = alerts.change(self._number, event.value, zone)
        except AlertError:
            self._asked = True
            self.show_now()
        except UsageError as error:
            toast(self.app, error)
        else:
            self.dismiss(None)
            if alert.armed:
                notice(self.app, f"Armed: {condition_words(self.context, alert.condition)}")

    # What is shown

    def show_now(self) -> None:
        """Say what the text means and what is seen now, or what is wrong with it and where."""
        paint, text = self.context.paint, self.text
        try:
            alert, value, blind = self.context.desk.alerts.preview(text, self.context.zone)
        except AlertError as error:
            unfinished = not error.part and not self._asked
            sign = "" if unfinished else "x " if self.context.numbers.ascii else "✕ "
            words = wrapped(f"{sign}{error.detail[:1].upper()}{error.detail[1:]}", self.text_width)
            look = paint["muted"] if unfinished else paint["error"]
            self._show(self._place(text, error.part), [(Span(part, look),) for part in words])
            return
        self._watch(alert.condition.symbol)
        sentence: list[Line] = [(Span(part),) for part in wrapped(meaning(self.context, alert), self.text_width)[:2]]
        self._show([], [*sentence, *present_lines(self.context, alert, value, blind)])

    def _show(self, place: list[Line], lines: list[Line]) -> None:
        """Show where an error is, else the offers, right below the field; then what there is to say."""
        self.body.set_lines([place[0] if place else self._offer_line(), *lines])
        muted, width = self.context.paint["muted"], self.text_width
        behind = [(Span(part, muted),) for text in (_BEHIND, LIVES_HERE) for part in wrapped(text, width)]
        self.behind.set_lines([(), *behind])
        self.behind.styles.height = len(behind) + 1
        # The examples are the first to give way: what is written and what it means must be seen.
        room = self.size.height - _FRAME_ROWS - _BODY_ROWS - len(behind) - 1
        self.query_one(OptionList).styles.max_height = max(2, min(_MOST_EXAMPLES, room))

    def _place(self, text: str, part: str) -> list[Line]:
        at = text.casefold().rfind(part.casefold()) if part else -1
        if at < 0 or len(text) >= self.query_one(Input).size.width:
            return []
        mark = "^" * len(part)
        return [(Span(" " * at), Span(mark, self.context.paint["error"]))]

    def _offer_line(self) -> Line:
        paint = self.context.paint
        label = "Tab: "
        spans: list[Span] = [Span(label if self._offers else "", paint["muted"])]
        used = len(label)
        begin = max(0, self._chosen - 3)
        for nth, offer in enumerate(self._offers[begin:], begin):
            word = plain(offer)
            if used + len(word) + 2 > self.text_width:
                break
            spans += [Span(word, paint["cursor"] if nth == self._chosen else paint["muted"]), Span("  ")]
            used += len(word) + 2
        return tuple(spans)

    def _watch(self, symbol: str) -> None:
        if symbol != self._watched:
            self._watched = symbol
            self.context.desk.watch_also((symbol,) if symbol else ())
