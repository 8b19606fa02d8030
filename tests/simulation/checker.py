"""The invariants of a run (I1–I17 of the notes), each a function from evidence to the violations that it sees.

Independent of the program: it imports nothing of it and decides from journal file, ledger, wire and screen alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tests.simulation.evidence import Evidence, Row

READY_WITHIN_S = 10.0
RESOLVED_WITHIN_S = 180.0
STALE_AFTER_S = 7.0
LOGIN_SPAN_S = 600.0
MOST_LOGINS = 5
SHORT_GAP_S = 0.2
LARGEST_FRAME = 1_000
MOST_TASKS = 60
_GRACE_S = 1.5
_OPENING = (0,)
_FINAL = ("denied", "confirmed", "rejected", "unknown", "not found", "overtaken", "resolved by user", "accepted")
CANNOT_BE_TOLD = "cannot be told"
_ADMITS = ("confirmed", "accepted", "unknown")


@dataclass(frozen=True, slots=True)
class Violation:
    """What went against a promise: the invariant's name, its kind of harm, the order and the facts."""

    invariant: str
    harm: str
    tag: str
    detail: str


Found = Iterator[tuple[str, str]]


def sent_once(seen: Evidence) -> Found:
    """I1: per tag the server got at most one tradeTransaction, and we wrote at most one."""
    for tag, count in Counter(frame.tag for frame in seen.frames).items():
        if count > 1:
            yield tag, f"written {count} times"
    arrived = Counter(one["info"].get("customComment") for one in seen.ledger["transactions"])
    for tag, count in arrived.items():
        if count > 1 and tag in seen.tags():
            yield str(tag), f"received {count} times"


def written_down_before(seen: Evidence) -> Found:
    """I2: when a frame left, its INTENT and its SENDING stood in the journal's file."""
    for frame in seen.frames:
        missing = {"INTENT", "SENDING"} - set(frame.rows)
        if missing:
            yield frame.tag, f"left at {frame.at_s:.3f} s without {', '.join(sorted(missing))}"


def confirmed_by_the_user(seen: Evidence) -> Found:
    """I3, I9: every order in the journal and on the wire is what the user confirmed, as often as confirmed."""
    allowed: Counter[str] = Counter()
    for press in seen.presses:
        if not press.refused:
            allowed.update(_content(wish) for wish in press.wishes)
    for tag in seen.tags():
        intents = [row for row in seen.rows_of(tag) if row["kind"] == "INTENT"]
        if len(intents) != 1:
            yield tag, f"{len(intents)} INTENT rows"
            continue
        content = _content(intents[0]["intent"])
        if allowed[content] == 0:
            yield tag, f"nobody confirmed {content}"
        allowed[content] -= 1
    for frame in seen.frames:
        if frame.tag not in set(seen.tags()):
            yield frame.tag, "written without an INTENT in the journal"


def frames_say_what_was_confirmed(seen: Evidence) -> Found:
    """I3: the frame carries the content of its intent."""
    for frame in seen.frames:
        intent = next((row["intent"] for row in seen.rows_of(frame.tag) if row["kind"] == "INTENT"), None)
        if intent is None:
            continue
        same = (
            frame.info.get("symbol") == intent["symbol"]
            and _number(frame.info.get("volume")) == _number(intent["volume"])
            and _number(frame.info.get("sl")) == _number(intent["stop_loss"])
            and _number(frame.info.get("tp")) == _number(intent["take_profit"])
            and frame.info.get("type")
            == {"open": 0, "place": 0, "close": 2, "modify": 3, "delete": 4}[intent["action"]]
            and (intent["position"] is None or frame.info.get("order") == intent["position"])
        )
        if not same:
            yield frame.tag, f"{frame.info} is not {intent}"


def confirmations_are_kept(seen: Evidence) -> Found:
    """I3, lost: what confirm() answered for is in the journal, and a second press of a review made nothing."""
    known = set(seen.tags())
    once: set[str] = set()
    for press in seen.presses:
        for tag in press.tags:
            if tag not in known:
                yield tag, f"confirmed at {press.at_s:.3f} s and not in the journal"
        if not press.refused and press.sure:
            if press.review in once:
                yield press.review, "the same review was confirmed twice"
            once.add(press.review)


