"""The list that one begins with on the dxFeed screen: accounts looked at lately, and a demo's accounts to try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tui.view.text import moment
from tui.view.widgets.live_table import Cell, Column, Row

if TYPE_CHECKING:
    from datetime import tzinfo

    from tui.desk.entitlements_case import EntitlementCase

_ID = Column("id", "Id", 20, "left", 40, letter="i", clip=True)
_SEEN = Column("seen", "Seen", 16, "right", 80, letter="s")


def _columns(who: int, about: int) -> tuple[Column, Column]:
    """Return the columns of name and case, at least so wide."""
    return (
        Column("who", "Account", who, "left", 100, flexible=True, max_width=50, letter="a", clip=True),
        Column("about", "Shows", about, "left", 90, flexible=True, max_width=34, letter="h", clip=True),
    )


_WIDE, _NARROW = _columns(26, 31), _columns(17, 14)
_SETS: Mapping[tuple[bool, bool], Sequence[Column]] = {
    (True, True): (*_WIDE, _SEEN, _ID),
    (True, False): (_WIDE[0], _SEEN, _ID),
    (False, True): (*_NARROW, _SEEN, _ID),
    (False, False): (_NARROW[0], _SEEN, _ID),
}
PLAIN = _SETS[False, False]


def account_columns(case: EntitlementCase, *, wide: bool) -> Sequence[Column]:
    """Return the columns for a `wide` pane or a narrow one; with accounts to try, one says what each shows."""
    return _SETS[wide, bool(case.samples)]


def account_rows(case: EntitlementCase, zone: tzinfo) -> Mapping[str, Row]:
    """Return a row for each account by its id, the one seen last first, then those nobody has tried yet."""
    about = {each.account_id: each.about for each in case.samples}
    found: dict[str, Row] = {}

    def put(account_id: str, email: str, seen_at_ms: int | None) -> None:
        seen = "" if seen_at_ms is None else moment(seen_at_ms, zone)
        words = (Cell(about.get(account_id, "")),) if about else ()
        who = Cell(email or "no e-mail", "" if email else "muted")
        found[account_id] = (who, *words, Cell(seen, "muted", sort=seen_at_ms or 0), Cell(account_id, "muted"))

    for recent in case.known.recent:
        put(recent.account_id, recent.email, recent.seen_at_ms)
    for sample in case.samples:
        if sample.account_id not in found:
            put(sample.account_id, sample.email, None)
    return found
