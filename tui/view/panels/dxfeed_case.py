"""The case: the box that finds an account, its card, and its subscriptions with what can be done with each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from tui.store.changes import Changes
from tui.view.commands import Scope
from tui.view.panels.context import ViewContext
from tui.view.panels.dxfeed_accounts import account_columns, account_rows
from tui.view.panels.dxfeed_table import DxfeedTable
from tui.view.text import moment
from tui.view.widgets.entry import Entry
from tui.view.widgets.lines import Line, LineView, Span, cut_lines, line_width
from tui.view.widgets.live_table import Cell, Column, Row
from tui.view.widgets.wrapping import signed, wrapped

if TYPE_CHECKING:
    from tui.desk.entitlements_card import Card
    from tui.desk.entitlements_case import EntitlementCase

_HEAD_ROWS = 6
_FEWEST_ROWS = 3
_SOON_DAYS = 3
_WIDE_FROM = 64
_NONE: tuple[Column, ...] = ()


class FindEntry(Entry):
    """The box for an e-mail or an id; what leaves it goes to `leave`."""

    def __init__(self, leave: Callable[[], None]) -> None:
        super().__init__(id="dxfeed-find", placeholder="f: find by e-mail or id")
        self._leave = leave

    def take_key(self, key: str) -> bool:
        """Leave on Esc and on the arrows downwards."""
        if key in {"escape", "down", "tab"}:
            self._leave()
            return True
        return False


class DxfeedCase(DxfeedTable):
    """The account and its subscriptions."""

    scope: ClassVar[Scope] = Scope.DXFEED_CASE
    columns = (
        Column("feed", "Feed", 10, "left", 100, flexible=True, max_width=24, letter="f", clip=True),
        Column("status", "Status", 8, "left", 95, letter="s", clip=True),
        Column("expires", "Expires", 16, "right", 85, letter="x"),
        Column("days", "Days", 6, "right", 90, letter="d"),
        Column("can", "Can", 18, "left", 80, letter="c"),
        Column("why", "", 30, "left", 40, flexible=True, max_width=60, clip=True),
    )

    class Wanted(Message):
        """An account is to be found."""

        def __init__(self, who: str) -> None:
            super().__init__()
            self.who = who

    def __init__(self, context: ViewContext, case: EntitlementCase, alone: Callable[[], bool], *, id: str) -> None:  # noqa: A002
        """`alone` tells whether no pane beside lists the accounts that one may begin with."""
        super().__init__(context, case, id=id)
        self.box = FindEntry(lambda: self.screen.set_focus(self.table))
        self.head = LineView(context.paint["base"], classes="dxfeed-head")
        self._alone = alone

    def compose(self) -> ComposeResult:
        """Yield box, card and table."""
        yield self.box
        yield self.head
        yield self.table

    def sync(self, changes: Changes) -> None:
        """Show the card as it is."""
        super().sync(changes)
        self._show_head()

    def repaint(self) -> None:
        """Take over new colours."""
        super().repaint()
        self.head.set_base(self.paint["base"])
        self._show_head()

    def wanted_columns(self) -> Sequence[Column]:
        """Return those of subscriptions; without an account, those of accounts to begin with, or none."""
        if self.case.card is not None:
            return self.columns
        return account_columns(self.case, wide=self.size.width >= _WIDE_FROM) if self._alone() else _NONE

    def rows(self) -> Mapping[str, Row]:
        """Return a row for each subscription; without an account, one for each account to begin with."""
        card = self.case.card
        if card is None:
            return account_rows(self.case, self.context.zone) if self._alone() else {}
        return {str(place): self._row(card, place) for place in range(len(card.subscriptions or ()))}

    def _row(self, card: Card, place: int) -> Row:
        each = (card.subscriptions or ())[place]
        left, chances = each.days_left(self.case.now_ms), card.chances(each.name)
        soon = each.is_active and left is not None and left < _SOON_DAYS
        look = "success" if each.is_active else "muted" if each.is_expired else "warning"
        end = each.expires
        words = "no end" if end is None else end.text if end.at_ms is None else moment(end.at_ms, self.context.zone)
        can = ", ".join(chance.name for chance in chances if chance.possible) or "nothing"
        why = "; ".join(f"{chance.name}: {chance.why}" for chance in chances if chance.why)
        return (
            Cell(each.name, "strong" if each.is_active else "muted"),
            Cell(each.status.lower(), look),
            Cell(words, "warning" if soon else "", sort=end.at_ms or 0 if end else 1 << 60),
            Cell(
                "" if left is None else str(left), "warning" if soon else "" if (left or 0) >= 0 else "muted", sort=left
            ),
            Cell(can),
            Cell(why, "muted"),
        )

    def empty_words(self) -> str:
        """Return what stands in the table without a subscription."""
        card = self.case.card
        if card is None:
            return ""
        if card.subscriptions is None:
            return "Could not be read"
        waits = any(not each.gone for each in card.pending)
        return "There is no subscription yet" if waits else "There is no subscription · a activates a feed"

    def tell(self) -> None:
        """Say which application it is and how loud it has to be."""
        application = self.case.application
        if application is None:
            self.set_title("dxFeed")
            return
        look = "$real" if application.production else "$sim" if application.badge == "SIM" else "$demo"
        mode = "writes" if application.write else "read-only"
        title = Content.assemble((application.badge, f"bold {look}"), f" · {application.name} · {mode}")
        self.set_title(title, self.case.busy + " …" if self.case.busy else "")
        self.set_state(self.case.key_warning, "error")

    @property
    def feed(self) -> str:
        """The feed under the cursor, empty for none."""
        card, key = self.case.card, self.table.cursor_key
        found = card.subscriptions if card is not None else None
        return found[int(key)].name if found and key is not None and int(key) < len(found) else ""

    def about(self) -> list[tuple[str, str]]:
        """Return all about the subscription under the cursor, and all fields of the account."""
        card, key = self.case.card, self.table.cursor_key
        if card is None:
            return []
        account = card.account
        known = {"id": account.id, "e-mail": account.email, "status": account.status}
        known |= {"subscriber": account.subscriber_status, "data access": account.data_access_status}
        whose = [(f"{name}: {value or '–'}", "") for name, value in known.items()]
        whose += [(text, "muted") for text in self._extras(account.extra)]
        if not card.subscriptions or key is None:
            return [("The account", "strong"), *whose]
        return [*self._about(card, int(key)), ("", ""), ("The account", "strong"), *whose]

    @staticmethod
    def _about(card: Card, place: int) -> list[tuple[str, str]]:
        each = (card.subscriptions or ())[place]
        end = each.expires.text if each.expires else "no end"
        lines = [(each.name, "strong"), (f"status {each.status}", ""), (f"expires {end}", ""), ("", "")]
        for chance in card.chances(each.name):
            words = "possible" if chance.possible else "not possible"
            lines.append((f"{chance.name}: {words}{f' – {chance.why}' if chance.why else ''}", ""))
        return [*lines, *((f"{name}: {value}", "muted") for name, value in each.extra.items())]

    def _show_head(self) -> None:
        width = max(20, self.head.size.width - 2)
        lines = cut_lines(self._card_lines(width), _HEAD_ROWS, self.paint["muted"], "Enter")
        self.head.set_lines(lines)
        self.head.styles.height = max(_FEWEST_ROWS, len(lines))

    def _card_lines(self, width: int) -> list[Line]:
        paint, case = self.paint, self.case
        card = case.card
        if card is None:
            words = case.told.lines[:2] if case.told is not None and case.told.bad else self._beginning()
            rows = [(row, look) for text, look in words if text for row in signed(text, look, width)]
            return [(), *((Span(f" {row}", paint[look or "strong"]),) for row, look in rows)]
        account = card.account
        name, number = Span(f" {account.email or 'no e-mail'}  ", paint["strong"]), Span(account.id, paint["accent"])
        who = [(name, number)] if line_width((name, number)) <= width + 2 else [(name,), (Span(" "), number)]
        facts: list[list[Span]] = [[Span(" ")]]
        for title, word, bad in (
            ("status", account.status, account.is_blocked),
            ("subscriber", account.subscriber_status, False),
            ("data access", account.data_access_status, account.is_suspended),
        ):
            fact = [
                Span(f"{title} ", paint["muted"]),
                Span(word.lower().replace("_", "-") or "–", paint["error"] if bad else Style.null()),
                Span("  "),
            ]
            if line_width((*facts[-1], *fact)) > width + 2:
                facts.append([Span(" ")])
            facts[-1] += fact
        advice = [(Span(f" {part}", paint["strong"]),) for part in wrapped(card.advice(case.now_ms), width)]
        more = [(Span(f" {text}", paint["muted"]),) for text in self._extras(account.extra)]
        return [*who, *map(tuple, facts), *advice, *more]

    def _extras(self, fields: Mapping[str, object]) -> list[str]:
        """Return the fields that nobody knows: while private without what they hold, which may be a name."""
        numbers = self.context.numbers
        return [f"{name}: {numbers.hidden if numbers.private else value}" for name, value in fields.items()]

    def _beginning(self) -> tuple[tuple[str, str], ...]:
        if self.case.problem or self.case.room is None:
            return ((self.case.problem, "error"),)
        found = ("Find an account: f, then its e-mail or id, then Enter.", "")
        where = "below" if self._alone() else "in the list beside"
        if self.case.samples:
            return (found, (f"Or open one of the demo's accounts {where}: Enter. Each shows another case.", ""))
        recent = (f"Or open one that was looked at lately, {where}: Enter.", "")
        return (found, recent) if self.case.known.recent else (found,)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.post_message(self.Wanted(event.value.strip()))
