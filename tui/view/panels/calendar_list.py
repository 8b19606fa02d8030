"""The economic calendar by day: what is due when, what came out, and how long until the next release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.content import Content
from textual.message import Message

from tui.domain.releases import IMPACTS, Release, ReleaseFilter, by_day, countdown, countries, next_release
from tui.errors import UsageError
from tui.store.changes import Changes, Topic
from tui.store.statements import Stage
from tui.view.command import Scope
from tui.view.panels.calendar_rows import (
    COLUMNS,
    CalendarTable,
    day_key,
    day_row,
    empty_words,
    release_key,
    release_row,
)
from tui.view.panels.context import ViewContext
from tui.view.panels.table_panel import TablePanel
from tui.view.text import plain
from tui.view.widgets.live_table import Row

_IMPACT, _COUNTRIES = "calendar.impact", "calendar.countries"
_LEVELS = {word: int(level) for level, word in IMPACTS.items()}


class CalendarList(TablePanel):
    """Shows the releases that the filter admits; `Looked` tells which one the cursor is on."""

    scope: ClassVar[Scope] = Scope.CALENDAR
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.CALENDAR, Topic.LINK, Topic.SECOND})

    class Looked(Message):
        """The cursor is on another release, or on none."""

    class Opened(Message):
        """The user wants to know more of the release."""

    class Wanted(Message):
        """The user has asked for this pane from another."""

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, CalendarTable(COLUMNS, context.paint, glyphs=context.glyphs), id=id)
        self.table.model.finder = self._find
        self.filter = self._kept_filter()
        self._shown: dict[str, Release] = {}
        self._heads: dict[str, str] = {}
        self._began = False

    @property
    def releases(self) -> tuple[Release, ...]:
        """All that the broker has told, ascending."""
        return self.context.desk.store.calendar.releases

    @property
    def release(self) -> Release | None:
        """The release under the cursor."""
        return self._shown.get(self.table.cursor_key or "")

    # What is shown

    def sync(self, changes: Changes) -> None:
        """Show what was read, and let countdowns go on."""
        if changes.touches((Topic.CALENDAR,)):
            self._lay_out()
        else:
            visible = [key for key in self.table.visible_keys if key in self._shown]
            self.table.patch({key: release_row(self.context, self._shown[key]) for key in visible})
        self._tell()

    def _lay_out(self) -> None:
        rows: dict[str, Row] = {}
        self._shown, self._heads = {}, {}
        admitted = [release for release in self.releases if self.filter.admits(release)]
        for day, releases in by_day(admitted, self.context.zone).items():
            head = day_key(day)
            rows[head] = day_row(self.context, day)
            for release in releases:
                key = release_key(release)
                rows[key] = release_row(self.context, release)
                self._shown[key] = release
                self._heads[key] = head
        self.table.set_rows(rows, rows)
        if not self._began and self._shown:
            self._began = True
            self._go_to_next()

    def _find(self, text: str) -> Iterable[str]:
        wanted, head = replace(self.filter, text=text), ""
        for key, release in self._shown.items():
            if wanted.admits(release):
                if head != self._heads[key]:
                    head = self._heads[key]
                    yield head
                yield key

    def _tell(self) -> None:
        context, fetch = self.context, self.context.desk.store.calendar.fetch
        words = " ".join(self._filter_words())
        ahead = next_release(self._shown.values(), context.server_now_ms)
        coming = ""
        if ahead is not None:
            coming = f"{countdown(ahead, context.server_now_ms)}: {plain(ahead.country)} {plain(ahead.title)}"
        self.set_title(Content.assemble("Calendar", (plain(words and f" {words}"), "bold")), coming)
        hidden = bool(self.releases) and not self._shown
        self.table.set_empty("No release passes the filter · i and c change it" if hidden else empty_words(context))
        if fetch.stage is Stage.FAILED:
            self.set_state(fetch.text, "error")
        else:
            self.set_state("")

    def _filter_words(self) -> list[str]:
        level = self.filter.impact
        impact = ["high impact" if level == 3 else f"{IMPACTS[str(level)]} impact and up"] if level > 1 else []
        return [*impact, *sorted(self.filter.countries)]

    # What the user does

    def looked(self, key: str | None) -> None:
        """Tell that the cursor is on another row."""
        self.post_message(self.Looked())

    def command_open(self) -> None:
        """Say more of the release under the cursor."""
        if self.release is not None:
            self.post_message(self.Opened())

    def command_next(self) -> None:
        """Go to the next release."""
        if not self._shown:
            # A pane that was never in view has not laid out anything yet.
            self._lay_out()
        if not self._go_to_next():
            raise UsageError("No release is ahead", hint="The filter may hide it; i and c change it.")
        self.post_message(self.Wanted())

    def _go_to_next(self) -> bool:
        now_ms = self.context.server_now_ms
        ahead = next((key for key, each in self._shown.items() if each.at_ms >= now_ms), None)
        key = ahead if ahead is not None else next(reversed(self._shown), None)
        if key is not None:
            self.table.move_cursor_to(key)
        return ahead is not None

    def command_next_day(self) -> None:
        """Go to the first release of the next day."""
        self._turn_day(1)

    def command_previous_day(self) -> None:
        """Go to the first release of the day before."""
        self._turn_day(-1)

    def _turn_day(self, by: int) -> None:
        days = list(dict.fromkeys(self._heads.values()))
        cursor = self.table.cursor_key or ""
        head = self._heads.get(cursor, cursor)
        if head in days and 0 <= (place := days.index(head) + by) < len(days):
            first = next(key for key, other in self._heads.items() if other == days[place])
            self.table.move_cursor_to(first)

    def command_impact(self, word: str = "") -> None:
        """Show only releases of that impact and above; without a word, the next of all, medium and high."""
        if word and word not in (*_LEVELS, "all"):
            raise UsageError(f"There is no impact {word!r}", hint=f"There are {', '.join(_LEVELS)} and all.")
        level = _LEVELS.get(word, 0) if word else {0: 2, 1: 2, 2: 3}.get(self.filter.impact, 0)
        self._use(replace(self.filter, impact=level))

    def command_country(self, codes: str = "") -> None:
        """Show only these countries; without codes that of the release under the cursor, or all again."""
        wanted = frozenset(codes.upper().replace(",", " ").split()) - {"ALL"}
        known = {*countries(self.releases), *(each.currency for each in self.releases)}
        if wanted - {each.upper() for each in known}:
            raise UsageError(
                f"The calendar knows no {', '.join(sorted(wanted))}",
                hint=f"There are {', '.join(countries(self.releases))}.",
            )
        if not codes and not self.filter.countries and self.release is not None:
            wanted = frozenset({self.release.country.upper()})
        self._use(replace(self.filter, countries=wanted))

    def _kept_filter(self) -> ReleaseFilter:
        choices = self.context.kept.choices
        # A level of another version is none.
        level = _LEVELS.get(choices.get(_IMPACT, ""), 0)
        return ReleaseFilter(impact=level, countries=frozenset(choices.get(_COUNTRIES, "").split()))

    def _use(self, wanted: ReleaseFilter) -> None:
        self.filter = wanted
        self.context.kept.choose(_IMPACT, IMPACTS.get(str(wanted.impact), ""))
        self.context.kept.choose(_COUNTRIES, " ".join(sorted(wanted.countries)))
        self._lay_out()
        self._tell()
