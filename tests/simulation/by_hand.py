"""A run made by hand in which all went well, to break one thing of and show to the checker."""

from __future__ import annotations

from typing import Any

from tests.simulation.checker import check
from tests.simulation.evidence import Evidence, Frame, Glance, Press, Row

TAG = "XD1.00000000000000000000000001"
OTHER = "XD1.00000000000000000000000002"
WISH: Row = {
    "action": "open", "symbol": "EURUSD", "side": "buy", "volume": "0.1", "price": "1.1", "kind": None,
    "stop_loss": "1.09", "take_profit": None, "position": None,
}  # fmt: skip
INFO: Row = {
    "cmd": 0, "symbol": "EURUSD", "volume": 0.1, "type": 0, "price": 1.1, "sl": 1.09, "tp": 0.0, "order": 0,
    "customComment": TAG,
}  # fmt: skip
KINDS = ("INTENT", "QUEUED", "SENDING", "SENT", "REPLY", "STATUS", "RECORD", "EFFECT")
HELD: Row = {
    "login": "1000", "position": 7, "symbol": "EURUSD", "volume": 0.1, "sl": 1.09, "tp": 0.0, "open_price": 1.10010,
    "customComment": TAG,
}  # fmt: skip


def rows(*kinds: str, tag: str = TAG) -> list[Row]:
    """Return steps of these kinds, the first with the wish."""
    return [
        {"seq": n, "tag": tag, "number": n, "kind": kind, "intent": WISH if kind == "INTENT" else None}
        for n, kind in enumerate(kinds)
    ]


def received(verdict: str = "accepted", **more: Any) -> Row:
    """Return a line of the ledger."""
    return {"info": {**INFO}, "verdict": verdict, "position": 7, "login": "1000", "request": 5, "fault": None, **more}


def a_run() -> Evidence:
    """Return a run in which one order was confirmed, sent, carried out and shown."""
    screen: dict[str, Any] = {
        "orders": {TAG: {"state": "confirmed", "late_effect": False, "fill_price": "1.1001", "reason": ""}},
        "positions": {"7": {"symbol": "EURUSD", "volume": "0.10", "sl": "1.09", "tp": None}},
        "pending": {},
    }
    return Evidence(
        account="demo:1000",
        ledger={"transactions": [received()], "positions": [HELD], "pending": [], "deals": []},
        steps=rows(*KINDS),
        chain="",
        frames=[Frame(10.0, 1, TAG, 250, INFO, ("INTENT", "QUEUED", "SENDING"))],
        presses=[Press(9.9, 1, "1.1", (WISH,), (TAG,))],
        glances=[Glance(10.0, 1, "ready", True, True, 2.0), Glance(30.0, 1, "ready", False, False, 20.0)],
        screen=screen,
        reopened={"orders": {TAG: dict(screen["orders"][TAG])}},
        calm_at_s=600.0,
        ended_at_s=780.0,
        ready_at_s=604.0,
        written=[(1, "main1", 1.0 + n, 200, "getTrades") for n in range(9)],
        arrived=[("main1", 1.0 + n, 1) for n in range(9)],
    )


def shown(run: Evidence, **changes: Any) -> None:
    """Change what the screen says of the order."""
    for screen in (run.screen, run.reopened):
        screen["orders"][TAG] = {**screen["orders"][TAG], **changes}


def broken(run: Evidence) -> set[str]:
    """Return the invariants that a run breaks."""
    return {violation.invariant for violation in check(run)}
