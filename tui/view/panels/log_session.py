"""The session: clocks, versions, the account's own data, the budget of requests, and the history of the link."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from tui.desk.log import PLAIN, RECORDS, LinkSpan, budget, link_spans
from tui.domain.events import LinkState
from tui.store.changes import Changes, Topic
from tui.view.command import Scope
from tui.view.panels.context import ViewContext
from tui.view.panels.log_rows import wall_ms
from tui.view.panels.markets_facts import Fact, Section
from tui.view.panels.markets_layout import section_lines
from tui.view.panels.scrolled_lines import ScrolledLines
from tui.view.text import clock, moment, plain

_MOST_SPANS = 60
_LONG_MS = 10_000
_WAITED_S = 1.0
"""What is answered sooner would only flicker."""
_SLOW_S = 3.0
_MOST_NAMED = 2
_LOOKS = {LinkState.READY: "success", LinkState.WAITING: "warning", LinkState.BLOCKED: "error"}


class LogSession(ScrolledLines):
    """Shows facts that change slowly, and counts that go on each second."""

    scope: ClassVar[Scope] = Scope.LOG_SESSION
    every_frames: ClassVar[int] = 3
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.LINK, Topic.PROFILE, Topic.SECOND, Topic.TRAFFIC})

    def sync(self, changes: Changes) -> None:
        """Show what changed."""
        self.show()

    def show(self) -> None:
        """Lay out all sections."""
        context = self.context
        sections = (
            *(clocks(context), account(context), used(context)),
            *(waiting(context), streamed(context), history(context)),
        )
        known = [section for section in sections if section.facts]
        self.set_all(section_lines(known, self.paint, max(1, self.view.size.width)))

    def tell_below(self, lines: int) -> None:
        """Say in the frame that there is more."""
        self.set_title("Session", f"{lines} more" if lines else "")


def clocks(context: ViewContext) -> Section:
    """Return what is known of the broker's clock, its API and the way there."""
    link, missing = context.desk.store.link, context.numbers.missing
    ahead = "ahead of ours" if link.skew_ms > 0 else "behind ours"
    size = abs(link.skew_ms)
    words = f"{size} ms" if size < _LONG_MS else context.numbers.duration(size / 1000)
    skew = f"{words} {ahead}" if size else "none"
    trip = missing if link.round_trip_ms is None else f"{link.round_trip_ms:.0f} ms"
    age = link.feed_age(context.now)
    return Section(
        "Broker",
        (
            Fact("Server time", moment(context.server_now_ms, context.zone) if link.clock_known else missing),
            _told(context, "Clock difference", "clock", skew if link.skew_known else ""),
            Fact("Round trip", trip),
            Fact("Last sign of life", missing if age is None else f"{age:.0f} s ago"),
            _told(context, "API version", "version", plain(link.version)),
            Fact("Host", plain(link.current.host) or missing),
            Fact("Session", str(link.current.epoch) if link.current.epoch else missing),
        ),
    )


def _told(context: ViewContext, title: str, reading: str, value: str) -> Fact:
    """Return what was read, or why it could not be."""
    problem = context.desk.problem(reading)
    if value or not problem:
        return Fact(title, value or context.numbers.missing)
    return Fact(title, plain(problem), "warning")


def account(context: ViewContext) -> Section:
    """Return the account's own data (XAPI 5.3.6)."""
    profile, missing = context.desk.store.account.profile, context.numbers.missing
    if profile is None:
        problem = context.desk.problem("profile")
        return Section("Account", (Fact("Data", plain(problem) or "not read yet", "warning" if problem else "muted"),))
    return Section(
        "Account",
        (
            Fact("Login", plain(context.login) or missing),
            Fact("Currency", plain(profile.currency)),
            Fact("Group", plain(profile.group) or missing),
            Fact(
                "Leverage multiplier",
                missing if profile.leverage_multiplier is None else f"{profile.leverage_multiplier}",
            ),
            Fact("Spread type", plain(profile.spread_type or "") or missing),
            Fact("Trailing stops", "allowed" if profile.trailing_stop else "not allowed"),
            Fact("IB account", "yes" if profile.ib_account else "no"),
        ),
    )


def used(context: ViewContext) -> Section:
    """Return how much of the pace and of the logins was used."""
    found = budget(context.desk.store, context.now)
    tight = "warning" if found.written * 10 >= found.most * 9 else ""
    minutes = int(found.span_s / 60)
    return Section(
        "Budget",
        (
            Fact("Requests, last minute", f"{found.written} of {found.most}", tight),
            Fact(
                f"Logins, last {minutes} m",
                f"{found.logins} of {found.most_logins}",
                "warning" if found.logins >= found.most_logins else "",
            ),
        ),
    )


def waiting(context: ViewContext) -> Section:
    """Return the commands that have left and are not answered yet, the oldest first, with how long they wait."""
    facts = (
        Fact(
            " ".join((PLAIN.get(sent.name, sent.name), *map(plain, sent.symbols[:_MOST_NAMED]))),
            f"{context.now - sent.asked:.0f} s",
            "warning" if context.now - sent.asked >= _SLOW_S else "",
        )
        for sent in context.desk.store.traffic.waiting.values()
        if context.now - sent.asked >= _WAITED_S
    )
    return Section("Not answered yet", tuple(facts))


def streamed(context: ViewContext) -> Section:
    """Return how many records of each kind the stream has brought."""
    counts = context.desk.store.traffic.counts
    facts = (
        Fact(RECORDS.get(kind, kind), context.numbers.number(Decimal(count), 0))
        for kind, count in sorted(counts.items())
    )
    return Section("Received on the stream", tuple(facts))


def history(context: ViewContext) -> Section:
    """Return the states of the link, the newest first, with how long each lasted."""
    spans = link_spans(context.desk.store.link.past, context.now)[:_MOST_SPANS]
    return Section("Link history", tuple(_span(context, span) for span in spans))


def _span(context: ViewContext, span: LinkSpan) -> Fact:
    words = f"{span.state.value}, {context.numbers.duration(span.seconds)}"
    detail = f": {plain(span.detail)}" if span.detail else ""
    title = clock(wall_ms(context, span.since), context.zone, seconds=True)
    return Fact(title, words + detail, _LOOKS.get(span.state, ""))
