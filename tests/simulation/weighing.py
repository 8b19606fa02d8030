"""What the checker weighs a run by: what was asked for, what the venue lied about, what its records could still tell.

As independent of the program as the checker itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.simulation.evidence import Evidence, Row

CANNOT_BE_TOLD = "cannot be told"
"""With these words an end admits that the order may have been carried out."""

OPENING = (0,)
CLOSING = 2
FINAL = ("denied", "confirmed", "rejected", "unknown", "not found", "overtaken", "resolved by user", "accepted")
"""States in which the program has said its last word, unless something late comes."""

Found = Iterator[tuple[str, str]]
"""What an invariant yields: an order's tag, or another subject, and what is wrong."""


def content(wish: Row) -> str:
    words = " ".join(f"{name}={wish.get(name)}" for name in ("action", "symbol", "side", "kind", "position"))
    figures = " ".join(f"{name}={number(wish.get(name))}" for name in ("volume", "price", "stop_loss", "take_profit"))
    return f"{words} {figures}"


def number(value: object) -> Decimal:
    return Decimal(str(value or 0)).normalize()


def lied_to(seen: Evidence, tag: str) -> bool:
    """Tell whether the venue said rejected or refused of what it carried out.

    It says so of the tag, or of the very number that it gave the request: some venues' verdicts bear no tag at all.
    """
    done = seen.carried_out(tag)
    numbers = {one["request"] for one in done}
    rejections = (row for row in seen.rows_of(tag) if row["kind"] == "STATUS" and row.get("status") == 4)
    told = any(row.get("basis") == "tag" or row.get("request_id") in numbers for row in rejections)
    return told or any("error" in str(one.get("fault")) for one in done)


def overtaken_honestly(seen: Evidence, tag: str) -> bool:
    """Tell whether an overtaken order is shown as one that was accepted, or that may have been."""
    accepted = any(
        row["kind"] == "RECORD" or (row["kind"] == "STATUS" and row.get("status") == 3) for row in seen.rows_of(tag)
    )
    return accepted or CANNOT_BE_TOLD in str(seen.order(tag).get("reason"))


def already_so(seen: Evidence, tag: str) -> bool:
    """Tell whether a change asked for levels that the trade had anyway: then what it shows is what was asked for."""
    rows = seen.rows_of(tag)
    wish = rows[0]["intent"]
    if wish["action"] != "modify" or any(row.get("basis") in ("tag", "number") for row in rows):
        return False
    others = [
        one["info"]
        for one in seen.ledger["transactions"]
        if one["verdict"] == "accepted"
        and wish["position"] in (one["position"], one["info"].get("order"))
        and one["info"]["type"] in (0, 3)
    ]
    asked = (number(wish["stop_loss"]), number(wish["take_profit"]))
    return any((number(info.get("sl")), number(info.get("tp"))) == asked for info in others)


def said_done(seen: Evidence, tag: str) -> bool:
    return seen.resolved.get(tag) == "done"


def fooled(seen: Evidence, tag: str) -> bool:
    """Tell whether the venue told of an acceptance that never was: its own lie is not our invention."""
    return any(row["kind"] == "STATUS" and row.get("status") == 3 for row in seen.rows_of(tag))


def traceable(seen: Evidence, done: Row) -> bool:
    """Tell whether the broker's records still show what was done, so that it can be matched to the order.

    What was opened or placed must still be in a list, under our tag; what was closed, changed or deleted must be what
    this order alone can have done.
    """
    info = done["info"]
    if info["type"] in OPENING:
        records = [one for shelf in ("positions", "pending", "deals") for one in seen.ledger[shelf]]
        return any(
            one["position"] == done["position"] and one.get("customComment") == info["customComment"] for one in records
        )
    wish = next(row["intent"] for row in seen.rows_of(str(info["customComment"])) if row["kind"] == "INTENT")
    if (wish.get("expires_at") or seen.ledger.get("now_ms", 0)) < seen.ledger.get("now_ms", 0):
        # It would be gone by now without us.
        return False
    alike = [
        one
        for one in seen.ledger["transactions"]
        if one["info"].get("order") == info.get("order") and one["info"]["type"] == info["type"]
    ]
    return len(alike) == 1 and "comment_changed" not in str(done.get("fault") or "")


def tellable(seen: Evidence, tag: str, done: Row) -> bool:
    """Tell whether the client could still learn that what was done is this order's.

    The record of a closing need not bear the closing's tag. Then only the number tells whose it was: by a reply or a
    verdict that reached the client, or by asking for the status of the number that the record bears. A venue that
    answers this in the order's own session only, or for a short time only, leaves another terminal's closing and ours
    the same to the client, and an honest one says that it does not know.
    """
    if done["info"]["type"] != CLOSING or any(row.get("request_id") == done["request"] for row in seen.rows_of(tag)):
        return True
    if any(one.get("request") == done["request"] and one.get("customComment") == tag for one in seen.ledger["deals"]):
        return True
    if seen.dialect.get("status_memory_ms") is not None:
        return False
    sent_s = max((frame.at_s for frame in seen.frames if frame.tag == tag), default=0.0)
    another = any(command == "login" and at_s > sent_s for _, _, at_s, _, command in seen.written)
    return not (another and seen.dialect.get("status_scope") == "session")


def wrong_order(kinds: list[str]) -> Iterator[str]:
    at = {kind: kinds.index(kind) for kind in dict.fromkeys(kinds)}
    for kind in ("INTENT", "QUEUED", "SENDING", "SENT", "DENIED", "REPLY"):
        if kinds.count(kind) > 1:
            yield f"{kinds.count(kind)} {kind} rows"
    if kinds[:1] != ["INTENT"]:
        yield f"begins with {kinds[:1]}"
    for later, earlier in (("SENDING", "QUEUED"), ("SENT", "SENDING"), ("REPLY", "SENDING"), ("ABSENT", "SENDING")):
        if later in at and at.get(earlier, len(kinds)) > at[later]:
            yield f"{later} without {earlier} before it"
    if "DENIED" in at and "SENT" in at:
        yield "both SENT and DENIED"
    if "EFFECT" in at and not any(kinds.index(kind) < at["EFFECT"] for kind in ("STATUS", "RECORD") if kind in at):
        yield "EFFECT without a verdict before it"
