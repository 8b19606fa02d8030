"""The log's ring: bounded, each fact once, by kind."""

from typing import Any

from tests.examples import a_pending_order, a_position
from tui.domain import events as ev
from tui.domain.events import LinkState
from tui.domain.traffic import Exchanged, Outcome, StreamCounted
from tui.store.changes import Topic
from tui.store.store import Store
from tui.store.traffic import MOST_LINES, LineKind, Received


def asked(name: str = "getVersion", at: float = 1.0, **changes: Any) -> Exchanged:
    return Exchanged(name, (), "", Outcome.ANSWERED, at, at + 0.1)._replace(**changes)


def test_a_long_session_keeps_the_newest_lines_only() -> None:
    store = Store()
    for number in range(MOST_LINES + 10):
        store.apply(asked(at=float(number)))
    assert len(store.traffic.lines) == MOST_LINES
    assert store.traffic.lines[-1].number == MOST_LINES + 10


def test_lines_are_told_apart_by_what_they_are_about() -> None:
    store = Store()
    for event in (
        asked(),
        asked("ping"),
        asked("tradeTransaction"),
        asked("tradeTransactionStatus"),
        asked("getNews", stream=True),
        ev.PositionChanged(a_position(5), 2.0),
        ev.PendingChanged(a_pending_order(6), 2.0),
        ev.PendingRemoved(6, 3.0),
        ev.LinkChanged(LinkState.READY, 1, 3.0, "host"),
        ev.TroubleNoticed("Odd", "things", "", 4.0),
        ev.RequestStatusChanged(9, 4, "no money", "", None, 5.0),
    ):
        store.apply(event)
    kinds = [line.kind for line in store.traffic.lines]
    assert kinds == [
        LineKind.REQUEST,
        LineKind.PING,
        LineKind.ORDER,
        LineKind.ORDER,
        LineKind.SUBSCRIPTION,
        LineKind.RECEIVED,
        LineKind.RECEIVED,
        LineKind.RECEIVED,
        LineKind.LINK,
        LineKind.TROUBLE,
        LineKind.ORDER,
    ]
    verdict = store.traffic.lines[-1].fact
    assert isinstance(verdict, Received)
    assert (verdict.result, verdict.detail, verdict.bad) == ("rejected · request 9", "no money", True)


def test_a_tick_costs_the_log_nothing() -> None:
    store = Store()
    store.apply(ev.FeedHeard(1, 1.0))
    assert not store.traffic.lines
    assert not store.drain().touches((Topic.TRAFFIC,))


def test_the_stream_is_counted_and_not_listed() -> None:
    store = Store()
    store.apply(StreamCounted({"tickPrices": 4000}, 7.0))
    assert store.traffic.counts["tickPrices"] == 4000
    assert not store.traffic.lines
    assert store.drain().touches((Topic.TRAFFIC,))


def test_the_pace_counts_what_was_written_on_the_main_socket() -> None:
    store = Store()
    for at in (1.0, 50.0, 70.0):
        store.apply(asked(at=at))
    store.apply(asked(at=71.0, stream=True))
    store.apply(asked(asked=None))
    assert store.traffic.written_since(40.0) == 2