def denied_was_never_sent(seen: Evidence) -> Found:
    """I4: what is called not sent was not written, and the server never saw it."""
    written = {frame.tag for frame in seen.frames}
    for tag in seen.tags():
        if any(row["kind"] == "DENIED" for row in seen.rows_of(tag)):
            if tag in written:
                yield tag, "DENIED and written"
            if seen.transactions_of(tag):
                yield tag, "DENIED and received by the venue"


def refused_had_no_effect(seen: Evidence) -> Found:
    """I5: what is called rejected was not carried out, or a late effect was raised.

    A venue that itself says rejected of what it does is believed, except where its records then bear our tag.
    """
    for tag in seen.tags():
        order, done = seen.order(tag), seen.carried_out(tag)
        if order.get("state") != "rejected" or not done or order.get("late_effect"):
            continue
        opens = done[0]["info"]["type"] in _OPENING
        if not (_lied_to(seen, tag) and not (opens and _traceable(seen, done[0]))):
            yield tag, f"REJECTED and carried out: {done[0]['position']}"


def confirmed_had_one_effect(seen: Evidence) -> Found:
    """I6: what is called confirmed was carried out once, with the symbol, side and volume that were confirmed."""
    for tag in seen.tags():
        order = seen.order(tag)
        if order.get("state") not in ("confirmed", "accepted"):
            continue
        done = seen.carried_out(tag)
        if len(done) != 1 and not _fooled(seen, tag) and not _already_so(seen, tag):
            yield tag, f"{order['state'].upper()} with {len(done)} effects"
        for one in done:
            intent = next(row["intent"] for row in seen.rows_of(tag) if row["kind"] == "INTENT")
            if one["info"]["symbol"] != intent["symbol"] or _number(one["info"]["volume"]) != _number(intent["volume"]):
                yield tag, f"another effect than {intent}"


def fills_are_the_brokers(seen: Evidence) -> Found:
    """I6: the fill price of an opening is the one in the broker's record."""
    prices = {
        record["position"]: _number(record["open_price"])
        for shelf in ("positions", "deals")
        for record in seen.ledger[shelf]
    }
    for tag in seen.tags():
        order, done = seen.order(tag), seen.carried_out(tag)
        if order.get("fill_price") is None or not done or done[0]["info"]["type"] not in _OPENING:
            continue
        if done[0]["info"].get("cmd", 0) > 1:
            continue
        real = prices.get(done[0]["position"])
        if real is not None and real != _number(order["fill_price"]):
            yield tag, f"shows a fill at {order['fill_price']}, the broker has {real}"


def effects_are_admitted(seen: Evidence) -> Found:
    """I7: everything that the venue did under our tag is shown in a state that admits it."""
    for tag in seen.tags():
        done = seen.carried_out(tag)
        if not done:
            continue
        order = seen.order(tag)
        state = order.get("state", "nothing")
        admitted = (
            state in _ADMITS or order.get("late_effect") or (state == "resolved by user" and _said_done(seen, tag))
        )
        if state == "rejected" or admitted or (state == "overtaken" and _overtaken_honestly(seen, tag)):
            continue
        if not _traceable(seen, done[0]) and state in ("not found", "resolved by user", "overtaken"):
            # Nothing that the broker shows bears the tag.
            continue
        yield tag, f"carried out as {done[0]['position']} and shown as {state} ({order.get('reason', '')})"


def journal_is_legal(seen: Evidence) -> Found:
    """I8: the chain of hashes holds and every order's steps could have happened in that order."""
    if seen.chain:
        yield "", seen.chain
    for tag in seen.tags():
        rows = seen.rows_of(tag)
        kinds = [row["kind"] for row in rows]
        if [row["number"] for row in rows] != list(range(len(rows))):
            yield tag, f"the numbers of its steps are {[row['number'] for row in rows]}"
        yield from ((tag, wrong) for wrong in _wrong_order(kinds))


