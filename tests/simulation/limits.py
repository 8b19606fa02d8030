"""The invariants of time and measure: silence, pace, logins, secrets, leftovers, the end of doubt (I11–I16, L1, L2)."""

from __future__ import annotations

from collections import Counter

from tests.simulation.evidence import Evidence
from tests.simulation.weighing import FINAL, Found, tellable, traceable

READY_WITHIN_S = 10.0
RESOLVED_WITHIN_S = 180.0
STALE_AFTER_S = 7.0
LOGIN_SPAN_S = 600.0
MOST_LOGINS = 5
SHORT_GAP_S = 0.2
LARGEST_FRAME = 1_000
MOST_TASKS = 60
_GRACE_S = 1.5


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
        if state not in FINAL:
            yield tag, f"still {state} {seen.ended_at_s - seen.calm_at_s:.0f} s after the last fault"
        done = seen.carried_out(tag)
        if state == "unknown" and done and traceable(seen, done[0]) and tellable(seen, tag, done[0]):
            yield tag, f"unknown ({seen.order(tag).get('reason')}), though carried out as {done[0]['position']}"
