"""The dialog in which one chooses what is drawn over the candles and below them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.domain.candle import Period
from tui.domain.indicators import Study, StudyError, StudyKind, parse_study
from tui.errors import UsageError
from tui.view.dialog import Dialog
from tui.view.dialog_keys import DialogKey
from tui.view.panels.chart_studies import toggled
from tui.view.panels.context import ViewContext
from tui.view.text import content, plain
from tui.view.widgets.entry import DialogEntry
from tui.view.widgets.options import Options

_FIRST = ("EMA 20", "EMA 50", "SMA 200")
USUAL = tuple(dict.fromkeys(parse_study(text) for text in (*_FIRST, *(kind.value for kind in StudyKind))))
"""What is offered before anything is typed."""

_OFF = "off"


def choose_indicators(
    app: App[Any], context: ViewContext, key: tuple[str, Period], text: str, changed: Callable[[], None]
) -> None:
    """Add or take away what is typed (`EMA 50`, `off` for all), or show the dialog for an empty text.

    `changed` is called when others are chosen. Raises UsageError.
    """
    chosen = context.selection.studies
    if not text:
        app.push_screen(IndicatorsScreen(context, key, changed))
        return
    if text.strip().casefold() == _OFF:
        chosen.pop(key, None)
    else:
        chosen[key] = toggled(chosen.get(key, ()), typed_study(text))
    changed()


def typed_study(text: str) -> Study:
    """Return the indicator that is typed. Raises UsageError."""
    try:
        return parse_study(text)
    except StudyError as error:
        raise UsageError(str(error), hint="Write it as in EMA 50, BB 20 2 or MACD 12 26 9.") from error


class IndicatorsScreen(Dialog[None]):
    """A list that one walks and toggles in; what is typed is added. The chart behind follows at once."""

    DEFAULT_CSS = """
    IndicatorsScreen { background: $background 30%; }
    IndicatorsScreen > Vertical { max-height: 90%; }
    IndicatorsScreen Input, IndicatorsScreen Input:focus { padding: 0; background: $surface; }
    IndicatorsScreen #wrong { height: 1; color: $error; text-wrap: nowrap; text-overflow: ellipsis; }
    IndicatorsScreen OptionList, IndicatorsScreen OptionList:focus {
        border: none; height: auto; max-height: 16; padding: 0; background: $surface; text-wrap: nowrap;
    }
    """

    about = (
        "What is drawn over the candles and below them, for this symbol and period. The chart behind follows at once."
    )
    typed = True
    widest = 58

    def __init__(self, context: ViewContext, key: tuple[str, Period], changed: Callable[[], None]) -> None:
        super().__init__()
        self.context = context
        self._key = key
        self._changed = changed
        self._offered: list[Study] = []

    @property
    def _chosen(self) -> tuple[Study, ...]:
        return self.context.selection.studies.get(self._key, ())

    def compose(self) -> ComposeResult:
        """Lay out the field above the list."""
        symbol, period = self._key
        with Vertical() as box:
            box.border_title = content(f"Indicators · {plain(symbol)} {period.name}")
            yield DialogEntry(self.take_key, placeholder="Type one, as in EMA 50 or BB 20 2.5")
            yield Static("", id="wrong", markup=False)
            yield Options(markup=False)

    def on_mount(self) -> None:
        """Show what is chosen first, then what else there is."""
        self._offered = [*self._chosen, *(study for study in USUAL if study not in self._chosen)]
        self._fill(0)
        self.query_one(Input).focus()

    def _fill(self, place: int) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        sign = "*" if self.context.numbers.ascii else "●"
        for study in self._offered:
            mark = (f"{sign} ", "$accent") if study in self._chosen else "  "
            options.add_option(Option(content(mark, (f"{study.text:<14}", "bold"), (study.title, "$muted"))))
        options.highlighted = min(place, len(self._offered) - 1)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one("#wrong", Static).update("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        place = self.query_one(OptionList).highlighted or 0
        if not event.value.strip():
            self._toggle(self._offered[place], place)
            return
        try:
            study = typed_study(event.value)
        except UsageError as error:
            self.query_one("#wrong", Static).update(content(error.title))
            return
        if study not in self._offered:
            self._offered.insert(0, study)
        event.input.value = ""
        self._toggle(study, self._offered.index(study))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._toggle(self._offered[event.option_index], event.option_index)

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys; the space bar is the field's own once something is typed."""
        options = self.query_one(OptionList)
        table = (
            DialogKey(
                "enter", "Add what is typed, or add or take away the line under the cursor.", None, "add or remove"
            ),
            DialogKey("up", "Move in the list.", options.action_cursor_up),
            DialogKey("down", "Move in the list.", options.action_cursor_down),
            DialogKey("escape", "Close it.", self.dismiss, "close"),
        )
        toggle = DialogKey("space", "Add or take away the line under the cursor, while nothing is typed.", self._switch)
        return table if self.query_one(Input).value else (*table[:1], toggle, *table[1:])

    def _switch(self) -> None:
        place = self.query_one(OptionList).highlighted or 0
        self._toggle(self._offered[place], place)

    def _toggle(self, study: Study, place: int) -> None:
        self.context.selection.studies[self._key] = toggled(self._chosen, study)
        self._fill(place)
        self._changed()