def reopening_shows_the_same(seen: Evidence) -> Found:
    """I8: a program started anew reads the same orders from the journal."""
    for tag in seen.tags():
        before, after = seen.order(tag), seen.reopened["orders"].get(tag, {})
        if before.get("state") in _FINAL and (before.get("state"), before.get("late_effect")) != (
            after.get("state"),
            after.get("late_effect"),
        ):
            yield tag, f"was {before.get('state')}, and {after.get('state')} after a new start"


def positions_are_the_brokers(seen: Evidence) -> Found:
    """I10: after the quiet our positions and pending orders are those of the ledger."""
    login = seen.account.split(":")[-1]
    for shelf in ("positions", "pending"):
        real = {
            one["position"]: (one["symbol"], _number(one["volume"]), _number(one["sl"]), _number(one["tp"]))
            for one in seen.ledger[shelf]
            if one["login"] == login
        }
        shown = {
            int(key): (one["symbol"], _number(one["volume"]), _number(one["sl"]), _number(one["tp"]))
            for key, one in seen.screen[shelf].items()
        }
        for key in sorted(real.keys() | shown.keys()):
            if real.get(key) != shown.get(key):
                yield str(key), f"{shelf}: the broker has {real.get(key)}, the screen shows {shown.get(key)}"


def silence_is_marked(seen: Evidence) -> Found:
    """I11: seven seconds after the last keepAlive no price is shown as live, and no order can be confirmed on one."""
    for glance in seen.glances:
        if glance.silent_s is not None and glance.silent_s <= STALE_AFTER_S + _GRACE_S:
            continue
        if glance.prices_live:
            yield f"{glance.at_s:.0f}s", f"prices live after {glance.silent_s} s of silence"
        elif glance.orders_on:
            yield f"{glance.at_s:.0f}s", f"orders on after {glance.silent_s} s of silence"


def frames_are_short_and_paced(seen: Evidence) -> Found:
    """I12: no command above 1000 bytes, and never six short gaps in a row at the server."""
    for _, socket, at_s, size, command in seen.written:
        if size > LARGEST_FRAME:
            yield socket, f"{command} of {size} bytes at {at_s:.3f} s"
    last: dict[str, float] = {}
    short: Counter[str] = Counter()
    for socket, at_s, count in seen.arrived:
        for _ in range(count):
            gap = at_s - last.get(socket, -1.0)
            last[socket] = at_s
            short[socket] = short[socket] + 1 if gap < SHORT_GAP_S - 1e-6 else 0
            if short[socket] == 6:
                yield socket, f"six short gaps in a row at {at_s:.3f} s"


def logins_are_few(seen: Evidence) -> Found:
    """I13: one run of the program logs in at most five times in ten minutes."""
    times: dict[int, list[float]] = {}
    for life, _, at_s, _, command in seen.written:
        if command == "login":
            times.setdefault(life, []).append(at_s)
    for life, moments in times.items():
        for first, sixth in zip(moments, moments[MOST_LOGINS:], strict=False):
            if sixth - first < LOGIN_SPAN_S - 1e-6:
                yield f"life {life}", f"six logins from {first:.1f} to {sixth:.1f} s"


def secrets_stay_inside(seen: Evidence) -> Found:
    """I14: neither the password nor a stream token stands in the journal or on the screen."""
    for leak in seen.leaks:
        yield "", leak


def nothing_piles_up(seen: Evidence) -> Found:
    """I16: no error escaped, and tasks are as few at the end as they were."""
    for error in seen.errors:
        yield "", error
    if seen.tasks > MOST_TASKS:
        yield "", f"{seen.tasks} tasks are left"


def it_comes_back(seen: Evidence) -> Found:
    """Liveness: ready within ten seconds of the last fault, or of the next try that the screen had announced."""
    due = max(seen.calm_at_s, seen.tries_at_s or 0.0) + READY_WITHIN_S
    if seen.ready_at_s is None or seen.ready_at_s > due:
        yield "", f"calm at {seen.calm_at_s:.1f} s, next try {seen.tries_at_s}, ready {seen.ready_at_s}"


