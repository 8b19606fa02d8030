"""What each action says on the wire."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.desk.orders.steps import an_intent
from tui.desk.orders.wire import transaction
from tui.domain.intent import Action
from tui.domain.position import OrderKind, Side
from tui.xapi import commands

STOP, GOAL = Decimal("1.09"), Decimal("1.12")
LEVELS = {"stop_loss": STOP, "take_profit": GOAL, "trailing_offset": 20}
NO_LEVELS: dict[str, object] = {"sl": 0, "tp": 0, "offset": 0}
ALL_LEVELS: dict[str, object] = {"sl": STOP, "tp": GOAL, "offset": 20}


def wire(**wish: object) -> dict[str, object]:
    command = commands.trade_transaction(transaction(an_intent(**wish)))
    info = command.arguments["tradeTransInfo"]
    assert isinstance(info, dict)
    assert (info["symbol"], info["volume"], info["price"]) == ("EURUSD", Decimal("0.10"), Decimal("1.10000"))
    assert info["customComment"] == "XD1.A"
    assert command.frame("1.1").endswith('"customTag":"1.1"}')
    return {name: info[name] for name in ("cmd", "type", "order", "sl", "tp", "offset", "expiration")}


@pytest.mark.parametrize(("side", "cmd"), [(Side.BUY, 0), (Side.SELL, 1)])
def test_a_market_order_opens_with_its_levels(side: Side, cmd: int) -> None:
    assert wire(side=side, **LEVELS) == {"cmd": cmd, "type": 0, "order": 0, "expiration": 0, **ALL_LEVELS}


@pytest.mark.parametrize(
    ("side", "kind", "cmd"),
    [
        (Side.BUY, OrderKind.LIMIT, 2),
        (Side.SELL, OrderKind.LIMIT, 3),
        (Side.BUY, OrderKind.STOP, 4),
        (Side.SELL, OrderKind.STOP, 5),
    ],
)
def test_a_pending_order_is_placed_with_its_expiration(side: Side, kind: OrderKind, cmd: int) -> None:
    sent = wire(action=Action.PLACE, side=side, kind=kind, expires_at=1_790_000_600_000)
    assert sent == {"cmd": cmd, "type": 0, "order": 0, "expiration": 1_790_000_600_000, **NO_LEVELS}


def test_a_position_is_modified_with_the_full_set() -> None:
    sent = wire(action=Action.MODIFY, side=Side.SELL, position=77, **LEVELS)
    assert sent == {"cmd": 1, "type": 3, "order": 77, "expiration": 0, **ALL_LEVELS}


def test_a_level_left_out_of_a_modification_is_removed() -> None:
    sent = wire(action=Action.MODIFY, position=77, take_profit=GOAL)
    assert (sent["sl"], sent["tp"], sent["offset"]) == (0, GOAL, 0)


def test_a_pending_order_is_modified_with_the_full_set_and_its_expiration() -> None:
    sent = wire(action=Action.MODIFY, kind=OrderKind.STOP, position=78, expires_at=5, **LEVELS)
    assert sent == {"cmd": 4, "type": 3, "order": 78, "expiration": 5, **ALL_LEVELS}


def test_a_close_names_the_position_and_no_levels() -> None:
    sent = wire(action=Action.CLOSE, side=Side.SELL, position=77, volume_before=Decimal("0.30"), **LEVELS)
    assert sent == {"cmd": 1, "type": 2, "order": 77, "expiration": 0, **NO_LEVELS}


def test_a_delete_names_the_pending_order() -> None:
    sent = wire(action=Action.DELETE, kind=OrderKind.LIMIT, position=78)
    assert sent == {"cmd": 2, "type": 4, "order": 78, "expiration": 0, **NO_LEVELS}


@pytest.mark.parametrize(
    "wish",
    [
        {"position": 5},
        {"kind": OrderKind.LIMIT},
        {"action": Action.PLACE},
        {"action": Action.PLACE, "kind": OrderKind.LIMIT, "position": 5},
        {"action": Action.CLOSE},
        {"action": Action.CLOSE, "position": 0},
        {"action": Action.CLOSE, "position": 5, "kind": OrderKind.LIMIT},
        {"action": Action.MODIFY},
        {"action": Action.DELETE, "position": 5},
        {"volume": Decimal(0)},
        {"volume": Decimal("-0.1")},
        {"volume": Decimal("NaN")},
        {"price": Decimal(0)},
        {"price": Decimal("Infinity")},
        {"symbol": ""},
    ],
)
def test_a_wish_that_does_not_hold_together_never_reaches_the_wire(wish: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a wish to"):
        transaction(an_intent(**wish))


def test_the_longest_order_fits_into_its_frame() -> None:
    tag = "XD1." + "Z" * 26
    wish = {"symbol": "AAPL.US_9" * 3, "position": 2**62, "expires_at": 2**62, "action": Action.MODIFY}
    intent = an_intent(tag, kind=OrderKind.STOP, **wish, **LEVELS)
    assert len(commands.trade_transaction(transaction(intent)).frame("1000000.100000000").encode()) < 500
