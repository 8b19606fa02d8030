"""An unsent ticket between two starts: put down without its prices, taken up as a draft that needs a review."""

from __future__ import annotations

import re

from tui.config.state import DraftState
from tui.domain.position import OrderKind, Side
from tui.view.panels.ticket_draft import Draft, Slot
from tui.view.text import Numbers
from tui.view.widgets.text_field import TextField

_PRICED = (Slot.PRICE, Slot.STOP_LOSS, Slot.TAKE_PROFIT)
_IS_PRICE = re.compile(r"[\d\s.,'\u00a0\u2009\u202f]*")
"""A number without a unit; `20p`, `2R`, `1%` and `50 eur` are distances, which are as good later."""


def put_down(draft: Draft | None, now_ms: int) -> DraftState | None:
    """Return what is kept of a ticket, None when nothing was put in. Prices are left out: they are of their time."""
    if draft is None or not draft.begun:
        return None
    texts = {
        slot.value: each.text
        for slot, each in draft.texts.items()
        if each.text and not (slot in _PRICED and _IS_PRICE.fullmatch(each.text))
    }
    kind = draft.kind.value if draft.kind is not None else "market"
    return DraftState(draft.symbol, draft.side.value, draft.kept_ms or now_ms, kind, texts)


def take_up(state: DraftState) -> Draft | None:
    """Return the ticket again, None when another version put down what this one does not know."""
    sides, kinds = {side.value: side for side in Side}, {kind.value: kind for kind in (OrderKind.LIMIT, OrderKind.STOP)}
    known = {slot.value: slot for slot in Slot if slot.typed}
    if state.side not in sides or state.kind not in ("market", *kinds):
        return None
    draft = Draft(state.symbol, sides[state.side], kinds.get(state.kind), kept_ms=state.at_ms)
    for name, text in state.texts.items():
        if name in known:
            draft.texts[known[name]] = TextField(text)
    return draft if draft.begun else None


def kept_words(kept_ms: int, now_ms: int, numbers: Numbers) -> str:
    """Say how old a ticket is that was taken up, and what it lacks."""
    return f"Kept {numbers.duration(max(0, now_ms - kept_ms) / 1000)}, prices left out"
