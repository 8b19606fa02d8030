"""The proof that an order left no trace: the only way by which the program itself stops looking for one.

Every condition must hold at once. A missing, failed or refused answer is no evidence, and neither is an answer that
lacks what is known to exist.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

WAIT_S = 120.0
"""How long after the last moment of a possible write the records say nothing: the broker has timeouts of its own."""

APART_S = 30.0
"""How far apart two searches must be to count as two."""

HISTORY_MARGIN_MS = 600_000
"""How long before the order's confirmation (server time) a search must begin."""

FRESH_S = 7.0
"""How old the last keepAlive may be for the session to count as alive."""


class Missing(enum.Enum):
    """What the proof still lacks, in the words of the screen."""

    NEW_LOGIN = "a new login after the order was sent"
    LIVE_SESSION = "a connection that is alive"
    TIME = "two minutes since the order could last have left"
    SEARCHES = "two complete searches half a minute apart"
    NUMBER = "the broker's word that it does not know the number"
    ECHO = "a sign that the broker gives our tags back unchanged"
    LOOKALIKE = "an explanation for a trade that looks like this order"


@dataclass(frozen=True, slots=True)
class Round:
    """One search through open trades and history: asked and answered in monotonic seconds of this run.

    `history_from_ms` is where the history began (server time). `whole`: both answers came, the feed was alive, and
    nothing was missing that is known to be there.
    """

    asked: float
    answered: float
    epoch: int
    history_from_ms: int
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known for the proof. Times are monotonic seconds of this run unless they end in `_ms`.

    `sent_epoch` is the login in which the order may have left, None for an order of an earlier run. `last_write` is
    the last moment at which bytes of it may have left (the start of this run for an earlier one), `last_write_ms` the
    same on the wall clock. `number_denied`: the broker said that it does not know the order's number.
    `echo_epoch` is the newest login in which the broker gave a whole tag back.
    """

    now: float
    now_ms: int
    epoch: int
    sent_epoch: int | None
    ready: bool
    feed_age_s: float | None
    last_write: float
    last_write_ms: int
    intent_server_ms: int
    rounds: Sequence[Round]
    number_known: bool
    number_denied: bool
    echo_epoch: int
    lookalike: bool = False


def counting(facts: Facts) -> list[Round]:
    """Return the searches that count: whole, of this login, late enough, far enough back, and apart from each other."""
    found: list[Round] = []
    for each in facts.rounds:
        late_enough = each.asked >= facts.last_write + WAIT_S
        far_enough = each.history_from_ms <= facts.intent_server_ms - HISTORY_MARGIN_MS
        apart = not found or each.asked - found[-1].answered >= APART_S
        if each.whole and each.epoch == facts.epoch and late_enough and far_enough and apart:
            found.append(each)
    return found


def missing(facts: Facts) -> tuple[Missing, ...]:
    """Return what the proof lacks; nothing: the broker shows no trace."""
    lacks: list[Missing] = []
    if facts.sent_epoch is not None and facts.epoch <= facts.sent_epoch:
        lacks.append(Missing.NEW_LOGIN)
    if not facts.ready or facts.feed_age_s is None or facts.feed_age_s >= FRESH_S:
        lacks.append(Missing.LIVE_SESSION)
    waited = facts.now - facts.last_write >= WAIT_S and facts.now_ms - facts.last_write_ms >= WAIT_S * 1000
    if not waited:
        lacks.append(Missing.TIME)
    if len(counting(facts)) < 2:
        lacks.append(Missing.SEARCHES)
    if facts.number_known and not facts.number_denied:
        lacks.append(Missing.NUMBER)
    if facts.echo_epoch != facts.epoch:
        lacks.append(Missing.ECHO)
    if facts.lookalike:
        lacks.append(Missing.LOOKALIKE)
    return tuple(lacks)
