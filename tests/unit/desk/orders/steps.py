"""Steps to write down: plain ones by hand, and any that there can be by hypothesis."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from hypothesis import strategies as st

from tui.domain.intent import Action, Intent, OrderWish
from tui.domain.position import OrderKind, Side
from tui.domain.steps import Basis, Step, StepKind

ACCOUNT = "demo:1000"


def a_wish(**changes: object) -> OrderWish:
    """Return a market order of 0.10 lot."""
    wish = OrderWish(
        action=Action.OPEN, symbol="EURUSD", side=Side.BUY, volume=Decimal("0.10"), price=Decimal("1.10000")
    )
    return dataclasses.replace(wish, **changes)  # type: ignore[arg-type]


def an_intent(tag: str = "XD1.A", /, **changes: object) -> Intent:
    """Return an intent with that tag."""
    return Intent(tag=tag, account=ACCOUNT, server_ms=1_790_000_000_000, wish=a_wish(**changes))


def a_step(kind: StepKind, number: int, tag: str = "XD1.A", **changes: object) -> Step:
    """Return one step."""
    step = Step(tag=tag, number=number, kind=kind, at_ms=1_790_000_000_000 + number, mono=1000.25 + number, epoch=1)
    return dataclasses.replace(step, **changes)  # type: ignore[arg-type]


def a_life(tag: str = "XD1.A") -> list[Step]:
    """Return the steps of an order up to its write."""
    return [
        a_step(StepKind.INTENT, 0, tag, intent=an_intent(tag)),
        a_step(StepKind.QUEUED, 1, tag),
        a_step(StepKind.SENDING, 2, tag),
        a_step(StepKind.SENT, 3, tag),
    ]


def life(number: int) -> list[Step]:
    """Return `a_life` of the order of that number."""
    return a_life(f"XD1.{number:026d}")


# Few letters, but each of a kind that some encoding stumbles over.
_TEXT = st.text("aZ0 '\"\\\n\x00\x7fé→😀\ud800", max_size=12)
_DECIMAL = st.decimals(allow_nan=False, allow_infinity=False)
_WHOLE = st.integers(-(2**63), 2**63 - 1)
_SECONDS = st.floats(allow_nan=False, allow_infinity=False)


def _maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


WISHES = st.builds(
    OrderWish,
    action=st.sampled_from(Action),
    symbol=_TEXT,
    side=st.sampled_from(Side),
    volume=_DECIMAL,
    price=_DECIMAL,
    kind=_maybe(st.sampled_from(OrderKind)),
    stop_loss=_maybe(_DECIMAL),
    take_profit=_maybe(_DECIMAL),
    trailing_offset=_WHOLE,
    expires_at=_maybe(_WHOLE),
    position=_maybe(_WHOLE),
    volume_before=_maybe(_DECIMAL),
    note=_TEXT,
    plan=_TEXT,
    parent=_TEXT,
)

INTENTS = st.builds(Intent, tag=_TEXT, account=_TEXT, server_ms=_WHOLE, wish=WISHES, price_age_s=_maybe(_SECONDS))

STEPS = st.builds(
    Step,
    tag=_TEXT,
    number=_WHOLE,
    kind=st.sampled_from(StepKind),
    at_ms=_WHOLE,
    mono=_SECONDS,
    epoch=_WHOLE,
    intent=_maybe(INTENTS),
    reason=_TEXT,
    code=_TEXT,
    message=_TEXT,
    request_id=_maybe(_WHOLE),
    status=_maybe(_WHOLE),
    position=_maybe(_WHOLE),
    basis=_maybe(st.sampled_from(Basis)),
    price=_maybe(_DECIMAL),
    volume=_maybe(_DECIMAL),
    raw=_TEXT,
)
"""Steps with every field anything that its type allows, lone surrogates in text included."""
