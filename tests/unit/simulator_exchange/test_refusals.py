"""Every code goes to the order that deserves it."""

from __future__ import annotations

import pytest

from tests.unit.simulator_exchange.helpers import Venue, buy
from tui.simulator.exchange import Refusal

STRICT = {"document_codes": True, "require_command": True, "require_expiration": True, "check_market_price": True}


@pytest.mark.parametrize(
    ("code", "info"),
    [
        ("EX000", buy(symbol=None)),
        ("EX000", buy(type=None)),
        ("EX000", buy(volume="0.1")),
        ("EX000", buy(volume=True)),
        ("EX000", buy(price=float("nan"))),
        ("EX000", buy(price=None)),
        ("EX000", buy(cmd=6)),
        ("EX000", buy(customComment=7)),
        ("EX000", {"order": 5, "type": 4, "customComment": "x"}),
        ("EX000", buy(type=3)),
        ("SE199", buy(type=2)),
        ("BE102", buy(type=1)),
        ("BE102", buy(type=9)),
        ("BE001", buy(price=0)),
        ("BE001", buy(cmd=2, price=1.2)),
        ("BE001", buy(cmd=3, price=1.0)),
        ("BE001", buy(cmd=4, price=1.0)),
        ("BE001", buy(cmd=5, price=1.2)),
        ("BE001", buy(cmd=2, price=1.0999999)),
        ("BE002", buy(sl=1.2)),
        ("BE002", buy(tp=1.0)),
        ("BE002", buy(sl=-1)),
        ("BE002", buy(cmd=1, sl=1.0)),
        ("BE002", buy(sl=1.0999999)),
        ("BE002", buy(cmd=2, price=1.09, sl=1.095)),
        ("BE002", buy(symbol="US500", price=1, sl=5999)),
        ("BE003", buy(0.001)),
        ("BE003", buy(0)),
        ("BE003", buy(101)),
        ("BE003", buy(0.015)),
        ("BE007", buy(cmd=2, price=1.09, expiration=1)),
        ("BE007", buy(sl=1.09, offset=-5)),
        ("BE012", buy(1, symbol="AAPL.US_9", cmd=1)),
        ("BE101", buy(symbol="NOWHERE")),
        ("BE11", buy(type=2, order=12345)),
        ("BE098", buy(type=3, order=12345)),
        ("BE098", buy(type=4, order=12345)),
    ],
)
def test_an_order_is_refused_with_its_code(code: str, info: dict[str, object]) -> None:
    assert Venue().code(**info) == code


@pytest.mark.parametrize(
    ("code", "info"),
    [
        ("EX000", buy(cmd=None)),
        ("EX000", buy(cmd=2, price=1.09)),
        ("EX000", buy(type=2)),
        ("BE098", buy(type=2, order=12345)),
        ("BE001", buy(price=1.0)),
        ("BE007", buy(price=1.1001, offset=20)),
    ],
)
def test_the_strict_venue_follows_the_document(code: str, info: dict[str, object]) -> None:
    assert Venue(**STRICT).code(**info) == code


def test_the_lenient_venue_reads_a_missing_command_as_buy_and_ignores_the_market_price() -> None:
    venue = Venue()
    venue.done(**buy(cmd=None, price=1200.0, expiration=1, unknown="x"))
    assert venue.position().operation == 0


def test_a_closed_market_refuses_everything_but_deleting() -> None:
    venue = Venue()
    venue.done(**buy())
    held = venue.position().position_number
    number = venue.done(**buy(cmd=2, price=1.09))
    venue.market.closed.add("EURUSD")
    venue.pass_ms(500)
    assert venue.code(**buy()) == "BE006"
    assert venue.code(**buy(type=2, order=held)) == "BE006"
    assert venue.code(**buy(type=3, order=held)) == "BE006"
    venue.done(**buy(type=4, order=number))


def test_a_market_that_closes_while_the_request_is_on_its_way_rejects_it() -> None:
    venue = Venue()
    number = venue.taken(**buy())
    venue.market.closed.add("EURUSD")
    venue.pass_ms(500)
    status = venue.exchange.status("1000", number)
    assert status is not None
    assert (status.state, status.message) == (4, "Market for instrument is closed")
    assert venue.trades() == []


def test_too_little_money_is_a_rejection_after_the_request_was_taken() -> None:
    assert Venue().rejected(**buy(11.0)) == "BE009"


def test_a_silent_venue_rejects_without_a_reason_but_its_ledger_knows() -> None:
    venue = Venue(silent_rejects=True)
    assert venue.rejected(**buy(11.0)) == "BE009"
    (entry,) = venue.exchange.ledger(venue.now_ms).transactions
    status = venue.exchange.status("1000", entry.request or 0)
    assert status is not None
    assert status.message is None


def test_a_pending_order_cannot_be_closed() -> None:
    venue = Venue()
    number = venue.done(**buy(cmd=2, price=1.09))
    assert venue.code(**buy(type=2, order=number)) == "BE096"


@pytest.mark.parametrize(("settings", "code"), [({}, "BE51"), (STRICT, "BE097")])
def test_a_position_cannot_be_closed_twice(settings: dict[str, object], code: str) -> None:
    venue = Venue(**settings)
    venue.done(**buy(price=1.1001))
    held = venue.position().position_number
    venue.done(**buy(type=2, order=held))
    assert venue.code(**buy(type=2, order=held)) == code


def test_the_second_of_two_closes_on_their_way_is_rejected() -> None:
    venue = Venue()
    venue.done(**buy())
    close = buy(type=2, order=venue.position().position_number)
    numbers = [venue.taken(**close), venue.taken(**close)]
    venue.pass_ms(500)
    states = sorted(venue.exchange.status("1000", one).state for one in numbers)  # type: ignore[union-attr]
    assert states == [3, 4]
    assert len(venue.closed()) == 1


def test_a_close_must_name_the_right_symbol_and_not_more_than_the_volume() -> None:
    venue = Venue()
    venue.done(**buy(0.1))
    held = venue.position().position_number
    assert venue.code(**buy(type=2, order=held, symbol="US500")) == "BE007"
    assert venue.code(**buy(0.11, type=2, order=held)) == "BE003"
    assert venue.code(**buy(0.1, type=2, order=held, price=0)) == "BE001"


def test_another_account_cannot_touch_a_position() -> None:
    venue = Venue()
    venue.done(**buy())
    held = venue.position().position_number
    assert venue.code("1001", **buy(type=2, order=held)) == "BE11"
    assert venue.code("1001", **buy(type=3, order=held)) == "BE098"


def test_symbols_may_be_hidden_blocked_or_disabled() -> None:
    venue = Venue(disabled_symbols=frozenset({"AAPL.US_9"}))
    assert venue.code("1001", **buy(symbol="US500")) == "BE094"
    assert venue.code("1001", **buy(symbol="BITCOIN")) == "BE095"
    assert venue.code(**buy(1, symbol="AAPL.US_9")) == "BE018"


def test_a_refusal_is_in_the_ledger_with_what_was_received() -> None:
    venue = Venue()
    assert isinstance(venue.send(**buy(0)), Refusal)
    (entry,) = venue.exchange.ledger(venue.now_ms).transactions
    assert (entry.verdict, entry.code, entry.request, entry.connection, entry.size_bytes) == (
        "refused", "BE003", None, "c1", 200,
    )  # fmt: skip
    assert entry.info == buy(0)
