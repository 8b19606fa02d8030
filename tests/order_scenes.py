"""Puts orders in every state on a stage, for scenes and for the tests of the screens of orders."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.examples import AT_MS
from tests.order_examples import a_tag, a_wish, confirmed, refused, under_way, unknown
from tui.desk.orders.service import Doubt
from tui.domain import events as ev
from tui.domain.intent import Action
from tui.domain.order import Order
from tui.domain.position import Side

if TYPE_CHECKING:
    from tests.scenes import Stage

EURUSD, GOLD, PENDING = 312408331, 312408377, 312408400
"""The numbers of the open trades of a stage."""

LOST = a_tag(4)
"""The order of unknown fate."""


def a_doubt(stage: Stage) -> Doubt:
    """Return what the order desk would say of the lost order."""
    return Doubt(
        tag=LOST,
        since_ms=AT_MS - 45_000,
        known="Handed to the network at 10:59:15.120; no number from the broker; no reply came in time.",
        doing="Searched twice. Searching the broker's open trades and history.",
        next_check=stage.clock.monotonic() + 4,
        meaning="It may be open: up to 0.10 lots buy EURUSD.",
        lots=Decimal("0.10"),
        margin=Decimal("361.40"),
        advice="Look on the broker's platform; if you know, type `done` or `not done`.",
    )


def put(stage: Stage, *orders: Order) -> None:
    """Let these orders be known."""
    for order in orders:
        stage.desk.handle(ev.OrderChanged(order, stage.clock.monotonic()))


def fill(stage: Stage, *, lost: bool = False) -> None:
    """Put an order in each state on the stage, on request one of unknown fate too."""
    closing = a_wish(action=Action.CLOSE, position=EURUSD, volume_before=Decimal("0.10"))
    put(
        stage,
        confirmed(1, at_ms=AT_MS - 600_000),
        refused(2, at_ms=AT_MS - 500_000, wish=a_wish(symbol="GOLD", side=Side.SELL, price=Decimal("2803.84"))),
        under_way(3, wish=closing),
    )
    if lost:
        put(stage, unknown(4, at_ms=AT_MS - 45_000))
        stage.orders.doubts[LOST] = a_doubt(stage)
