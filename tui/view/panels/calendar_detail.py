"""One release of the calendar: its figures, how it surprised, and the symbols that it concerns."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style

from tui.domain.releases import Release, Surprise, concerned, countdown, surprise
from tui.store.changes import Changes, Topic
from tui.view.command import Command, Scope
from tui.view.panel import dispatch
from tui.view.panels.calendar_rows import impact_look, impact_sign, impact_words, surprise_sign, title_words
from tui.view.panels.context import ViewContext
from tui.view.panels.news_lines import failure_lines
from tui.view.panels.scrolled_lines import ScrolledLines
from tui.view.text import moment, plain
from tui.view.widgets.lines import Line, Span
from tui.view.widgets.wrapping import wrapped

_MOST_SYMBOLS = 40


class CalendarDetail(ScrolledLines):
    """Shows the release it is told to."""

    scope: ClassVar[Scope] = Scope.RELEASE
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.CALENDAR, Topic.INSTRUMENTS, Topic.SECOND})

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.release: Release | None = None
        self.symbols: list[str] = []
        """The symbols that the release concerns, those of the watchlists first."""

    def show_release(self, release: Release | None) -> None:
        """Show another release, or the same with other figures."""
        if release != self.release:
            if self.release is None or release is None or release.key != self.release.key:
                self.to_top()
            self.release = release
            self._concern()
            self.show()

    def sync(self, changes: Changes) -> None:
        """Show a value that came, let the countdown go on, and look again whom it concerns."""
        if changes.touches((Topic.CALENDAR,)) and self.release is not None:
            key, releases = self.release.key, self.context.desk.store.calendar.releases
            self.release = next((each for each in releases if each.key == key), self.release)
        if changes.touches((Topic.INSTRUMENTS,)):
            self._concern()
        self.show()

    def _concern(self) -> None:
        desk = self.context.desk
        lists = desk.watchlists.as_mapping().values()
        first = [symbol for symbols in lists for symbol in symbols]
        instruments = desk.store.market.instruments.values()
        self.symbols = concerned(self.release, instruments, first) if self.release is not None else []

    def show(self) -> None:
        """Lay out the release as it stands now."""
        if self.release is None:
            self.set_all(failure_lines(self.context.desk.store.calendar.fetch, self.paint, self.view.size.width))
        else:
            self.set_all(self._told(self.release))

    def tell_below(self, lines: int) -> None:
        """Say in the frame that there is more."""
        self.set_title("Release", f"{lines} more" if lines else "")

    def _told(self, release: Release) -> list[Line]:
        context, paint, room = self.context, self.paint, max(10, self.view.size.width - 2)
        when = countdown(release, context.server_now_ms)
        place = " ".join(part for part in (release.country, release.currency) if part)
        bold = Style(bold=True)
        return [
            *((Span(f" {line}", bold),) for line in wrapped(title_words(release), room)),
            (
                Span(f" {place} ", bold),
                Span(f" {impact_sign(context, release)}", paint[impact_look(release)]),
                Span(f" {impact_words(release)}", paint["muted"]),
            ),
            (Span(f" {moment(release.at_ms, context.zone)}", paint["muted"]), Span(f"  {when}", paint["accent"])),
            (),
            self._figures(release),
            *self._surprise(release),
            *self._symbols(room),
        ]

    def _figures(self, release: Release) -> Line:
        missing = self.context.numbers.missing
        named = (("Actual", release.current), ("Forecast", release.forecast), ("Previous", release.previous))
        return tuple(
            span
            for name, value in named
            for span in (
                Span(f" {name} ", self.paint["muted"]),
                Span(f"{plain(value) or missing} ", Style(bold=name == "Actual")),
            )
        )

    def _surprise(self, release: Release) -> list[Line]:
        found = surprise(release)
        if found is None:
            return []
        sign, look = surprise_sign(self.context, release)
        unit = "%" if release.current.strip().endswith("%") else ""
        size = "" if found.kind is Surprise.MET else f"{abs(found.difference.normalize()):f}{unit} "
        return [(Span(f" {sign} {size}{found.kind.value}", self.paint[look]),)]

    def _symbols(self, room: int) -> list[Line]:
        if not self.symbols:
            return []
        shown, more = self.symbols[:_MOST_SYMBOLS], len(self.symbols) - _MOST_SYMBOLS
        text = " ".join(plain(each) for each in shown) + (f" and {more} more" if more > 0 else "")
        return [(), (Span(" Concerns", self.paint["muted"]),), *((Span(f" {line}"),) for line in wrapped(text, room))]

    # Commands

    def command_reason(self, wanted: Command) -> str:
        """Return why there is no chart to go to."""
        return "no symbol is concerned" if wanted.verb == "open" and not self.symbols else ""

    def command_open(self) -> None:
        """Chart the first symbol concerned."""
        dispatch(self.app, "trade.chart", self.symbols[0])
