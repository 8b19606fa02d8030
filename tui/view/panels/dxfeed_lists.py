"""The lists of the dxFeed screen: activations that wait, accounts seen lately, and what was done from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from tui.view.commands import Scope
from tui.view.panels.dxfeed_accounts import PLAIN, account_columns, account_rows
from tui.view.panels.dxfeed_table import DxfeedTable
from tui.view.text import clock, moment
from tui.view.widgets.live_table import Cell, Column, Row

if TYPE_CHECKING:
    from tui.desk.entitlements_memory import Pending

_LOOKS = {"done": "success", "refused": "error", "sent, no answer": "error", "not sent": "warning"}


class DxfeedWaiting(DxfeedTable):
    """Activations that wait for a confirmation, or for the customer."""

    scope: ClassVar[Scope] = Scope.DXFEED_WAITING
    columns = (
        Column("who", "Waits", 16, "left", 100, flexible=True, max_width=40, letter="w", clip=True),
        Column("feeds", "Feeds", 10, "left", 80, letter="f", clip=True),
        Column("next", "For", 8, "left", 90, letter="x"),
        Column("made", "Since", 16, "right", 40, letter="s"),
    )

    def rows(self) -> Mapping[str, Row]:
        """Return a row for each."""
        found: dict[str, Row] = {}
        for each in self.case.known.pending:
            both = bool(each.links) and bool(each.confirmation_id)
            words = "gone" if each.gone else "both" if both else "form" if each.links else "confirm"
            look = "error" if each.gone else "warning" if each.confirmation_id else ""
            found[_key(each)] = (
                Cell(each.email or each.account_id),
                Cell(", ".join(each.feeds), "muted"),
                Cell(words, look),
                Cell(moment(each.made_at_ms, self.context.zone), "muted", sort=each.made_at_ms),
            )
        return found

    def empty_words(self) -> str:
        """Return what stands here when nothing waits."""
        return "Nothing waits"

    def tell(self) -> None:
        """Say how many."""
        count = len(self.case.known.pending)
        self.set_title(f"Waiting {count}" if count else "Waiting")

    @property
    def pending(self) -> Pending | None:
        """What is under the cursor."""
        key = self.table.cursor_key
        return next((each for each in self.case.known.pending if _key(each) == key), None)

    def command_forget(self) -> None:
        """Take it off the list."""
        self.act("forget")


class DxfeedRecent(DxfeedTable):
    """Accounts that were looked at, and a demo's accounts to try."""

    scope: ClassVar[Scope] = Scope.DXFEED_RECENT
    columns = PLAIN

    def wanted_columns(self) -> Sequence[Column]:
        """Return the columns; a demo's have one more."""
        return account_columns(self.case, wide=False)

    def rows(self) -> Mapping[str, Row]:
        """Return a row for each, the latest first."""
        return account_rows(self.case, self.context.zone)

    def empty_words(self) -> str:
        """Return what stands here at first."""
        return "No account was looked at yet"

    def tell(self) -> None:
        """Say what it is."""
        self.set_title("Recent accounts, and some to try" if self.case.samples else "Recent accounts")


def _trail_columns(account: int) -> Sequence[Column]:
    """Return the columns of the audit trail; `account` is how long that of the account stays."""
    return (
        Column("at", "At", 16, "right", 90, letter="a"),
        Column("says", "Done", 18, "left", 100, flexible=True, max_width=60, letter="d", clip=True),
        Column("outcome", "Outcome", 15, "left", 95, letter="o", clip=True),
        Column("http", "HTTP", 4, "right", 60, letter="h"),
        Column("target", "Account", 24, "left", account, letter="c", clip=True),
        Column("reason", "Reason", 20, "left", 40, flexible=True, max_width=40, clip=True),
        Column("user", "By", 10, "left", 30, letter="b", clip=True),
    )


_OF_ALL = _trail_columns(98)


class DxfeedHistory(DxfeedTable):
    """What was done to the account from here, or the audit trail of all."""

    scope: ClassVar[Scope] = Scope.DXFEED_HISTORY
    columns = _trail_columns(50)

    def wanted_columns(self) -> Sequence[Column]:
        """Return the columns; where lines are of all accounts, whose each is stays as long as what was done."""
        return _OF_ALL if self.case.whole_trail else self.columns

    def rows(self) -> Mapping[str, Row]:
        """Return a row for each line, the latest first; a write that was ended has one row only."""
        ended = {entry.call for entry in self.case.history if entry.outcome != "sending"}
        found: dict[str, Row] = {}
        for entry in self.case.history:
            if entry.outcome == "sending" and entry.call in ended:
                continue
            words = "sending …" if entry.outcome == "sending" else entry.outcome
            found[str(entry.seq)] = (
                Cell(moment(entry.at_ms, self.context.zone), "muted", sort=entry.at_ms),
                Cell(entry.says),
                Cell(words, _LOOKS.get(entry.outcome, "warning")),
                Cell("" if entry.status is None else str(entry.status), "muted"),
                Cell(entry.target, "muted"),
                Cell(entry.reason, "muted"),
                Cell(entry.user, "muted"),
            )
        return found

    def empty_words(self) -> str:
        """Return what stands here without a line."""
        return "Nothing was done yet" if self.case.whole_trail else "Nothing was done to this account from here"

    def tell(self) -> None:
        """Say whose it is."""
        self.set_title("Audit trail of all accounts" if self.case.whole_trail else "Done to this account from here")

    def about(self, key: str) -> list[tuple[str, str]]:
        """Return all of a line."""
        entry = next((each for each in self.case.history if str(each.seq) == key), None)
        if entry is None:
            return []
        day = f"{moment(entry.at_ms, self.context.zone)[:10]} {clock(entry.at_ms, self.context.zone, seconds=True)}"
        values = {name: value for name, value in entry.as_json().items() if value not in {None, ""} and name != "at_ms"}
        return [(entry.says, "strong"), (day, "muted"), *((f"{name}: {value}", "") for name, value in values.items())]


def _key(pending: Pending) -> str:
    return f"{pending.account_id}/{pending.made_at_ms}"
