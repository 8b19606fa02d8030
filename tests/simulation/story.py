"""Everything that journal, wire, ledger and screen tell of one order, for people."""

from __future__ import annotations

from typing import Any

from tests.simulation.evidence import Evidence


def story(seen: Evidence, tag: str) -> list[str]:
    """Return a line for each thing that is known of one order."""
    lines = [f"{row['kind']:10} {_told(row)}" for row in seen.rows_of(tag)]
    lines += [f"wire       {frame.at_s:.3f} s, life {frame.life}" for frame in seen.frames if frame.tag == tag]
    lines += [f"ledger     {one}" for one in seen.transactions_of(tag)]
    made = {one["position"] for one in seen.carried_out(tag)}
    for shelf in ("positions", "pending", "deals", "removals"):
        for one in seen.ledger.get(shelf, ()):
            if {one.get("position"), one.get("order")} & made - {None}:
                lines.append(f"{shelf:10} {one}")
    return [*lines, f"screen     {seen.order(tag)}"]


def _told(row: dict[str, Any]) -> str:
    shown = (
        "at_ms",
        "epoch",
        "reason",
        "code",
        "request_id",
        "status",
        "position",
        "basis",
        "price",
        "volume",
        "intent",
    )
    return " ".join(f"{name}={row[name]}" for name in shown if row.get(name) not in (None, ""))
