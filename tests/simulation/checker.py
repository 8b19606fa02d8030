"""The invariants of a run (I1–I17 of the notes), each a function from evidence to the violations that it sees.

Independent of the program: it imports nothing of it and decides from journal file, ledger, wire and screen alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.simulation.evidence import Evidence
from tests.simulation.limits import (
    doubt_ends,
    frames_are_short_and_paced,
    it_comes_back,
    logins_are_few,
    nothing_piles_up,
    secrets_stay_inside,
    silence_is_marked,
)
from tests.simulation.weighing import (
    FINAL,
    OPENING,
    Found,
    already_so,
    content,
    fooled,
    lied_to,
    number,
    overtaken_honestly,
    said_done,
    traceable,
    wrong_order,
)

_ADMITS = ("confirmed", "accepted", "unknown")


@dataclass(frozen=True, slots=True)
class Violation:
    """What went against a promise: the invariant's name, its kind of harm, the order and the facts."""

    invariant: str
    harm: str
    tag: str
    detail: str


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
            allowed.update(content(wish) for wish in press.wishes)
    for tag in seen.tags():
        intents = [row for row in seen.rows_of(tag) if row["kind"] == "INTENT"]
        if len(intents) != 1:
            yield tag, f"{len(intents)} INTENT rows"
            continue
        made = content(intents[0]["intent"])
        if allowed[made] == 0:
            yield tag, f"nobody confirmed {made}"
        allowed[made] -= 1
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
            and number(frame.info.get("volume")) == number(intent["volume"])
            and number(frame.info.get("sl")) == number(intent["stop_loss"])
            and number(frame.info.get("tp")) == number(intent["take_profit"])
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
        opens = done[0]["info"]["type"] in OPENING
        if not (lied_to(seen, tag) and not (opens and traceable(seen, done[0]))):
            yield tag, f"REJECTED and carried out: {done[0]['position']}"


def confirmed_had_one_effect(seen: Evidence) -> Found:
    """I6: what is called confirmed was carried out once, with the symbol, side and volume that were confirmed."""
    for tag in seen.tags():
        order = seen.order(tag)
        if order.get("state") not in ("confirmed", "accepted"):
            continue
        done = seen.carried_out(tag)
        if len(done) != 1 and not fooled(seen, tag) and not already_so(seen, tag):
            yield tag, f"{order['state'].upper()} with {len(done)} effects"
        for one in done:
            intent = next(row["intent"] for row in seen.rows_of(tag) if row["kind"] == "INTENT")
            if one["info"]["symbol"] != intent["symbol"] or number(one["info"]["volume"]) != number(intent["volume"]):
                yield tag, f"another effect than {intent}"


def fills_are_the_brokers(seen: Evidence) -> Found:
    """I6: the fill price of an opening is the one in the broker's record."""
    prices = {
        record["position"]: number(record["open_price"])
        for shelf in ("positions", "deals")
        for record in seen.ledger[shelf]
    }
    for tag in seen.tags():
        order, done = seen.order(tag), seen.carried_out(tag)
        if order.get("fill_price") is None or not done or done[0]["info"]["type"] not in OPENING:
            continue
        if done[0]["info"].get("cmd", 0) > 1:
            continue
        real = prices.get(done[0]["position"])
        if real is not None and real != number(order["fill_price"]):
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
            state in _ADMITS or order.get("late_effect") or (state == "resolved by user" and said_done(seen, tag))
        )
        if state == "rejected" or admitted or (state == "overtaken" and overtaken_honestly(seen, tag)):
            continue
        if not traceable(seen, done[0]) and state in ("not found", "resolved by user", "overtaken"):
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
        yield from ((tag, wrong) for wrong in wrong_order(kinds))


def reopening_shows_the_same(seen: Evidence) -> Found:
    """I8: a program started anew reads the same orders from the journal."""
    for tag in seen.tags():
        before, after = seen.order(tag), seen.reopened["orders"].get(tag, {})
        if before.get("state") in FINAL and (before.get("state"), before.get("late_effect")) != (
            after.get("state"),
            after.get("late_effect"),
        ):
            yield tag, f"was {before.get('state')}, and {after.get('state')} after a new start"


def positions_are_the_brokers(seen: Evidence) -> Found:
    """I10: after the quiet our positions and pending orders are those of the ledger."""
    login = seen.account.split(":")[-1]
    for shelf in ("positions", "pending"):
        real = {
            one["position"]: (one["symbol"], number(one["volume"]), number(one["sl"]), number(one["tp"]))
            for one in seen.ledger[shelf]
            if one["login"] == login
        }
        shown = {
            int(key): (one["symbol"], number(one["volume"]), number(one["sl"]), number(one["tp"]))
            for key, one in seen.screen[shelf].items()
        }
        for key in sorted(real.keys() | shown.keys()):
            if real.get(key) != shown.get(key):
                yield str(key), f"{shelf}: the broker has {real.get(key)}, the screen shows {shown.get(key)}"


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