def doubt_ends(seen: Evidence) -> Found:
    """Liveness: three minutes after the last fault nothing whose effect can be seen is unknown or under way."""
    for tag in seen.tags():
        state = seen.order(tag).get("state")
        if state not in _FINAL:
            yield tag, f"still {state} {seen.ended_at_s - seen.calm_at_s:.0f} s after the last fault"
        done = seen.carried_out(tag)
        if state == "unknown" and done and _traceable(seen, done[0]):
            yield tag, f"unknown ({seen.order(tag).get('reason')}), though carried out as {done[0]['position']}"


def _content(wish: Row) -> str:
    words = " ".join(f"{name}={wish.get(name)}" for name in ("action", "symbol", "side", "kind", "position"))
    figures = " ".join(f"{name}={_number(wish.get(name))}" for name in ("volume", "price", "stop_loss", "take_profit"))
    return f"{words} {figures}"


def _number(value: object) -> Decimal:
    return Decimal(str(value or 0)).normalize()


def _lied_to(seen: Evidence, tag: str) -> bool:
    """Tell whether the venue said rejected or refused of what it carried out."""
    told = any(
        row["kind"] == "STATUS" and row.get("status") == 4 and row.get("basis") == "tag" for row in seen.rows_of(tag)
    )
    return told or any("error" in str(one.get("fault")) for one in seen.carried_out(tag))


def _overtaken_honestly(seen: Evidence, tag: str) -> bool:
    """Tell whether an overtaken order is shown as one that was accepted, or that may have been."""
    accepted = any(
        row["kind"] == "RECORD" or (row["kind"] == "STATUS" and row.get("status") == 3) for row in seen.rows_of(tag)
    )
    return accepted or CANNOT_BE_TOLD in str(seen.order(tag).get("reason"))


def _already_so(seen: Evidence, tag: str) -> bool:
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
    asked = (_number(wish["stop_loss"]), _number(wish["take_profit"]))
    return any((_number(info.get("sl")), _number(info.get("tp"))) == asked for info in others)


def _said_done(seen: Evidence, tag: str) -> bool:
    return seen.resolved.get(tag) == "done"


def _fooled(seen: Evidence, tag: str) -> bool:
    """Tell whether the venue told of an acceptance that never was: its own lie is not our invention."""
    return any(row["kind"] == "STATUS" and row.get("status") == 3 for row in seen.rows_of(tag))


def _traceable(seen: Evidence, done: Row) -> bool:
    """Tell whether the broker's records still show what was done, so that it can be matched to the order.

    What was opened or placed must still be in a list, under our tag; what was closed, changed or deleted must be what
    this order alone can have done.
    """
    info = done["info"]
    if info["type"] in _OPENING:
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


def _wrong_order(kinds: list[str]) -> Iterator[str]:
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


INVARIANTS: dict[str, tuple[str, Callable[[Evidence], Found]]] = {
    "I1": ("double", sent_once),
    "I2": ("lost", written_down_before),
    "I3": ("phantom", confirmed_by_the_user),
    "I3b": ("wrong order", frames_say_what_was_confirmed),
    "I3c": ("lost", confirmations_are_kept),
    "I4": ("wrong verdict", denied_was_never_sent),
    "I5": ("wrong verdict", refused_had_no_effect),
    "I6": ("wrong verdict", confirmed_had_one_effect),
    "I6b": ("stale shown", fills_are_the_brokers),
    "I7": ("lost", effects_are_admitted),
    "I8": ("lost", journal_is_legal),
    "I8b": ("lost", reopening_shows_the_same),
    "I10": ("stale shown", positions_are_the_brokers),
    "I11": ("stale shown", silence_is_marked),
    "I12": ("pace", frames_are_short_and_paced),
    "I13": ("pace", logins_are_few),
    "I14": ("leak", secrets_stay_inside),
    "I16": ("bounds", nothing_piles_up),
    "L1": ("liveness", it_comes_back),
    "L2": ("liveness", doubt_ends),
}
"""Every invariant with the harm that its breach is. I9 is part of I3; I17 (same seed, same trace) compares two runs."""


def check(seen: Evidence) -> list[Violation]:
    """Return everything that went against a promise."""
    return [
        Violation(name, harm, subject, detail)
        for name, (harm, rule) in INVARIANTS.items()
        for subject, detail in rule(seen)
    ]
